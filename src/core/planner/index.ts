/** What a system will cost: sums of the textbook with what is right, and the overhead of this product by what was measured of it. */
export { MEASURED, type MeasuredCost, measuredCost } from './measured.js';
export { type Overhead, type OverheadInputs, type OverheadPart, planOverhead } from './overhead.js';
export {
  PLANNED_SUMS,
  type PlannedSum,
  type ReckonedSum,
  reckonSum,
  requestsForHalf,
  type SumInput,
  type SumResult,
  shardsHit,
} from './sums.js';
