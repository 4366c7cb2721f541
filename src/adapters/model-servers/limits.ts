/** Longest wait for one whole answer, milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;
/** Number of rows of one request: 1,000 rows of 100 numbers are about 2 MB of JSON. */
export const DEFAULT_BATCH_ROWS = 1000;
/** Largest answer that is read, in bytes; scores of a batch take a hundred bytes a row. */
export const MAX_ANSWER_BYTES: number = 64 * 1024 * 1024;
/** Deepest nesting of lists and objects in an answer; the protocols use six levels. */
export const MAX_ANSWER_NESTING = 32;
/** Number of repetitions of a request after an error that may be temporary. */
export const DEFAULT_RETRIES = 2;
/** Wait before the first repetition in milliseconds; it doubles each time. */
export const RETRY_WAIT_MS = 200;
/** Number of rows whose answers are compared to see whether the same row gets the same answer. */
export const CANARY_ROWS = 4;
/** Number of times that each of them is sent. */
export const CANARY_REPEATS = 3;
/** Fewest answers, all whole numbers, that indicate labels instead of scores. */
export const LABEL_ROWS = 8;
/** Most characters of an answer that an error quotes. */
export const QUOTED_CHARACTERS = 200;
