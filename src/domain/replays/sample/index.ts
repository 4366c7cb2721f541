/** A sample of the decisions of each day that is run again without anybody asking. */
export { replaySampleJob, type SampleOutcome } from './replay-sample.js';
