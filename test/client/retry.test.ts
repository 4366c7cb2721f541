import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../src/apps/client/net/index.js';
import { pauseMs } from '../../src/core/base/pause.js';

const now = Date.UTC(2026, 10, 22, 12);

describe('retry-after', () => {
  it('is read as seconds and as a date', () => {
    expect(retryAfterMs('3', now)).toBe(3000);
    expect(retryAfterMs('Sun, 22 Nov 2026 12:00:07 GMT', now)).toBe(7000);
  });

  it('is 0 when absent, past or unreadable, and cut at five minutes', () => {
    const odd = [null, '', 'soon', '-5', '1.5e9', 'Sun, 22 Nov 2026 11:00:00 GMT'].map((text) =>
      retryAfterMs(text, now),
    );
    expect(odd).toEqual([0, 0, 0, 0, 0, 0]);
    expect(retryAfterMs('86400', now)).toBe(300_000);
  });
});

describe('the pause before trying again', () => {
  const backoff = { baseMs: 100, capMs: 30_000 };

  it('doubles its limit up to the cap', () => {
    const most = () => 1;
    expect([0, 1, 2, 8, 9, 1e6].map((attempt) => pauseMs(attempt, 0, backoff, most))).toEqual([
      100, 200, 400, 25_600, 30_000, 30_000,
    ]);
  });

  it('is never shorter than the service asked for, and never past it by more than the cap', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(300_000), random, (attempt, asked, r) => {
        const pause = pauseMs(attempt, asked, backoff, () => r);
        return pause >= asked && pause <= asked + backoff.capMs;
      }),
    );
  });
});
