import { describe, expect, it } from 'vitest';
import { createGenerator, nullsWithin, sampleBinomial } from '../../../core/stats/index.js';
import type { RateWatch } from '../../monitor/index.js';
import { beginGathering, falseStopsPerYear, type Gathered, gather, gatheredLog } from './breaker.js';
import { isDue } from './due.js';

/** TRIBUNE_LONG simulates for minutes what is simulated for a second here. */
const RUNS = process.env.TRIBUNE_LONG === undefined ? 400 : 20_000;
const BLOCKS = 60;
const EVIDENCE = 20;
const generator = createGenerator('breaker');
const watchOf = (max: number): RateWatch =>
  ({ hypotheses: nullsWithin({ compare: 'difference', max }) }) as unknown as RateWatch;

/** Block at which a breaker trips after an alert, of 60 and 40 decisions each; null where it does not. */
function tripsAfter(watch: RateWatch, [first, second]: readonly [number, number], evidence = EVIDENCE): number | null {
  let gathered: Gathered = beginGathering(watch, 0);
  const drawn = (): { n: number; successes: number }[] => [
    { n: 60, successes: sampleBinomial(60, first, generator) },
    { n: 40, successes: sampleBinomial(40, second, generator) },
  ];
  for (let endMs = -4; endMs <= BLOCKS; endMs++) {
    gathered = gather(watch, gathered, { block: drawn(), endMs, isEvidence: endMs > 0 });
    if (endMs > 0 && gatheredLog(gathered) >= Math.log(evidence)) return endMs;
  }
  return null;
}
const share = (watch: RateWatch, rates: readonly [number, number]): number =>
  Array.from({ length: RUNS }, () => tripsAfter(watch, rates)).filter((at) => at !== null).length / RUNS;

describe('a breaker that asks for twenty times the evidence of an alert', () => {
  it.each<[string, number, readonly [number, number]]>([
    ['equal rates', 0, [0.4, 0.4]],
    ['a gap at the very bound', 0.05, [0.45, 0.4]],
    ['a gap within the bound, the other way', 0.05, [0.38, 0.4]],
    ['rare outcomes', 0.02, [0.03, 0.01]],
  ])('trips after at most one in twenty false alerts: %s', (_what, max, rates) => {
    // Four standard deviations above the bound of Ville.
    expect(share(watchOf(max), rates)).toBeLessThanOrEqual(1 / EVIDENCE + 4 * Math.sqrt((0.05 * 0.95) / RUNS));
  });

  it('trips where the gap lasts, sooner where it is larger', () => {
    const blocks = (gap: number): number[] =>
      Array.from({ length: 60 }, () => tripsAfter(watchOf(0.05), [0.4 + gap, 0.4]) ?? Number.POSITIVE_INFINITY);
    const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
    const [small, large] = [median(blocks(0.2)), median(blocks(0.4))];
    expect(large).toBeLessThan(small);
    expect(large).toBeLessThanOrEqual(3);
    expect(small).toBeLessThanOrEqual(20);
  });

  it('counts what was before the alert for its bets only, and takes a block of one group for no evidence', () => {
    const watch = watchOf(0);
    const block = [
      { n: 50, successes: 50 },
      { n: 50, successes: 0 },
    ];
    const before = gather(watch, beginGathering(watch, 0), { block, endMs: 1, isEvidence: false });
    expect([gatheredLog(before), before.past]).toEqual([0, block]);
    const alone = gather(watch, before, { block: [block[0]!, { n: 0, successes: 0 }], endMs: 2, isEvidence: true });
    expect(gatheredLog(alone)).toBe(0);
    expect(gatheredLog(gather(watch, alone, { block, endMs: 3, isEvidence: true }))).toBeGreaterThan(5);
  });

  it('is due with that evidence, and never without any', () => {
    const now = { firedAtMs: 0, nowMs: 1, line: null, watch: null };
    const at = (logGathered: number | null) => isDue({ evidence: EVIDENCE }, { ...now, logGathered });
    expect([at(null), at(Math.log(19.9)), at(Math.log(EVIDENCE))]).toEqual([false, false, true]);
  });

  it('states the false stops of a year from the budget of alarms', () => {
    expect(falseStopsPerYear({ falseAlarmsPerDay: 0.1 }, 1000)).toBeCloseTo(0.0365, 4);
  });
});
