/** What a fleet of a million series asks after every block, written into numbers that are there already: an object for each would take longer than the sums. */
export {
  AREA_HIGH,
  AREA_LOW,
  AREA_MIDDLE,
  AREA_NEGATIVES,
  AREA_NUMBERS,
  AREA_POSITIVES,
  areaSumsInto,
} from '../area-sums.js';
export { MEAN_BETS, meanBetsInto, newColumns, type SumColumns } from '../mean-evidence.js';
