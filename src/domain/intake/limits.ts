/**
 * Longest wait of a message for its counterpart, in ms. Models answer within seconds; loggers queue for minutes. The number is our choice.
 */
export const PENDING_TTL_MS: number = 15 * 60_000;

/** Most waiting messages: at 4 kB each, half a gigabyte of table. Above it the sender is told to come again. The number is our choice. */
export const MAX_PENDING = 100_000;

/** Largest message in bytes: a request of 20,000 rows of 100 numbers. The number is our choice. */
export const MAX_MESSAGE_BYTES: number = 8 * 1024 * 1024;

/** Most characters of a ce-id. CloudEvents sets no bound; UUIDs have 36. The number is our choice. */
export const MAX_EVENT_ID = 256;

/** Number of problems that are kept for inspection, the newest. The number is our choice. */
export const MAX_PROBLEMS = 10_000;

/** Most rows of one event, as many as records in one request; and deepest AnyValue within an attribute, as deep as records may be. */
export { MAX_DEPTH, MAX_RECORDS as MAX_ROWS } from '../records/index.js';

/** Most bytes of a bytes value in a log record; as hexadecimal digits they fill a whole decision record. */
export const MAX_BYTES_VALUE: number = 64 * 1024;
