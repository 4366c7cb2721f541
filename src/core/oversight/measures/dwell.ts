/** How long readings took, ms: from when a case was taken to its answer, with breaks, so that it bounds the time of work from above. */
export interface Dwell {
  readonly n: number;
  /** Null where there is no reading. */
  readonly median: number | null;
  readonly tenth: number | null;
  readonly ninetieth: number | null;
}

/** Quantiles of times by the nearest rank. */
export function dwellOf(times: readonly number[]): Dwell {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number | null =>
    sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { n: sorted.length, median: at(0.5), tenth: at(0.1), ninetieth: at(0.9) };
}
