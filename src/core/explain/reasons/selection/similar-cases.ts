import type { Matrix, Model } from '../../../models/index.js';
import { medianAbsoluteDeviation } from '../../recourse/constraints/scales.js';
import { type DecisionRule, isAccepted } from '../../recourse/problem/decision.js';

export interface SimilarCase {
  /** Row number in the reference. */
  readonly index: number;
  /** Sum over inputs of |difference| / median absolute deviation; categories count 1 when they differ. */
  readonly distance: number;
  /** Score, on the scale of the cutoff. */
  readonly score: number;
}

/** Number of similar cases of each kind: half a screen. */
export const SIMILAR_CASES = 3;

/** The nearest approved and denied people of the reference; the person's own row is left out. */
export function similarCases(
  model: Model,
  decision: DecisionRule,
  reference: Matrix,
  person: { readonly row: Float64Array | readonly number[]; readonly index: number | null; readonly count?: number },
): { approved: SimilarCase[]; denied: SimilarCase[] } {
  const units = model.features.map((feature, j) => (feature.categories === undefined ? unitOf(reference, j) : null));
  const scores = decision.scale === 'raw' ? model.predictRaw(reference) : model.predictLinked(reference);
  const cases = Array.from({ length: reference.rows }, (_, index): SimilarCase => {
    const distance = units.reduce<number>(
      (sum, unit, j) => sum + difference(person.row[j]!, reference.data[index * reference.columns + j]!, unit),
      0,
    );
    return { index, distance, score: scores[index * model.numOutputs + decision.output]! };
  })
    .filter(({ index }) => index !== person.index)
    .sort((a, b) => a.distance - b.distance || a.index - b.index);
  const nearest = (wanted: boolean): SimilarCase[] =>
    cases.filter(({ score }) => isAccepted(decision, score) === wanted).slice(0, person.count ?? SIMILAR_CASES);
  return { approved: nearest(true), denied: nearest(false) };
}

function unitOf(reference: Matrix, input: number): number {
  const values: number[] = [];
  for (let r = 0; r < reference.rows; r++) {
    const value = reference.data[r * reference.columns + input]!;
    if (Number.isFinite(value)) values.push(value);
  }
  const mad = values.length === 0 ? 0 : medianAbsoluteDeviation(values);
  return mad > 0 ? mad : 1;
}

/** Difference of two values. A missing value is as far from a known one as two different categories are. */
function difference(a: number, b: number, unit: number | null): number {
  if (Number.isNaN(a) || Number.isNaN(b) || unit === null) return Object.is(a, b) ? 0 : 1;
  return Math.abs(a - b) / unit;
}
