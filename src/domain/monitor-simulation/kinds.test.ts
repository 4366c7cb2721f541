import { describe, expect, it } from 'vitest';
import { amountPolicy, amountRequirement } from '../../../test/support/amount-policy.js';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import { type MonitorPlan, planMonitor } from '../monitor/index.js';
import { impossibleShift, simulateFleet } from './index.js';

const OFF = monitoredRequirement(
  'off',
  'metric: selection_rate, by: [sex], compare: difference, max: 0.05, live: false',
);
const COUNTS = 'reference: { counts: [25000, 25000, 25000, 25000] }';
const driftPlan = (drift: string): MonitorPlan =>
  planMonitor(
    parsePolicy(
      monitoredPolicy({ more: `, drift: ${drift}`, requirements: OFF }).replace(
        '  favourable: 1\n',
        '  favourable: 1\n  score: s\n  cutoff: 0.5\n',
      ),
    ).policy,
  );
const meansPlan = (bound: string): MonitorPlan =>
  planMonitor(
    parsePolicy(amountPolicy({ requirements: amountRequirement('mean', `metric: mean_amount, by: [sex], ${bound}`) }))
      .policy,
  );

describe('a simulated fleet of histograms', () => {
  it.each([
    ['tv', 0.1],
    ['ks', 0.05],
    ['w1', 0.02],
  ])('%s at the tolerance of %d keeps its budget, where plain rules fire every day', (distance, tolerance) => {
    const plan = driftPlan(
      `{ score: { bins: [0.25, 0.5, 0.75], distance: ${distance}, tolerance: ${tolerance}, ${COUNTS} } }`,
    );
    const fleet = { series: 30, days: 20, ratePerHour: 100, generator: createGenerator(1) };
    const result = simulateFleet(plan, { ...fleet, shift: { size: 0.1, day: 10 } });
    expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.1);
    expect(result.detectionDelayHours!.found).toBe(30);
    expect(result.naive.dailyTestPerDay).toBeGreaterThan(10);
  });
});

describe('a simulated fleet of means', () => {
  it.each([
    'compare: ratio, min: 0.8, oneSided: true',
    'compare: difference, max: 500',
    'compare: value, min: 4000',
    'compare: value, max: 4000',
  ])('of %s keeps its budget and finds a shift of a tenth of the range, where plain rules fire every day', (bound) => {
    const fleet = { series: 30, days: 20, ratePerHour: 100, generator: createGenerator(1) };
    const result = simulateFleet(meansPlan(bound), { ...fleet, shift: { size: 0.1, day: 10 } });
    expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.3);
    expect(result.detectionDelayHours!.found).toBe(30);
    expect(result.detectionDelayHours!.median).toBeLessThan(72);
    expect(result.naive.thresholdPerDay).toBeGreaterThan(1);
  });

  it('cannot go wrong beyond the range', () => {
    const floor = 'compare: value, min: 4000';
    expect(impossibleShift(meansPlan(floor), 0.4)).toBeNull();
    expect(impossibleShift(meansPlan(floor), 0.5)).toEqual({
      id: 'mean',
      what: 'the mean of the group would be -1000, and it can be from 0 to 10000 only',
    });
    expect(impossibleShift(meansPlan('compare: difference, max: 500'), 0.4)!.what).toContain('-666.6');
  });
});

describe('a simulated fleet of areas under the curve', () => {
  it.each(['compare: value, min: 0.75', 'compare: difference, max: 0.05, reference: { sex: m }'])(
    'of %s keeps its budget, and finds a shift of 0.15',
    (bound) => {
      const text = monitoredPolicy({
        more: ', labelHorizon: 1d',
        block: '1d',
        requirements: monitoredRequirement('area', `metric: auc, by: [sex], ${bound}`),
      }).replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n');
      const fleet = { series: 10, days: 120, ratePerHour: 20, generator: createGenerator(1) };
      const plan = planMonitor(parsePolicy(text).policy);
      const result = simulateFleet(plan, { ...fleet, shift: { size: 0.15, day: 60 } });
      expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.3);
      expect(result.detectionDelayHours!.found).toBe(10);
      expect(result.naive.thresholdPerDay).toBeGreaterThan(0.5);
      expect(impossibleShift(plan, 0.8)!.what).toContain('the area of the group would be');
    },
  );
});

describe('a simulated fleet of calibration', () => {
  it('at its tolerance keeps its budget, and finds scores that mean something else', () => {
    const text = monitoredPolicy({
      more: ', labelHorizon: 1d, calibration: { bands: [0, 0.5, 1], by: [sex] }',
      requirements: OFF,
    }).replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n');
    const fleet = { series: 30, days: 20, ratePerHour: 100, generator: createGenerator(1) };
    const plan = planMonitor(parsePolicy(text).policy);
    const result = simulateFleet(plan, { ...fleet, shift: { size: 0.05, day: 10 } });
    expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.3);
    expect(result.detectionDelayHours!.found).toBe(30);
    expect(result.detectionDelayHours!.median).toBeGreaterThan(24);
    expect(result.naive.thresholdPerDay).toBeGreaterThan(10);
  });
});

describe('a simulated fleet of changes', () => {
  const scored = (what: string, change: string): MonitorPlan =>
    planMonitor(
      parsePolicy(
        monitoredPolicy({
          more: `, labelHorizon: 1d, changes: [{ requirement: q, over: 1d, ${change} }]`,
          requirements: monitoredRequirement('q', what),
        }).replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n'),
      ).policy,
    );
  const amounts = planMonitor(
    parsePolicy(
      amountPolicy({
        more: ', amounts: { to: 10000 }, changes: [{ requirement: q, over: 1d, by: 400 }]',
        requirements: amountRequirement('q', 'metric: mean_amount, by: [sex], compare: difference, max: 500'),
      }),
    ).policy,
  );
  it.each([
    ['a gap', scored('metric: selection_rate, by: [sex], compare: difference, max: 0.1', 'by: 0.05')],
    ['a ratio', scored('metric: selection_rate, by: [sex], compare: ratio, min: 0.8', 'by: 0.1')],
    ['a level', scored('metric: selection_rate, by: [sex], compare: value, min: 0.3', 'by: 0.05')],
    ['an upper level', scored('metric: selection_rate, by: [sex], compare: value, max: 0.5', 'by: 0.05')],
    ['a mean', amounts],
    ['F1', scored('metric: f1, by: [sex], compare: value, min: 0.3', 'by: 0.05')],
    ['an area', scored('metric: auc, by: [sex], compare: value, min: 0.6', 'by: 0.05')],
  ])('of %s keeps its budget at its bound, and finds what changes by more within its day', (_, plan) => {
    const changes = { ...plan, watches: plan.watches.filter(({ kind }) => kind === 'changes') };
    const fleet = { series: 10, days: 11, ratePerHour: 200, generator: createGenerator(1) };
    const result = simulateFleet(changes, { ...fleet, shift: { size: 0.25, day: 10 } });
    expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.3);
    expect(result.detectionDelayHours!.found).toBeGreaterThanOrEqual(9);
    expect(result.naive.thresholdPerDay).toBeGreaterThan(10);
    expect(impossibleShift(changes, 0.25)).toBeNull();
    expect(impossibleShift(changes, 0.9)!.what).toContain('of the group would be');
  });
});

describe('a simulated fleet of inputs that may be made up', () => {
  it.each(['{ counts: [[16000, 64000], [64000, 16000]] }', '{ first: 2d }'])(
    'against %s keeps its budget with as many as may be, and finds more',
    (reference) => {
      const inputs = '{ income: [20000], housing: [own, rent] }';
      const more = `, quality: { randomInputs: [{ inputs: ${inputs}, max: 0.1, reference: ${reference} }] }`;
      const plan = planMonitor(parsePolicy(monitoredPolicy({ more, requirements: OFF })).policy);
      const fleet = { series: 20, days: 20, ratePerHour: 100, generator: createGenerator(1) };
      const result = simulateFleet(plan, { ...fleet, shift: { size: 0.6, day: 10 } });
      expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.3);
      expect(result.detectionDelayHours!.found).toBe(20);
      expect(impossibleShift(plan, 0.95)!.what).toBe('105 % of the inputs would be made up');
    },
  );
});
