/** Longest line of a text file in bytes; a file with a longer one does not consist of lines. */
export const MAX_LINE_BYTES = 4_194_304;

/**
 * Bytes of a text file that the engine holds at a time, and at least two of the longest line. With its own buffers of 32 MB one thread reads a
 * file of 14 MB alone (270 ms); with these two threads share it (170 ms). Files of many buffers take the same time either way.
 */
export const CSV_BUFFER_BYTES = 2 * MAX_LINE_BYTES;

/** Number of bytes that are read to find the header and the delimiter of a text file. */
export const HEADER_BYTES = 1_048_576;

/** Default memory of the engine in bytes: two gigabytes or half of the machine's memory, whichever is less. */
export const DEFAULT_MEMORY_BYTES = 2 * 1024 ** 3;

/** Default time limit of a query on a server: ten minutes. */
export const DEFAULT_STATEMENT_TIMEOUT_MS = 600_000;

/** Data of at least this many bytes are worth one more scan to learn whether their scores need bins. */
export const LARGE_DATA_BYTES = 64 * 1024 ** 2;

/** The same for amounts: grouping a row by an amount of its own costs ten times the scan. */
export const LARGE_AMOUNT_BYTES = 2 * 1024 ** 2;
