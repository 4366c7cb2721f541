export { AmountAccumulator } from './accumulator.js';

export { AmountSums, type QuantityRows } from './amount-sums.js';
export { settlePlaces } from './cells.js';
export { countsQuantity, tallyOfColumns } from './columns.js';
export { type AmountComparison, compareAmountFamily, compareAmounts } from './compare.js';
export { amountDisparity } from './disparity.js';
export { type AmountEstimate, estimateAmount, valueOfMeasured } from './estimate.js';
export { type Explained, explainedLimits } from './explained.js';
export { amountGroupOf, amountGroups } from './groups.js';
export { amountTallyFromJson, amountTallyToJson } from './json.js';
export { demandFewPeople, mergeAmountTallies } from './merge.js';
export {
  AMOUNT_METRICS,
  type AmountMeasure,
  type AmountMetric,
  isAmountMetric,
  isShareOfAmounts,
  type Measured,
  measured,
  measureName,
  needsActual,
  needsInterval,
  peopleOf,
} from './metrics.js';
export { quantileLimits, quantileOf } from './quantile.js';
export {
  isTooLarge,
  isTooLargeEnd,
  MAX_DECIMALS,
  MAX_END_PARTS,
  MAX_PARTS,
  partsOf,
  STEP_BOUNDS,
  STEP_DIGITS,
} from './scale.js';
export type {
  AmountCell,
  AmountGroup,
  AmountRow,
  AmountTally,
  Places,
  Quantity,
} from './types.js';
export { QUANTITIES } from './types.js';
