import { decodeHex } from '../../../core/base/bytes.js';
import { FollowedView } from '../../../core/base/followed-view.js';
import { drawMixture } from '../../../core/fairness/frontier/index.js';
import { type DecidedRecord, ruleReader } from '../../group-rules/rules/index.js';
import type { LogCrypto } from '../../log/ports/index.js';
import { type HeldRecord, type RuleInForce, RuleView } from '../../rule-door/index.js';
import type { SeededRule } from '../model/index.js';
import type { DeploymentRuleStore } from '../ports/index.js';

/** A rule that decides, with all that it says. */
export interface DecidingRule extends RuleInForce {
  readonly id: string;
  readonly decide: (record: HeldRecord) => DecidedRecord;
}

/** A rule with its draws: the same record gives the same answer, whenever and wherever it is asked. */
export function decidingRule(rule: SeededRule, { hmacSha256: hmac }: Pick<LogCrypto, 'hmacSha256'>): DecidingRule {
  const { id, digest, mode, fromMs, untilMs, file } = rule;
  const read = ruleReader(file);
  const seed = rule.seed === null ? null : decodeHex(rule.seed);
  const draw = (subject: string): number =>
    drawMixture({ hmac: (key, data) => hmac(key, data), seed: seed!, subject, deployment: file.deployment });
  const decide = (record: HeldRecord): DecidedRecord => read(record, () => draw(record.subject));
  return { id, digest, mode, fromMs, untilMs, decide };
}

export interface KnownRuleDeps {
  readonly store: Pick<DeploymentRuleStore, 'rules' | 'watch'>;
  readonly crypto: Pick<LogCrypto, 'hmacSha256'>;
  readonly nowMs: () => number;
}

/** The rules as they were read last, against which every automatic decision is held. */
export class KnownRules extends FollowedView<RuleView<DecidingRule>> {
  constructor({ store, crypto, nowMs }: KnownRuleDeps) {
    super({
      async read() {
        const rules = new Map<string, DecidingRule[]>();
        for (const rule of await store.rules())
          rules.set(rule.deployment, [...(rules.get(rule.deployment) ?? []), decidingRule(rule, crypto)]);
        return new RuleView(rules);
      },
      watch: (watcher) => store.watch(watcher),
      nowMs,
      empty: new RuleView<DecidingRule>(),
    });
  }
}
