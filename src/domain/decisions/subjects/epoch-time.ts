/** Greatest correction of a clock that is ignored, ms; a turn that was due then waits longer by the correction. */
const CORRECTION_MS = 3_600_000;

/**
 * Whether the key-encryption key must turn: after its time, or when it began in what is now the future. Otherwise, a clock that was ahead
 * when the key turned and was set back since would keep the key, and every erasure that waits for its end, until that day comes again.
 */
export function isEpochOver(nowMs: number, startedAtMs: number, epochMs: number): boolean {
  if (epochMs <= 0) return false;
  const age = nowMs - startedAtMs;
  return age >= epochMs || age < -CORRECTION_MS;
}
