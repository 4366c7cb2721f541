import {
  type ChangePart,
  type DecomposedChange,
  decomposeGapChange,
  decomposeMeanChange,
  decomposeMeanGapChange,
  decomposeRateChange,
  type StratumChange,
  type StratumMeanChange,
} from '../../../core/stats/index.js';
import type { MeanWatch, RateWatch } from '../../monitor/index.js';
import { driftParts } from './drift-parts.js';
import { reweightedParts } from './reweighted-parts.js';
import {
  type Compared,
  countsBy,
  type ExplainedWatch,
  isOf,
  isReweighted,
  NOBODY,
  rateCounts,
  type SummedWatch,
  sumsBy,
} from './sides.js';
import type { Parts } from './types.js';

/** Level of the intervals that decide whether a part is there. */
const LEVEL = 0.99;

/** The parts of a change: what came from other people, what from other scores of the same people, and what from another answer to the same score. */
export interface SplitChange {
  readonly total: ChangePart;
  readonly mix: ChangePart;
  readonly behaviour: ChangePart;
  /** Of behaviour; null where no scores are declared. */
  readonly scores: ChangePart | null;
  readonly rule: ChangePart | null;
}

/** Splits the change of what a watch measures; null where one of the times has nobody in one of its rates. Pauses where parts take long. */
export function* splitting(compared: Compared): Generator<undefined, SplitChange | null> {
  const { watch } = compared;
  const { mix = [], score = null } = compared.plan.factors ?? {};
  if (watch.kind === 'drift') return withoutScores(driftParts({ ...compared, watch }, mix, LEVEL));
  if (!isReweighted(watch)) return splitChange({ ...compared, watch });
  const own = { ...compared, watch };
  const coarse = yield* reweightedParts(own, mix, LEVEL);
  // An area is about scores, so that other scores are what changed, and not why.
  if (coarse === null || score === null || watch.kind === 'areas') return withoutScores(coarse);
  return withScores(coarse, yield* reweightedParts(own, [...mix, score], LEVEL));
}

const withoutScores = (parts: Parts | null): SplitChange | null => parts && { ...parts, scores: null, rule: null };

/** The same of rates and means, at once. */
export function splitChange(compared: Of<SummedWatch>): SplitChange | null {
  const { mix = [], score = null } = compared.plan.factors ?? {};
  const coarse = decomposed(compared, mix);
  if (coarse === null) return null;
  return withScores(coarse, score === null ? null : decomposed(compared, [...mix, score]));
}

function withScores(coarse: Parts, fine: Parts | null): SplitChange {
  if (fine === null) return { ...coarse, scores: null, rule: null };
  const half = (fine.mix.upper - fine.mix.lower) / 2;
  const estimate = fine.mix.estimate - coarse.mix.estimate;
  // The movement of scores is a difference of two parts of the same people: the interval of the finer one is wide enough for it.
  return { ...coarse, scores: { estimate, lower: estimate - half, upper: estimate + half }, rule: fine.behaviour };
}

const decomposed = ({ watch, ...compared }: Of<SummedWatch>, places: readonly number[]): Parts | null =>
  watch.kind === 'rates' ? ofRates({ ...compared, watch }, places) : ofMeans({ ...compared, watch }, places);

export type Of<W extends ExplainedWatch> = Omit<Compared, 'watch'> & { readonly watch: W };

/** Parts in the unit of the bound: of amounts in theirs. */
function ofMeans(compared: Of<MeanWatch>, places: readonly number[]): Parts | null {
  const { watch, sides, plan, before, after } = compared;
  const [group, reference] = sides.map((side): StratumMeanChange[] => {
    const of = { watch, plan, places, is: isOf(watch, side) };
    const [first, second] = [sumsBy(before, of), sumsBy(after, of)];
    return [...new Set([...first.keys(), ...second.keys()])].map((key) => ({
      before: first.get(key) ?? NOBODY,
      after: second.get(key) ?? NOBODY,
    }));
  });
  if (group!.length === 0 || reference?.length === 0) return null;
  const found =
    reference === undefined
      ? decomposeMeanChange(group!, LEVEL)
      : decomposeMeanGapChange({ group: group!, reference }, LEVEL);
  const width = watch.range.to - watch.range.from;
  const inUnit = ({ estimate, lower, upper }: ChangePart): ChangePart => ({
    ...{ estimate: width * estimate, lower: width * lower, upper: width * upper },
  });
  return found && { total: inUnit(found.total), mix: inUnit(found.mix), behaviour: inUnit(found.behaviour) };
}

/** Of a mean of several rates the parts add up, and their variances too, for the rates are about other people. */
function ofRates(compared: Of<RateWatch>, places: readonly number[]): Parts | null {
  const { watch, sides } = compared;
  const parts: { readonly weight: number; readonly found: DecomposedChange }[] = [];
  for (const [r, { weight }] of watch.rates.entries()) {
    const strata = sides.map((side) => strataOf(compared, { side, r, places }));
    const [group, reference] = strata;
    if (group!.length === 0 || reference?.length === 0) return null;
    const found =
      reference === undefined
        ? decomposeRateChange(group!, LEVEL)
        : decomposeGapChange({ group: group!, reference }, LEVEL);
    if (found === null) return null;
    parts.push({ weight, found });
  }
  const sum = (name: keyof Parts): ChangePart => {
    const estimate = parts.reduce((all, { weight, found }) => all + weight * found[name].estimate, 0);
    const half = Math.sqrt(
      parts.reduce((all, { weight, found }) => all + (weight * (found[name].upper - found[name].estimate)) ** 2, 0),
    );
    return { estimate, lower: estimate - half, upper: estimate + half };
  };
  return { total: sum('total'), mix: sum('mix'), behaviour: sum('behaviour') };
}

function strataOf(
  { watch, before, after }: Of<RateWatch>,
  {
    side,
    r,
    places,
  }: { readonly side: Compared['sides'][number]; readonly r: number; readonly places: readonly number[] },
): StratumChange[] {
  const is = isOf(watch, side);
  const [first, second] = [countsBy(before, { is, places }), countsBy(after, { is, places })];
  const none = { n: 0, successes: 0 };
  const rate = (counts: Float64Array | undefined) => (counts === undefined ? none : rateCounts(watch, r, counts));
  return [...new Set([...first.keys(), ...second.keys()])].map((key) => ({
    before: rate(first.get(key)),
    after: rate(second.get(key)),
  }));
}
