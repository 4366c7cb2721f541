/** Longest pause that the service may ask for, in ms; longer ones are cut, so that an error elsewhere cannot silence a client. */
const MAX_RETRY_AFTER_MS = 300_000;

/** Milliseconds that a `retry-after` asks for (RFC 9110 section 10.2.3: seconds or a date); 0 when absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const asked = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), MAX_RETRY_AFTER_MS) : 0;
}
