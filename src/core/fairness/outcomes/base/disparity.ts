import { agree, counted } from '../../../base/counted.js';
import type { Estimate } from '../../../stats/base/index.js';
import { benjaminiHochberg, holm } from '../../../stats/multiplicity/index.js';
import { fromPairs, type Limits } from '../../comparisons/extremes.js';
import type { Gap } from '../../comparisons/gap.js';
import { tooFew, undefinedEstimate } from '../../metrics/evidence.js';
import type { EvidenceSettings } from '../../metrics/options.js';
import type { Compare, Disparity, GroupKey } from '../../tally/types.js';

/** Above this many groups the pairs are not compared for an interval; 200 groups are 19,900 pairs. The number is our choice. */
const MOST_GROUPS = 200;

/** A group with the estimate of a metric at any level. */
export interface EstimatedGroup {
  readonly key: GroupKey;
  estimate(level: number): Pick<Estimate, 'estimate' | 'lower' | 'upper' | 'n'>;
  /** Limits of the gap to another group, where the two depend on each other, so that their own limits do not say how it varies. */
  gapTo?(other: GroupKey, level: number): Pick<Estimate, 'lower' | 'upper'>;
}

interface Valued {
  readonly group: EstimatedGroup;
  readonly value: number;
  readonly n: number;
}

/**
 * Largest minus smallest, or smallest over largest, over all groups in which a metric is defined. The interval holds for all pairs at once
 * (Bonferroni over the pairs, each from the limits of its two groups, Zou and Donner 2008, or of its own gap where the groups depend on each other), so the choice of the worst pair costs no coverage.
 *
 * @param metric its name, with its parameter
 */
export function outcomeDisparity(
  groups: readonly EstimatedGroup[],
  metric: string,
  compare: Compare,
  { level, minGroupSize }: Pick<EvidenceSettings, 'level' | 'minGroupSize'>,
): Omit<Disparity, 'by'> {
  const valued = groups.flatMap((group): Valued[] => {
    const { estimate, n } = group.estimate(level);
    return estimate === null ? [] : [{ group, value: estimate, n }];
  });
  const leftOut = groups.filter((group) => !valued.some((each) => each.group === group)).map(({ key }) => key);
  const frame = { metric, compare, leftOut };
  const estimate = gapOf(valued, compare);
  if (estimate === null) {
    const reason =
      valued.length < 2
        ? `${counted(valued.length, 'group')} ${agree(valued.length, 'has', 'have')} a defined ${metric}`
        : 'the largest value is not above 0';
    const none = { highest: null, lowest: null, estimateAmongSufficient: null };
    return { ...frame, ...none, ...undefinedEstimate({ level, method: 'none', n: 0 }, reason) };
  }
  const [lowest, highest] = [lowestOf(valued), highestOf(valued)];
  const least = Math.min(lowest.n, highest.n);
  const interval = intervalOf(valued, compare, level);
  return {
    ...frame,
    highest: highest.group.key,
    lowest: lowest.group.key,
    estimateAmongSufficient: gapOf(
      valued.filter(({ n }) => n >= minGroupSize),
      compare,
    ),
    estimate,
    lower: interval?.lower ?? null,
    upper: interval === null || !Number.isFinite(interval.upper) ? null : interval.upper,
    level,
    method: interval === null ? 'none' : valued[0]!.group.gapTo === undefined ? 'simultaneous mover' : 'simultaneous',
    n: lowest.n + highest.n,
    ...statusOf(least, minGroupSize, interval === null),
  };
}

function statusOf(least: number, minGroupSize: number, hasNone: boolean): Pick<Estimate, 'status' | 'reason'> {
  if (least < minGroupSize)
    return { status: 'insufficient', reason: `one of the two groups ${tooFew(least, minGroupSize)}` };
  return hasNone
    ? { status: 'ok', reason: 'no interval: some group has none, or there are too many groups' }
    : { status: 'ok' };
}

const lowestOf = (valued: readonly Valued[]): Valued => valued.reduce((a, b) => (b.value < a.value ? b : a));
const highestOf = (valued: readonly Valued[]): Valued => valued.reduce((a, b) => (b.value > a.value ? b : a));

/** Null with fewer than two values, and for a ratio without meaning. */
function gapOf(valued: readonly Valued[], compare: Compare): number | null {
  if (valued.length < 2) return null;
  const [lowest, highest] = [lowestOf(valued).value, highestOf(valued).value];
  if (compare === 'difference') return highest - lowest;
  return highest > 0 && lowest >= 0 ? lowest / highest : null;
}

function intervalOf(valued: readonly Valued[], compare: Compare, level: number) {
  if (valued.length > MOST_GROUPS) return null;
  const pairs = (valued.length * (valued.length - 1)) / 2;
  if (valued[0]!.group.gapTo !== undefined) return ofDependent(valued, compare, 1 - (1 - level) / pairs);
  const limits: Limits[] = [];
  for (const { group, value } of valued) {
    const { lower, upper } = group.estimate(1 - (1 - level) / pairs);
    if (lower === null || upper === null || !(lower < upper)) return null;
    limits.push({ value, lower: compare === 'ratio' ? Math.max(0, lower) : lower, upper });
  }
  return fromPairs(limits, compare);
}

/** The widest pair of groups that depend on each other, each pair by its own limits. */
function ofDependent(valued: readonly Valued[], compare: Compare, level: number) {
  const ratio = compare === 'ratio';
  let [lower, upper] = ratio ? [1, 1] : [0, 0];
  const pick = ratio ? Math.min : Math.max;
  for (const one of valued) {
    for (const other of valued) {
      if (one === other) continue;
      const pair = one.group.gapTo!(other.group.key, level);
      if (pair.lower === null || pair.upper === null) return null;
      [lower, upper] = [pick(lower, pair.lower), pick(upper, pair.upper)];
    }
  }
  return { lower, upper };
}

/** A comparison with its p-value adjusted among those of all groups. */
export interface AdjustedGap extends Gap {
  readonly adjustedPValue: number | null;
}

/** Adjusts the p-values of one family of comparisons together; undefined ones do not count. */
export function adjustedGaps(
  gaps: readonly Gap[],
  multiplicity: 'holm' | 'benjamini_hochberg' | 'none',
): AdjustedGap[] {
  const pValues = gaps.map(({ pValue }) => pValue);
  const adjusted =
    multiplicity === 'none' ? pValues : multiplicity === 'holm' ? holm(pValues) : benjaminiHochberg(pValues);
  return gaps.map((gap, i) => ({ ...gap, adjustedPValue: adjusted[i] ?? null }));
}
