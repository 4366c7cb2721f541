import { counted } from '../../core/base/counted.js';
import { parseExact } from '../../core/base/exact-json.js';
import { type DecisionFields, type IngestWarning, RecordFault } from '../records/index.js';
import type { RuleInForce, RuleView } from './rule-view.js';

type RuledFields = Pick<DecisionFields, 'deployment' | 'decidedAtMs' | 'route'>;

const decoder = new TextDecoder();

/**
 * Holds the records of one body against the rules of their deployments: an automatic decision is that of the rule, or it is refused, or taken and
 * marked where the rule is only observed. What a person decided, or a fallback, is no work of a rule.
 */
export class RuleDoor {
  readonly #view: RuleView;
  readonly #found = new Map<string, { records: number; readonly line: number }>();

  constructor(view: RuleView) {
    this.#view = view;
  }

  /**
   * Holds a record against the rule that its deployment had when it was decided.
   *
   * @param bytes the record as it came, which was validated
   * @returns the members that its entry gets; empty where there is no rule
   * @throws RecordFault for a decision that is not the rule's, where the rule is enforced
   */
  pass(fields: RuledFields, bytes: Uint8Array, line: number): string {
    const rule = this.#view.at(fields.deployment, fields.decidedAtMs);
    if (rule === undefined) return '';
    if (fields.route !== 'automatic') return marked(rule, null);
    const { subject, score, outcome, attributes } = parseExact(decoder.decode(bytes)) as Readonly<
      Record<string, unknown>
    >;
    const said = rule.decide({
      subject: subject as string,
      score: score === undefined ? null : Number(score),
      attributes: (attributes ?? {}) as Readonly<Record<string, unknown>>,
    });
    // No outcome, where a deployment may give none, is no 0.
    if (said.outcome !== null && said.outcome === outcome) return marked(rule, true);
    if (rule.mode === 'enforce') throw otherwise(fields.deployment, said);
    const known = this.#found.get(fields.deployment);
    if (known === undefined) this.#found.set(fields.deployment, { records: 1, line });
    else known.records++;
    return marked(rule, false);
  }

  get warnings(): IngestWarning[] {
    return [...this.#found].map(([deployment, { records, line }]) => ({
      ...{ code: 'RULE_OTHERWISE', deployment, records, line },
      message: `${counted(records, 'decision')} of ${deployment} ${records === 1 ? 'is' : 'are'} not that of its rule, the first in line ${line}; ${records === 1 ? 'it is' : 'they are'} kept and marked`,
    }));
  }
}

/** What the entry of a decision says of the rule: nothing of the person, since it stays where the decision is erased. */
const marked = ({ digest }: RuleInForce, isKept: boolean | null): string =>
  `,"rule":${JSON.stringify({ digest, kept: isKept })}`;

function otherwise(deployment: string, { outcome, reason }: ReturnType<RuleInForce['decide']>): RecordFault {
  const why =
    outcome === null
      ? `the rule of ${deployment} decides nothing about this record (${reason}); send what the rule reads, or let a person decide (route "reviewed")`
      : `the rule of ${deployment} decides otherwise; decide by tribune apply or POST /v1/decisions/by-rule, or send what a person decided as "reviewed"`;
  return new RecordFault('RULE_OTHERWISE', why);
}
