import type { GroupKey } from '../tally/types.js';
import { pooledCurve, type ThresholdCurve } from './curve.js';
import { rateOfCounts } from './rates.js';
import { type LabelledCounts, RATE_TOLERANCE } from './types.js';

/** What the constraint costs in accuracy (the "fairness tax"), over the groups that have a rule. Shares of people, 0..1. */
export interface AccuracyCost {
  readonly constrained: number;
  /** Accuracy of the most accurate cutoff for each group on its own, without a constraint: an upper bound on every rule of cutoffs. */
  readonly bestGroupCutoffs: number;
  /** The most accurate cutoff that all groups share. */
  readonly bestCommonCutoff: { readonly cutoff: number | null; readonly accuracy: number };
  readonly current: number | null;
  /** bestGroupCutoffs - constrained: never negative unless rules were flipped. */
  readonly againstGroupCutoffs: number;
  /** bestCommonCutoff - constrained: negative when the constrained rule is the more accurate. */
  readonly againstCommonCutoff: number;
  readonly againstCurrent: number | null;
}

export function accuracyCost(
  curves: readonly ThresholdCurve[],
  constrained: LabelledCounts,
  current: readonly LabelledCounts[] | null,
): AccuracyCost {
  const pooled = pooledCurve(curves);
  const n = pooled.positives + pooled.negatives;
  const common = mostCorrect(pooled);
  const bestGroupCutoffs = curves.reduce((sum, curve) => sum + mostCorrect(curve).correct, 0) / n;
  const accuracy = (constrained.tp + constrained.tn) / n;
  const now = current === null ? null : current.reduce((sum, { tp, tn }) => sum + tp + tn, 0) / n;
  return {
    constrained: accuracy,
    bestGroupCutoffs,
    bestCommonCutoff: {
      cutoff: common.step === 0 ? null : pooled.cutoffs[common.step]!,
      accuracy: common.correct / n,
    },
    current: now,
    againstGroupCutoffs: bestGroupCutoffs - accuracy,
    againstCommonCutoff: common.correct / n - accuracy,
    againstCurrent: now === null ? null : now - accuracy,
  };
}

interface MostCorrect {
  readonly step: number;
  readonly correct: number;
}

const mostCorrectByCurve = new WeakMap<ThresholdCurve, MostCorrect>();

/** The first (strictest) step with the most correct decisions; it does not depend on the constraint, so it is found once. */
function mostCorrect(curve: ThresholdCurve): MostCorrect {
  const known = mostCorrectByCurve.get(curve) ?? findMostCorrect(curve);
  mostCorrectByCurve.set(curve, known);
  return known;
}

function findMostCorrect({ tp, fp, negatives }: ThresholdCurve): MostCorrect {
  let step = 0;
  let correct = -Infinity;
  for (let i = 0; i < tp.length; i++) {
    const value = tp[i]! + negatives - fp[i]!;
    if (value > correct) {
      correct = value;
      step = i;
    }
  }
  return { step, correct };
}

/**
 * Groups that lose and groups that gain in one rate. The rate is levelled down when some group loses and none gains: equality is then
 * reached by making people worse off for nobody's good.
 */
export interface LevelledRate {
  readonly levelledDown: boolean;
  readonly losers: readonly GroupKey[];
  readonly winners: readonly GroupKey[];
}

/**
 * Who loses and who gains against the cutoff in use. `favourable_rate`: who gets the good outcome; `opportunity_rate`: who of those that
 * merit it does.
 */
export interface LevellingDown {
  readonly favourable_rate: LevelledRate;
  readonly opportunity_rate: LevelledRate;
}

export function levellingDown(
  groups: readonly { readonly key: GroupKey }[],
  change: {
    readonly before: readonly LabelledCounts[];
    readonly after: readonly LabelledCounts[];
    readonly favourable: 0 | 1;
  },
): LevellingDown {
  const judge = (metric: 'favourable_rate' | 'opportunity_rate'): LevelledRate => {
    const losers: GroupKey[] = [];
    const winners: GroupKey[] = [];
    groups.forEach(({ key }, g) => {
      const before = rateOfCounts(change.before[g]!, metric, change.favourable) ?? 0;
      const after = rateOfCounts(change.after[g]!, metric, change.favourable) ?? 0;
      if (after < before - RATE_TOLERANCE) losers.push(key);
      if (after > before + RATE_TOLERANCE) winners.push(key);
    });
    return { levelledDown: losers.length > 0 && winners.length === 0, losers, winners };
  };
  return { favourable_rate: judge('favourable_rate'), opportunity_rate: judge('opportunity_rate') };
}
