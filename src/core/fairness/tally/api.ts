/** Tallies as files and sums, without the statistics: for readers that load before there is anything to judge. */
export { mergeTallies } from './merge.js';
export { tallyFromJson, tallyToJson } from './tally-json.js';
