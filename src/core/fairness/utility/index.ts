export { expectedUtility } from './expected.js';
export { expectedUtilityOfAmounts, labelledRows } from './stakes.js';
export {
  bestCutoff,
  checkUtility,
  lossRatioOf,
  stakesOf,
  totalUtility,
  UTILITY_KINDS,
  type UtilityValues,
  unreasonable,
  utilityOfCounts,
} from './values.js';
