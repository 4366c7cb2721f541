/** Longest line of a text file, bytes: a longer one is a file that is not made of lines. */
export const MAX_LINE_BYTES = 4_194_304;

/** Bytes read to find the header and the delimiter of a text file. */
export const HEADER_BYTES = 1_048_576;

/** Default memory of the engine, bytes: two gigabytes or half of the machine's, whichever is less. */
export const DEFAULT_MEMORY_BYTES = 2 * 1024 ** 3;

/** A query on a server may take ten minutes unless told otherwise. */
export const DEFAULT_STATEMENT_TIMEOUT_MS = 600_000;

/** Data of at least so many bytes is worth one more scan to learn whether its scores need bins. */
export const LARGE_DATA_BYTES = 64 * 1024 ** 2;
