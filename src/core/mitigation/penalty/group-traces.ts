import { checkGroups, type RowGroups, refused } from '../groups/index.js';

/** Among whom scores are to say nothing of the group: everybody, or those of one label. */
export const TRACE_CONSTRAINTS = [
  'demographic_parity',
  'true_positive_rate_parity',
  'false_positive_rate_parity',
] as const;
export type TraceConstraint = (typeof TRACE_CONSTRAINTS)[number];

export interface TraceOptions {
  /** Default `demographic_parity`. */
  readonly constraint?: TraceConstraint;
  /** 0 or 1 of every row; needed where only those of one label count. */
  readonly label?: ArrayLike<number>;
  /** Weights of rows; default 1 each. */
  readonly weights?: Float64Array;
}

/**
 * What `fit` of `tribune/learn` penalises scores for (`penalty.traces`): whether a row is of a group, less the share of the group; of two groups the second alone, which
 * says the same as the first. Rows without a group, and of another label, are 0. A score that has no covariance with any of them has the same mean in every group, not the same
 * rate of decisions: judge what is decided.
 * Source: Zafar, Valera, Gomez Rodriguez and Gummadi 2017, Fairness constraints: mechanisms for fair classification.
 *
 * @throws TribuneError INVALID_ARGUMENT for fewer than two groups among those who count, a label that is needed and not given, or lengths that differ
 * @example fit(data, { learner: 'gbdt', seed: 1, penalty: { traces: groupTraces(groups), strength: 10 } });
 */
export function groupTraces(groups: RowGroups, options: TraceOptions = {}): Float64Array[] {
  const { constraint = 'demographic_parity', label, weights } = options;
  const rows = groups.codes.length;
  checkGroups(groups, rows);
  if (constraint !== 'demographic_parity' && label === undefined)
    throw refused(`${constraint} without labels`, 'Give the label of every row.');
  if ((label !== undefined && label.length !== rows) || (weights !== undefined && weights.length !== rows))
    throw refused('labels or weights of another number of rows', `Give one for each of ${rows} rows.`);
  const wanted = constraint === 'demographic_parity' ? null : constraint === 'true_positive_rate_parity' ? 1 : 0;
  const counts = (r: number): boolean => groups.codes[r]! >= 0 && (wanted === null || label![r] === wanted);
  const mass = new Float64Array(groups.keys.length);
  for (let r = 0; r < rows; r++) if (counts(r)) mass[groups.codes[r]!]! += weights?.[r] ?? 1;
  const total = mass.reduce((sum, one) => sum + one, 0);
  const present = Array.from(mass.keys()).filter((g) => mass[g]! > 0);
  if (present.length < 2) throw refused('fewer than two groups among those who count', 'Give people of two groups.');
  return (present.length === 2 ? present.slice(1) : present).map((g) =>
    Float64Array.from({ length: rows }, (_, r) => (counts(r) ? +(groups.codes[r] === g) - mass[g]! / total : 0)),
  );
}
