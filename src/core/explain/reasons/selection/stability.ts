import { createGenerator, type Seed } from '../../../stats/index.js';

export interface Stability {
  readonly resamples: number;
  readonly seed: string;
  /** Mean share of families that a resampled list and the printed list have in common (Jaccard), 0..1; null without reasons. */
  readonly meanOverlap: number | null;
  /** Share of resamples in which the same families lead, in any order. */
  readonly sameSet: number | null;
  /** Share of resamples that keep the family among the reasons, per printed family. */
  readonly keptShare: readonly number[];
  readonly status: 'stable' | 'unstable' | 'undefined';
}

/** Smallest stable mean overlap; below it the list depends on who happened to be in the baseline. The number is our choice. */
const STABLE_OVERLAP = 0.8;

/**
 * How stable the printed families are when the baseline is drawn again, with replacement. A value against several people is the mean of the
 * values against each, so no model is evaluated here.
 *
 * @param perRow shortfalls against every single baseline row, `[row * families + family]`
 * @param choose the families that a list of shortfalls would print
 */
export function stabilityOf(
  perRow: Float64Array,
  families: number,
  printed: readonly number[],
  options: { resamples: number; seed: Seed; choose: (shortfalls: Float64Array) => readonly number[] },
): Stability {
  const { resamples, seed, choose } = options;
  const common = { resamples, seed: String(seed) };
  if (printed.length === 0 || resamples === 0) {
    return { ...common, meanOverlap: null, sameSet: null, keptShare: printed.map(() => 0), status: 'undefined' };
  }
  const random = createGenerator(seed);
  const kept = new Float64Array(printed.length);
  let [overlap, same] = [0, 0];
  for (let r = 0; r < resamples; r++) {
    const chosen = new Set(choose(resampledMean(perRow, families, random.nextInteger.bind(random))));
    const shared = printed.filter((family, i) => {
      const isKept = chosen.has(family);
      kept[i]! += +isKept;
      return isKept;
    }).length;
    const union = chosen.size + printed.length - shared;
    overlap += shared / union;
    same += +(shared === union);
  }
  const meanOverlap = overlap / resamples;
  return {
    ...common,
    meanOverlap,
    sameSet: same / resamples,
    keptShare: Array.from(kept, (count) => count / resamples),
    status: meanOverlap >= STABLE_OVERLAP ? 'stable' : 'unstable',
  };
}

function resampledMean(perRow: Float64Array, families: number, draw: (bound: number) => number): Float64Array {
  const rows = perRow.length / families;
  const mean = new Float64Array(families);
  for (let i = 0; i < rows; i++) {
    const r = draw(rows);
    for (let f = 0; f < families; f++) mean[f]! += perRow[r * families + f]! / rows;
  }
  return mean;
}
