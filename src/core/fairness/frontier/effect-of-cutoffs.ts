import type { GroupKey } from '../tally/types.js';
import { type AccuracyCost, accuracyCost, type LevellingDown, levellingDown } from './consequences.js';
import { countsAtStep, stepAt, type ThresholdCurve, thresholdCurve } from './curve.js';
import { addCounts, type ExpectedRates, NO_COUNTS, type PeopleAffected, ratesOf } from './rates.js';
import type { FrontierGroup, LabelledCounts } from './types.js';

/** With this probability whoever of a group has this score or more gets 1. */
interface CutoffPart {
  readonly cutoff: number;
  readonly probability: number;
}

/** What cutoffs of any origin do to the people of these groups, in expectation over what is drawn. */
export interface CutoffsEffect {
  readonly groups: readonly {
    readonly key: GroupKey;
    /** Number of labelled people, or the sum of their weights. */
    readonly n: number;
    readonly expected: ExpectedRates;
    readonly affected: PeopleAffected | null;
  }[];
  /** All people by expected decision and label. */
  readonly counts: LabelledCounts;
  readonly overall: ExpectedRates;
  readonly affected: PeopleAffected | null;
  readonly cost: AccuracyCost;
  readonly levellingDown: LevellingDown | null;
}

/**
 * What a rule of cutoffs by group does, however it was found: rates, who moves each way against the cutoff in use, what that costs in accuracy, and
 * whether some only lose by it.
 *
 * @param groups people of both labels each
 * @param mixtures the cutoffs of each of these groups, whose probabilities add up to 1
 * @example effectOfCutoffs(groups, rule.map(({ mixture }) => mixture), { favourable: 1, cutoff: 0.5 }).levellingDown;
 */
export function effectOfCutoffs(
  groups: readonly FrontierGroup[],
  mixtures: readonly (readonly CutoffPart[])[],
  { favourable, cutoff }: { readonly favourable: 0 | 1; readonly cutoff: number | null },
): CutoffsEffect {
  const curves = groups.map(thresholdCurve);
  const after = curves.map((curve, g) => mixedCounts(curve, mixtures[g]!));
  const before = cutoff === null ? null : curves.map((curve) => countsAtStep(curve, stepAt(curve, cutoff)));
  const described = groups.map(({ key }, g) => ({
    key,
    n: curves[g]!.positives + curves[g]!.negatives,
    expected: ratesOf(after[g]!, favourable),
    affected: cutoff === null ? null : movedBy(curves[g]!, mixtures[g]!, { favourable, cutoff }),
  }));
  const overall = after.reduce<LabelledCounts>(addCounts, NO_COUNTS);
  return {
    groups: described,
    counts: overall,
    overall: ratesOf(overall, favourable),
    affected:
      cutoff === null
        ? null
        : described.reduce(
            (sum, { affected }) => ({
              toFavourable: sum.toFavourable + affected!.toFavourable,
              toUnfavourable: sum.toUnfavourable + affected!.toUnfavourable,
            }),
            { toFavourable: 0, toUnfavourable: 0 },
          ),
    cost: accuracyCost(curves, overall, before),
    levellingDown: before === null ? null : levellingDown(groups, { before, after, favourable }),
  };
}

function mixedCounts(curve: ThresholdCurve, mixture: readonly CutoffPart[]): LabelledCounts {
  let [tp, fp] = [0, 0];
  for (const { cutoff, probability } of mixture) {
    const step = stepAt(curve, cutoff);
    tp += probability * curve.tp[step]!;
    fp += probability * curve.fp[step]!;
  }
  return { tp, fp, fn: curve.positives - tp, tn: curve.negatives - fp };
}

/** People above both cutoffs or below both keep their decision; those between change it by the part that is drawn. */
function movedBy(
  curve: ThresholdCurve,
  mixture: readonly CutoffPart[],
  { favourable, cutoff }: { readonly favourable: 0 | 1; readonly cutoff: number },
): PeopleAffected {
  const accepted = (step: number): number => curve.tp[step]! + curve.fp[step]!;
  const now = accepted(stepAt(curve, cutoff));
  let [toOne, toZero] = [0, 0];
  for (const part of mixture) {
    const change = accepted(stepAt(curve, part.cutoff)) - now;
    if (change > 0) toOne += part.probability * change;
    else toZero -= part.probability * change;
  }
  return favourable === 1
    ? { toFavourable: toOne, toUnfavourable: toZero }
    : { toFavourable: toZero, toUnfavourable: toOne };
}
