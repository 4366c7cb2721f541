import type { Estimate } from '../../../stats/base/index.js';
import { boundedMeanInterval, isTooSkewedForSize, type Moments, welchT } from '../../../stats/moments/index.js';
import { type Gap, untested } from '../../comparisons/gap.js';
import { moverSum } from '../../comparisons/mover.js';
import { judgedEstimate, plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, type EvidenceSettings, metricSettings } from '../../metrics/options.js';
import { invalidArgument, sufficientGap } from '../base/index.js';
import { checkSameClasses } from './rates.js';
import type { ClassGroup } from './types.js';

/** What a decision costs, by the true class (row) and the class decided (column), both in the order of the declared classes; any unit, gains are negative. */
export type CostMatrix = readonly (readonly number[])[];

/** The costs that occur, each with the people who bear it. */
interface Costs {
  readonly values: readonly number[];
  readonly counts: readonly number[];
  readonly lowest: number;
  readonly highest: number;
}

export function costsOf(group: ClassGroup, costs: CostMatrix): Costs {
  const { classes } = group;
  const isTable = costs.length === classes.length && costs.every((row) => row.length === classes.length);
  if (!isTable) {
    const size = classes.length;
    throw invalidArgument(
      `costs is no table of ${size} by ${size}`,
      `Pass a row for each of: ${classes.join(', ')}.`,
      'costs',
    );
  }
  const values = costs.flat();
  const odd = values.find((cost) => !Number.isFinite(cost));
  if (odd !== undefined) throw invalidArgument(`costs has ${odd}`, 'Pass finite costs.', 'costs');
  return {
    values,
    counts: group.countByLabelAndClass.flat(),
    lowest: values.reduce((a, b) => Math.min(a, b)),
    highest: values.reduce((a, b) => Math.max(a, b)),
  };
}

const NO_LABELS = '0/0: nobody in the group has a label';

/**
 * Mean cost of the decisions about the people with a label (metric `expected_cost`). The interval is Gaffke's of a bounded mean: a dear error is often a rare one, and a sample
 * without it would make any normal interval falsely sure. The bounds are the lowest and the highest cost of the matrix.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a matrix of another size or with numbers that are not finite
 * @example expectedCost(patients, [[0, 1], [20, 0]]).estimate // 0.42
 */
export function expectedCost(group: ClassGroup, costs: CostMatrix, options: EvidenceOptions = {}): Estimate {
  const settings = metricSettings(options);
  const limits = limitsOf(group, costsOf(group, costs), settings);
  const frame = { level: settings.level, method: 'gaffke', n: group.labelled };
  if (limits === null) return undefinedEstimate(frame, NO_LABELS);
  const { value, lower, upper } = limits;
  const evidence = { size: group.labelled, minGroupSize: settings.minGroupSize };
  return judgedEstimate(frame, { estimate: value, lower, upper }, evidence);
}

function limitsOf(group: ClassGroup, costs: Costs, { level }: EvidenceSettings) {
  const interval = group.labelled === 0 ? null : boundedMeanInterval(costs, level);
  return interval === null ? null : { value: momentsOf(costs).mean, ...interval };
}

export function momentsOf({ values, counts }: Costs): Moments & { readonly skewness: number } {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, i) => sum + count * values[i]!, 0) / n;
  const central = (power: number) =>
    counts.reduce((sum, count, i) => sum + count * (values[i]! - mean) ** power, 0) / n;
  const spread = central(2);
  return {
    n,
    mean,
    variance: n > 1 ? (spread * n) / (n - 1) : 0,
    skewness: spread === 0 ? 0 : central(3) / spread ** 1.5,
  };
}

/**
 * Difference of the expected costs, group minus reference: Gaffke's limits of both put together as Zou and Donner (2008) do, and Welch's test of "equal", where neither sample is
 * too skewed for its size (Cochran's rule; no test otherwise).
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a matrix of another size or with numbers that are not finite, and for groups of different classes
 */
export function compareExpectedCost(
  group: ClassGroup,
  reference: ClassGroup,
  costs: CostMatrix,
  options: EvidenceOptions = {},
): Gap {
  checkSameClasses(group, reference);
  const settings = metricSettings(options);
  const sizes = [group.labelled, reference.labelled] as const;
  const frame = { level: settings.level, method: 'mover(gaffke)', n: sizes[0] + sizes[1] };
  const [ours, theirs] = [costsOf(group, costs), costsOf(reference, costs)];
  const [a, b] = [limitsOf(group, ours, settings), limitsOf(reference, theirs, settings)];
  if (a === null || b === null) return untested(undefinedEstimate(frame, NO_LABELS));
  const values = moverSum([
    { factor: 1, ...a },
    { factor: -1, ...b },
  ]);
  const [one, two] = [momentsOf(ours), momentsOf(theirs)];
  const skewed = [one, two].some(({ skewness, n }) => isTooSkewedForSize(skewness, n));
  const welch = skewed ? null : welchT(one, two);
  const test = { test: welch === null ? null : 'welch t', pValue: welch?.pValue ?? null };
  return sufficientGap({ ...plainEstimate(frame, values), ...test }, sizes, settings);
}
