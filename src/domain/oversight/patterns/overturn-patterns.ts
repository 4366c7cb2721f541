import { utf8 } from '../../../core/base/bytes.js';
import { DAY_MS, MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { printUuid, uuidOf } from '../../../core/base/uuid.js';
import {
  DEFAULT_PATTERN,
  OVERTURN_REASONS,
  type OverturnPattern,
  overturnPatterns,
  type PatternRule,
  SERVICE,
} from '../../../core/oversight/index.js';
import { changeCase, type OversightDeps } from '../acts/index.js';
import { overturnsAlike } from '../events/index.js';

/** Cases that are looked through, the newest that were decided. */
const MOST = 5000;
/** Longest time that a rule looks back, days. */
const LONGEST_DAYS = 366;
/** How long an act may take, ms: when a case was decided is read at the beginning of its act, and seen once that has ended. */
const ACT_MS = MINUTE_MS;
/** Cases that an entry names. */
const MOST_NAMED = 100;

export interface PatternsDeps
  extends Pick<OversightDeps, 'acts' | 'crypto' | 'incidents' | 'nowMs' | 'onProblem' | 'store'> {
  /** What the policy of a deployment says of it; null where it says nothing. */
  readonly patternRule: (deployment: string) => Promise<PatternRule | null>;
}

/** Decisions that were changed for one reason, of which so many came together that what lies behind them is looked for. */
export class OverturnPatterns {
  readonly #deps: PatternsDeps;
  #lookedMs: number | null = null;

  constructor(deps: PatternsDeps) {
    this.#deps = deps;
  }

  /** Those that hold now. */
  async list(): Promise<OverturnPattern[]> {
    const { store, nowMs } = this.#deps;
    const now = nowMs();
    const { cases } = await store.settledSince(now - LONGEST_DAYS * DAY_MS, MOST);
    const records = cases.map(({ record }) => record).filter(({ settlement }) => settlement?.because !== undefined);
    const rules = new Map<string, PatternRule>();
    for (const deployment of new Set(records.map((one) => one.deployment)))
      rules.set(deployment, (await this.#deps.patternRule(deployment)) ?? DEFAULT_PATTERN);
    return overturnPatterns(records, { nowMs: now, ruleOf: (deployment) => rules.get(deployment)! });
  }

  /** Opens an incident for each that is new, with its entry; gives how many. Nothing is read where no case was decided since the last look at which all were told. */
  async look(): Promise<number> {
    const { store, nowMs } = this.#deps;
    const now = nowMs();
    const sinceMs = this.#lookedMs;
    if (sinceMs !== null && sinceMs <= now && (await store.decidedSince(sinceMs)).decided === 0) return 0;
    let [told, failed] = [0, 0];
    for (const one of await this.list())
      try {
        if (await this.#tell(one)) told++;
      } catch (cause) {
        // One that fails, such as of a deployment that is registered no longer, keeps no other from being told.
        failed++;
        this.#deps.onProblem(cause as Error);
      }
    if (failed === 0) this.#lookedMs = now - ACT_MS;
    return told;
  }

  async #tell(pattern: OverturnPattern): Promise<boolean> {
    const { deployment, because, rule, decisions, cases } = pattern;
    const incident = this.#idOf(pattern);
    if (await this.#isOpened(incident)) return false;
    const wanted = {
      id: incident,
      title: `${decisions.length} decisions were changed for one reason: ${because}`,
      text: `Within ${rule.withinDays} days, people changed ${decisions.length} decisions of this deployment because ${OVERTURN_REASONS[because]}. Others may have the same fault: GET /v1/cases/patterns lists decisions like them, and POST /v1/cases/patterns/rerun runs them again.`,
      severity: 'major',
      scope: { kind: 'deployment', deployment },
    } as const;
    const named = { deployment, because, decisions: decisions.length, withinDays: rule.withinDays, incident };
    const { acts, incidents } = this.#deps;
    // One act: an incident without its entry would be taken for told by the next look.
    await acts.run(changeCase, async (tx) => {
      await incidents.openWithin(tx, wanted, SERVICE);
      tx.enter(overturnsAlike({ ...named, cases: cases.slice(0, MOST_NAMED) }));
    });
    incidents.feed.changed();
    return true;
  }

  async #isOpened(incident: string): Promise<boolean> {
    try {
      await this.#deps.incidents.find(incident);
      return true;
    } catch (cause) {
      if (cause instanceof TribuneError && cause.code === 'NOT_FOUND') return false;
      throw cause;
    }
  }

  /** One incident for each deployment, reason and stretch of the length of the rule: what goes on for longer is told again. */
  #idOf({ deployment, because, rule, untilMs }: OverturnPattern): string {
    const stretch = Math.floor(untilMs / (rule.withinDays * DAY_MS));
    const text = `tribune.overturns-alike/v1 ${stretch} ${because} ${deployment}`;
    return printUuid(uuidOf(this.#deps.crypto.sha256(utf8(text))));
  }
}
