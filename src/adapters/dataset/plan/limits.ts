/**
 * Groups (each attribute alone, and each declared intersection) that one audit may have. More is almost always an identifier that was
 * named as an attribute; no report of ten thousand groups can be read, and a family of that size has no power left.
 */
export const MAX_GROUPS = 10_000;

/** Cells of one tally: a million distinct scores by label and prediction; about 300 bytes each in memory. */
export const MAX_CELLS = 3_000_000;

/** A count weight stands for that many rows: 2^31 rows of the heaviest weight and the largest score still fit 128 bits. */
export const MAX_COUNT_WEIGHT = 2_147_483_648;

/** 2^24 people per sampled row: floor(w * score^2 * 2^40) stays below 2^88, and 2^38 such rows fit 128 bits. */
export const MAX_SAMPLING_WEIGHT = 16_777_216;

/** Values shown in an error message. */
export const EXAMPLES_SHOWN = 5;

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
