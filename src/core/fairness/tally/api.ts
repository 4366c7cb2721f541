/** Tallies as files and sums, without the statistics: readers that only store or add tallies load nothing else. */
export { mergeTallies } from './merge.js';
export { tallyFromJson, tallyToJson } from './tally-json.js';
