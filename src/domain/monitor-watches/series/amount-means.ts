import type { Requirement } from '../../../core/policy/index.js';
import type { AmountOutcome, RequirementMetric } from '../../../core/policy/sections/index.js';
import type { Moment } from '../../monitor-panes/index.js';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where amounts and their errors are cut, in units; null where the policy does not say. */
export interface AmountRanges {
  readonly amounts: Range | null;
  /** The largest error that counts as itself; by how much the range is wide unless the policy says. */
  readonly errors: number | null;
}

type Quantity = Extract<
  Moment['of']['kind'],
  'amount' | 'error' | 'absolute-error' | 'squared-error' | 'covered' | 'width'
>;

/** Metrics of amounts that are a mean of a quantity of each person, or rise with one. */
const QUANTITIES: Readonly<Partial<Record<RequirementMetric, Quantity>>> = {
  mean_amount: 'amount',
  mean_error: 'error',
  mean_absolute_error: 'absolute-error',
  root_mean_squared_error: 'squared-error',
  interval_coverage: 'covered',
  interval_width: 'width',
};

export const quantityOf = (metric: RequirementMetric): Quantity | null => QUANTITIES[metric] ?? null;

/** The range of a quantity in units, of squares in squares of them; null where the policy does not say where it is cut. */
export function quantityRange(quantity: Quantity, { amounts, errors }: AmountRanges): Range | null {
  if (quantity === 'covered') return { from: 0, to: 1 };
  if (quantity === 'amount') return amounts;
  if (errors === null) return null;
  if (quantity === 'error') return { from: -errors, to: errors };
  return { from: 0, to: quantity === 'squared-error' ? errors ** 2 : errors };
}

/** What is summed of amounts, each once, in the order of `QUANTITIES`. */
export function amountMoments(
  { decimals }: AmountOutcome,
  requirements: readonly Requirement[],
  ranges: AmountRanges,
): Moment[] {
  const asked = new Set(
    requirements.flatMap(({ metric, live }) => (live === false && metric !== 'mean_amount' ? [] : [metric])),
  );
  return Object.entries(QUANTITIES).flatMap(([metric, kind]) => {
    const range = asked.has(metric as RequirementMetric) ? quantityRange(kind, ranges) : null;
    if (range === null) return [];
    const power = kind === 'covered' ? 1 : 10 ** (kind === 'squared-error' ? 2 * decimals : decimals);
    return [{ of: { kind }, from: range.from * power, to: range.to * power }];
  });
}

/** The place of the quantity of a metric among the moments of amounts; -1 where it is not summed. */
export const placeOfQuantity = (moments: readonly Moment[], quantity: Quantity): number =>
  moments.findIndex(({ of }) => of.kind === quantity);
