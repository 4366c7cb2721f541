import { describe, expect, test } from 'vitest';
import { sampleBinomial } from '../resampling/binomial.js';
import { createGenerator } from '../resampling/rng.js';
import { blockEvidence } from './block-evidence.js';
import {
  changeThreshold,
  type DetectorChange,
  type DetectorState,
  detectorEvidence,
  endAlarm,
  isFiring,
  startDetector,
  updateDetector,
} from './detector.js';
import { type DetectorPlan, planDetector } from './detector-plan.js';
import { alarmThresholds } from './false-alarm-budget.js';
import { nullsWithin } from './linear-null.js';

const generator = createGenerator('detector');
const n = Float64Array.of(60, 40);
const successes = new Float64Array(2);
/** One hour of a hundred decisions of two groups. */
function hour(plan: DetectorPlan, state: DetectorState, first: number, second: number): DetectorChange {
  successes[0] = sampleBinomial(n[0]!, first, generator);
  successes[1] = sampleBinomial(n[1]!, second, generator);
  return updateDetector(plan, state, n, successes);
}
function hoursUntil(change: DetectorChange, plan: DetectorPlan, state: DetectorState, rates: [number, number]): number {
  for (let t = 1; t <= 3000; t++) if (hour(plan, state, ...rates) === change) return t;
  return Number.POSITIVE_INFINITY;
}
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
const within = (max: number, threshold: number, more = {}) =>
  planDetector({ hypotheses: nullsWithin({ compare: 'difference', max }), threshold, ...more });

describe('detector', () => {
  test('gathers what single blocks give, never below 1, and averages its bets', () => {
    const plan = planDetector({ hypotheses: [{ coefficients: [1, -1], bound: 0 }], threshold: 1e300, excesses: [0.1] });
    const state = startDetector(plan);
    const past = [0, 0].map(() => ({ successes: 0, n: 0 }));
    let log = 0;
    for (let t = 0; t < 8; t++) {
      const block = [30 + 2 * t, 15].map((count, g) => ({ successes: count, n: n[g]! }));
      updateDetector(
        plan,
        state,
        n,
        Float64Array.from(block, (stream) => stream.successes),
      );
      const gained = blockEvidence({ hypothesis: plan.watching[0]!, past, block, excesses: [0.1] });
      log = past[0]!.n === 0 ? 0 : Math.max(log, 0) + gained;
      expect(detectorEvidence(plan, state)).toBeCloseTo(log, 10);
      block.forEach((stream, g) => {
        past[g] = { successes: past[g]!.successes + stream.successes, n: past[g]!.n + stream.n };
      });
    }
    expect(log).toBeGreaterThan(3);
  });

  test('has a state of at most 200 bytes, which goes through JSON and continues bit for bit', () => {
    const plan = within(0.02, 36_000);
    const state = startDetector(plan);
    expect(state.byteLength).toBe(136);
    expect(
      startDetector(
        planDetector({
          hypotheses: [
            { coefficients: [1, -1, -1, 1], bound: 0 },
            { coefficients: [-1, 1, 1, -1], bound: 0 },
          ],
          threshold: 9,
        }),
      ).byteLength,
    ).toBeLessThanOrEqual(200);
    for (let t = 0; t < 20; t++) hour(plan, state, 0.35, 0.3);
    const restored = Float64Array.from(JSON.parse(JSON.stringify([...state])) as number[]);
    for (let t = 0; t < 60; t++) {
      hour(plan, state, 0.45, 0.3);
      updateDetector(plan, restored, n, successes);
    }
    expect([...restored]).toEqual([...state]);
    expect(state.every(Number.isFinite)).toBe(true);
  });

  test('raises at most T / A alarms in expectation at the boundary, with series that share their reference and blocks that follow the past', () => {
    const threshold = 40;
    const plan = within(0.05, threshold);
    const series = 20;
    const blocks = 500;
    const states = Array.from({ length: series }, () => startDetector(plan));
    const sizes = Float64Array.of(30, 30);
    const counts = new Float64Array(2);
    let alarms = 0;
    for (let t = 0; t < blocks; t++) {
      const shared = sampleBinomial(30, 0.3, generator);
      for (const state of states) {
        sizes[0] = detectorEvidence(plan, state) > 0 ? 40 : 10;
        counts[0] = sampleBinomial(sizes[0]!, 0.35, generator);
        counts[1] = shared;
        if (updateDetector(plan, state, sizes, counts) === 'alarm') {
          alarms += 1;
          endAlarm(plan, state);
        }
      }
    }
    // The bound is 250; were every alarm independent a Poisson number of mean 250 would exceed 340 once in ten million seeds. Far fewer come.
    expect(alarms).toBeLessThan(340);
    expect(alarms).toBeGreaterThan(0);
  });

  test('finds a gap of 0.1 within a day or so and one of 0.2 in hours, and none in a gap within the bound', () => {
    const [threshold] = alarmThresholds(
      Array.from({ length: 150 }, () => ({ blocksPerDay: 24, severity: 'page' as const })),
      0.1,
    );
    expect(threshold).toBeCloseTo(36_000, 6);
    const plan = within(0, threshold!);
    const delays = (gap: number, count: number) =>
      median(
        Array.from({ length: count }, () => {
          const state = startDetector(plan);
          for (let t = 0; t < 24; t++) hour(plan, state, 0.4, 0.4);
          return hoursUntil('alarm', plan, state, [0.4 - gap, 0.4]);
        }),
      );
    // The long run finds medians of 25 and 8 hours; that of 61 runs has a standard error of 1.6 and 0.4 hours.
    expect(delays(0.1, 61)).toBeLessThanOrEqual(33);
    expect(delays(0.2, 61)).toBeLessThanOrEqual(11);
    const inside = within(0.1, 1000);
    const state = startDetector(inside);
    expect(hoursUntil('alarm', inside, state, [0.45, 0.4])).toBe(Number.POSITIVE_INFINITY);
  });

  test('an alarm ends when the bound is kept again, and not while it is broken', () => {
    const plan = within(0.1, 1000);
    const state = startDetector(plan);
    hoursUntil('alarm', plan, state, [0.6, 0.35]);
    expect(isFiring(state)).toBe(true);
    expect(hoursUntil('resolved', plan, state, [0.55, 0.4])).toBe(Number.POSITIVE_INFINITY);
    expect(hoursUntil('resolved', plan, state, [0.42, 0.4])).toBeLessThan(100);
    expect(isFiring(state)).toBe(false);
    expect(detectorEvidence(plan, state)).toBe(0);
  });

  test('where a bound leaves no room only a person ends an alarm, or bounds to return to that are declared', () => {
    expect(within(0, 1000).resolving).toBeNull();
    const plan = within(0, 1000, { resolveBounds: [0.05, 0.05] });
    const state = startDetector(plan);
    hoursUntil('alarm', plan, state, [0.6, 0.4]);
    expect(hoursUntil('resolved', plan, state, [0.4, 0.4])).toBeLessThan(400);
    expect(() => within(0, 1000, { resolveBounds: [0, 0] })).toThrow(/no rates lie strictly within/);
  });

  test('a block with an empty stream changes no evidence, and evidence of a thousand blocks does not overflow', () => {
    const plan = within(0, 1e300);
    const state = startDetector(plan);
    for (let t = 0; t < 1000; t++) updateDetector(plan, state, Float64Array.of(500, 500), Float64Array.of(500, 0));
    const before = detectorEvidence(plan, state);
    expect(isFiring(state)).toBe(true);
    const quiet = startDetector(within(0, 1e9));
    hour(within(0, 1e9), quiet, 0.4, 0.4);
    hour(within(0, 1e9), quiet, 0.9, 0.1);
    const evidence = [...quiet].slice(7);
    updateDetector(within(0, 1e9), quiet, Float64Array.of(0, 40), Float64Array.of(0, 40));
    expect([...quiet].slice(7)).toEqual(evidence);
    expect(before).toBe(0);
  });

  test('a threshold that falls scales the evidence down with it, so that no alarm comes of the change', () => {
    const [high, low] = [within(0, 36_000), within(0, 100)];
    const state = startDetector(high);
    while (detectorEvidence(high, state) < Math.log(1000)) hour(high, state, 0.6, 0.4);
    const share = detectorEvidence(high, state) - high.logThreshold;
    changeThreshold(high, low, state);
    expect(detectorEvidence(low, state) - low.logThreshold).toBeCloseTo(share, 10);
    changeThreshold(low, high, state);
    expect(detectorEvidence(high, state)).toBeCloseTo(share + low.logThreshold, 10);
    expect(() => changeThreshold(high, within(0.1, 9), state)).toThrow(/different claims/);
  });

  test.each([
    [{ threshold: 1 }, /threshold is 1/],
    [{ hypotheses: [] }, /0 claims/],
    [
      {
        hypotheses: [
          { coefficients: [1], bound: 0.5 },
          { coefficients: [1, -1], bound: 0 },
        ],
      },
      /1 and 2 streams/,
    ],
    [{ memory: 0 }, /memory/],
    [{ resolveBounds: [1] }, /1 resolveBounds/],
  ])('refuses a plan with %j', (wrong, words) =>
    expect(() =>
      planDetector({ hypotheses: nullsWithin({ compare: 'difference', max: 0 }), threshold: 9, ...wrong }),
    ).toThrow(words),
  );
  test('refuses impossible counts and a state of another plan', () => {
    const plan = within(0, 100);
    expect(() => updateDetector(plan, startDetector(plan), n, Float64Array.of(61, 0))).toThrow(/61 of 60/);
    expect(() => updateDetector(plan, new Float64Array(3), n, successes)).toThrow(/3 numbers/);
  });
});

describe('budget of false alarms', () => {
  test('is shared by severity and weight, and adds up to the whole', () => {
    const series = [
      { blocksPerDay: 24, severity: 'page' as const },
      { blocksPerDay: 24, severity: 'page' as const, weight: 3 },
      { blocksPerDay: 1, severity: 'digest' as const },
    ];
    const thresholds = alarmThresholds(series, 0.01);
    expect(thresholds[0]).toBeCloseTo(24 / (0.01 * (0.5 / 0.7) * 0.25), 8);
    const spent = thresholds.reduce((sum, threshold, i) => sum + series[i]!.blocksPerDay / threshold, 0);
    expect(spent).toBeCloseTo(0.01, 12);
  });
  test('never asks for less evidence than 20 to 1', () => {
    expect(alarmThresholds([{ blocksPerDay: 1, severity: 'page' }], 1)).toEqual([20]);
  });
  test.each([
    [[], 0.1, /no series/],
    [[{ blocksPerDay: 24, severity: 'page' as const }], 0, /falseAlarmsPerDay/],
    [[{ blocksPerDay: 0, severity: 'page' as const }], 0.1, /blocksPerDay/],
    [[{ blocksPerDay: 24, severity: 'sms' as 'page' }], 0.1, /severity is sms/],
  ])('refuses %j', (series, budget, words) => expect(() => alarmThresholds(series, budget)).toThrow(words));
});
