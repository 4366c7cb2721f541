/** A half waits this long for its other half, ms. Answers of models take seconds; loggers queue for minutes. Ours. */
export const HALF_TTL_MS: number = 15 * 60_000;

/** Waiting halves: at 4 kB each half a gigabyte of table. Over it the sender is told to come again. Ours. */
export const MAX_HALVES = 100_000;

/** Bytes of one half: a request of 20,000 rows of 100 numbers. Ours. */
export const MAX_HALF_BYTES: number = 8 * 1024 * 1024;

/** Characters of a ce-id. CloudEvents sets no bound; UUIDs have 36. Ours. */
export const MAX_EVENT_ID = 256;

/** Problems kept for looking at, the newest. Ours. */
export const MAX_PROBLEMS = 10_000;

/** Rows of one event, as many as records in one request; levels of AnyValue within an attribute, as deep as records may be. */
export { MAX_DEPTH, MAX_RECORDS as MAX_ROWS } from '../decisions/record/index.js';

/** Length of a value of bytes in a log record; as hexadecimal digits it fills a whole decision record. */
export const MAX_BYTES_VALUE: number = 64 * 1024;
