/** Bounds of what people write about a system. */
export const RECORD_LIMITS = {
  /** Characters of a name or a short answer. */
  line: 300,
  /** Characters of a reason. */
  text: 4_000,
  /** Rows of a list. */
  rows: 200,
  /** Bytes of a record as JSON. */
  bytes: 256 * 1024,
  /** Records of a system that are looked at for its controls, the newest of each kind first. */
  looked: 2_000,
} as const;
