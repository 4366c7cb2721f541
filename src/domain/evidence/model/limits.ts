const MEGABYTE = 1024 * 1024;

/** Bounds of what a person hands in. Ours: a photograph of a telephone has 3 to 8 MB, a scanned letter less. */
export const EVIDENCE_LIMITS = {
  /** Bytes of one file. */
  bytes: 10 * MEGABYTE,
  /** Files of one decision. */
  files: 12,
  /** Bytes of all files of one decision. */
  allBytes: 40 * MEGABYTE,
  /** Characters of a name. */
  name: 120,
} as const;
