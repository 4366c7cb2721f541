import { agree, counted } from '../../../base/counted.js';
import { TribuneError } from '../../../base/errors.js';
import type { Matrix, Model } from '../../../models/index.js';
import { type DecisionRule, isAccepted } from '../../recourse/problem/decision.js';

/**
 * The people that a person is compared with. `just-approved`: those at or slightly above the cutoff, as the commentary to Reg B describes.
 * `approved`: all approved. `all-applicants`: everybody. `max-points`: the best values that anybody had, family by family.
 */
export type BaselinePolicy = 'just-approved' | 'approved' | 'all-applicants' | 'max-points';
export const BASELINE_POLICIES: readonly BaselinePolicy[] = [
  'just-approved',
  'approved',
  'all-applicants',
  'max-points',
];

export interface Baseline {
  readonly policy: BaselinePolicy;
  readonly rows: Matrix;
  /** Indices of their rows in the reference. */
  readonly indices: readonly number[];
  /** Lowest and highest score among them, on the scale of the cutoff. */
  readonly scoreRange: readonly [number, number];
}

/**
 * "Slightly above" the cutoff means the tenth of the approved that is nearest to it. The number is our choice, because the commentary gives
 * none.
 */
const NEAREST_SHARE = 0.1;
/** Fewest people of that tenth; one person could turn a comparison with fewer. */
const MIN_NEAREST = 20;
/** Fewest rows of a baseline; one row is no group to be compared with. */
const MIN_ROWS = 2;

/** Picks the baseline from reference rows. Throws INVALID_ARGUMENT when fewer than two rows are left. */
export function pickBaseline(
  model: Model,
  decision: DecisionRule,
  reference: Matrix,
  policy: BaselinePolicy,
): Baseline {
  const all = decision.scale === 'raw' ? model.predictRaw(reference) : model.predictLinked(reference);
  const scores = Float64Array.from({ length: reference.rows }, (_, r) => all[r * model.numOutputs + decision.output]!);
  const everybody = Array.from({ length: reference.rows }, (_, r) => r);
  const approved = everybody.filter((r) => isAccepted(decision, scores[r]!));
  const indices =
    policy === 'just-approved'
      ? nearestTo(decision.cutoff, scores, approved)
      : policy === 'approved'
        ? approved
        : everybody;
  if (indices.length < MIN_ROWS) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `the baseline ${policy} has ${counted(indices.length, 'row')}: ${approved.length} of ${counted(reference.rows, 'reference row')} ${agree(approved.length, 'is', 'are')} approved at cutoff ${decision.cutoff}`,
      {
        remedy: 'Give a background with more approved people, or name another baseline.',
        reason: 'baseline-too-few',
      },
    );
  }
  const picked = indices.map((r) => scores[r]!);
  return {
    policy,
    indices,
    rows: takeRows(reference, indices),
    scoreRange: [Math.min(...picked), Math.max(...picked)],
  };
}

/** The approved nearest to the cutoff, with all who tie with the last of them, so that the order of rows does not decide. */
function nearestTo(cutoff: number, scores: Float64Array, approved: readonly number[]): number[] {
  const wanted = Math.min(approved.length, Math.max(MIN_NEAREST, Math.ceil(NEAREST_SHARE * approved.length)));
  if (wanted === 0) return [];
  const distance = (r: number): number => Math.abs(scores[r]! - cutoff);
  const limit = [...approved].map(distance).sort((a, b) => a - b)[wanted - 1]!;
  return approved.filter((r) => distance(r) <= limit);
}

/** The rows with these indices, in their order. */
export function takeRows(matrix: Matrix, indices: readonly number[]): Matrix {
  const { columns } = matrix;
  const data = new Float64Array(indices.length * columns);
  indices.forEach((r, i) => {
    data.set(matrix.data.subarray(r * columns, (r + 1) * columns), i * columns);
  });
  return { data, rows: indices.length, columns };
}
