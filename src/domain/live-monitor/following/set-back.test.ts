import { expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import type { Epoch } from '../ports.js';
import { renewalBySetBack } from './set-back.js';

type Began = Pick<Epoch, 'reason' | 'fromSeq' | 'beganAtMs'>;

/** The reasons of the epochs that begin while every batch shows the clock set back, by the times at which batches are received. */
function reasonsOver(times: readonly number[]): string[] {
  let epoch: Began = { reason: null, fromSeq: 0, beganAtMs: 0 };
  const reasons: string[] = [];
  times.forEach((receivedMs, seq) => {
    const reason = renewalBySetBack(epoch, { seq, receivedMs });
    if (reason === null) return;
    epoch = { reason, fromSeq: seq, beganAtMs: receivedMs };
    reasons.push(reason);
  });
  return reasons;
}

it('begins anew at most twice in a day, however many batches come from clocks that differ', () => {
  const twoDays = Array.from({ length: 50_000 }, (_, i) => (i * 2 * DAY_MS) / 50_000);
  expect(reasonsOver(twoDays)).toEqual(['clock-set-back', 'clocks-differ', 'clock-set-back', 'clocks-differ']);
});

it('begins anew at most twice in 10,000 batches, however far clocks differ', () => {
  const apart = Array.from({ length: 40_000 }, (_, i) => (i % 3) * 5 * DAY_MS);
  expect(reasonsOver(apart).length).toBeLessThanOrEqual(8);
  expect(reasonsOver(Array.from({ length: 9_000 }, (_, i) => i * DAY_MS))).toEqual(['clock-set-back', 'clocks-differ']);
});

it('begins anew by the clock whatever the epoch before began by', () => {
  const time = { seq: 3, receivedMs: HOUR_MS };
  for (const reason of [null, 'version-changed'] as const)
    expect(renewalBySetBack({ reason, fromSeq: 2, beganAtMs: HOUR_MS }, time)).toBe('clock-set-back');
});
