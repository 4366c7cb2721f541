/** Samples of decisions that are run again: of each day without anybody asking, and of any span by whoever asks. */
export { ReplayMany } from './replay-many.js';
export { replaySampleJob } from './replay-sample.js';
