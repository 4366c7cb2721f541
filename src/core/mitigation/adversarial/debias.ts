import type { GroupKey } from '../../fairness/tally/index.js';
import {
  ADVERSARY_CLASS,
  type AdversaryAuc,
  type AgainstOptions,
  type AgainstResult,
  type Dataset,
  fitAgainst,
} from '../../learn/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';
import type { TraceConstraint } from '../penalty/index.js';

export interface DebiasOptions extends AgainstOptions {
  /** Of whom the adversary may not tell the group by the score: of everybody (default), or of those of one label. */
  readonly constraint?: TraceConstraint;
}

export interface Debiased extends Omit<AgainstResult, 'adversaries'> {
  /** What adversaries are, in words: the bound says nothing of others. */
  readonly adversaryClass: string;
  readonly adversaries: readonly { readonly key: GroupKey; readonly auc: AdversaryAuc | null }[];
}

/**
 * A network whose score is learned against adversaries that want to tell the group by it; it stops once the upper end of the interval of every best adversary's AUC, on people
 * held out, is below a declared bound. Without groups nobody can decide otherwise by them later: they are needed to learn only.
 * Source: Zhang, Lemoine and Mitchell 2018, Mitigating unwanted biases with adversarial learning.
 *
 * @throws TribuneError INVALID_ARGUMENT for fewer than two groups, a target that is not 0 and 1, options out of range
 * @example debias(data, groups, { bound: 0.55, seed: 1 }).reached;
 */
export function debias(data: Dataset, groups: RowGroups, options: DebiasOptions): Debiased {
  const { constraint = 'demographic_parity', ...rest } = options;
  checkGroups(groups, data.rows);
  const wanted = constraint === 'demographic_parity' ? null : constraint === 'true_positive_rate_parity' ? 1 : 0;
  const isAsked = (r: number): boolean => groups.codes[r]! >= 0 && (wanted === null || data.target[r] === wanted);
  const present = groups.keys.flatMap((_, g) => (groups.codes.some((code, r) => code === g && isAsked(r)) ? [g] : []));
  if (present.length < 2) throw refused('fewer than two groups among those who count', 'Give people of two groups.');
  // Who is of the second of two groups is not of the first: one adversary does.
  const asked = present.length === 2 ? present.slice(1) : present;
  const members = asked.map((g) =>
    Float64Array.from({ length: data.rows }, (_, r) => (isAsked(r) ? +(groups.codes[r] === g) : Number.NaN)),
  );
  const { adversaries, ...found } = fitAgainst(data, members, rest);
  return {
    ...found,
    adversaryClass: ADVERSARY_CLASS,
    adversaries: adversaries.map((auc, i) => ({ key: groups.keys[asked[i]!]!, auc })),
  };
}
