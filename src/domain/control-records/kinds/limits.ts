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
  /** Principles, and challenges, of a system that its summary looks at, the newest ones. */
  looked: 2_000,
  /** How long what is said to a control holds at the most, days: three years. Ours: by then somebody looks again. */
  said: 1098,
} as const;
