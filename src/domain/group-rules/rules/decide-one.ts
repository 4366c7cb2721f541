import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { bind } from '../../../core/policy/bind/index.js';
import { planOf } from './apply-rule.js';
import { decideBy, type RuledOutcome } from './decide-by.js';
import type { RuleFile } from './rule-file.js';

/** What a rule reads of a recorded decision: attributes stand under their names, as they do in audits of recorded decisions. */
export interface RuledRecord {
  readonly score: number | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a rule says of a recorded decision. */
export interface DecidedRecord extends RuledOutcome {
  /** The group of the rule that the person is of; null for whoever is of none, or is not known to be of one. */
  readonly key: GroupKey | null;
  /** Why nothing is decided; null where something is. */
  readonly reason: 'no score' | 'no group of the rule' | 'a value that is none under the rule' | null;
}

/**
 * Decides about single records by the same reading of values and the same decision as `decideByRule` does about a table.
 *
 * @example ruleReader(rule)({ score: 0.6, attributes: { sex: 'f' } }, () => 0.3).outcome // 1
 */
export function ruleReader(rule: RuleFile): (record: RuledRecord, draw: () => number) => DecidedRecord {
  const { read, attributes: by, others } = rule;
  const fateOf = bind(planOf(rule));
  const nameOf = new Map(read.attributes.map(({ name, column }) => [column, name]));
  const places = by.map((name) => read.attributes.findIndex((one) => one.name === name));
  const textOf = (values: readonly (string | null)[]): string => JSON.stringify(values);
  const groups = new Map(rule.groups.map((group) => [textOf(by.map((name) => group.key[name]!)), group]));
  return ({ score, attributes }, draw) => {
    const fate = fateOf((column) => {
      if (column === read.score) return score;
      const name = nameOf.get(column);
      const value = name !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : null;
      return isRaw(value) ? value : null;
    });
    if ('fault' in fate) return undecided('a value that is none under the rule');
    if ('excluded' in fate || fate.row.score === null) return undecided('no score');
    const { row } = fate;
    const group = groups.get(textOf(places.map((place) => row.values[place] ?? null))) ?? null;
    const said = decideBy(group?.mixture ?? null, others, row.score!, draw);
    return { ...said, key: group?.key ?? null, reason: said.outcome === null ? 'no group of the rule' : null };
  };
}

const undecided = (reason: DecidedRecord['reason']): DecidedRecord => ({
  ...{ outcome: null, chance: null, draw: null, key: null },
  reason,
});

/** Scalars as a table holds them; a boolean is the text that audits of recorded decisions read. */
function isRaw(value: unknown): value is string | number | bigint | boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}
