/** Longest wait for one whole answer, milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;
/** Rows of one request: 1,000 rows of 100 numbers are about 2 MB of JSON. */
export const DEFAULT_BATCH_ROWS = 1000;
/** Largest answer that is read, bytes: scores of a batch take a hundred bytes a row. */
export const MAX_ANSWER_BYTES: number = 64 * 1024 * 1024;
/** Levels of lists and objects in an answer; the protocols use six. */
export const MAX_ANSWER_NESTING = 32;
/** Times that a request is sent again after an error that says "not now". */
export const DEFAULT_RETRIES = 2;
/** Wait before the first repetition, milliseconds; it doubles. */
export const RETRY_WAIT_MS = 200;
/** Rows whose answers are compared to see whether the same question gets the same answer. */
export const CANARY_ROWS = 4;
/** How often each of them is asked. */
export const CANARY_REPEATS = 3;
/** Fewer answers that are all whole numbers prove nothing about labels. */
export const LABEL_ROWS = 8;
/** Characters of an answer quoted in an error. */
export const QUOTED_CHARACTERS = 200;
