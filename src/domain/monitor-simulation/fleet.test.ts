import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import { planMonitor } from '../monitor/index.js';
import { simulateFleet } from './index.js';
import { poissonUpper } from './poisson-upper.js';

const planOf = (what: string, block = '1h') => {
  const requirements = monitoredRequirement('watched', `by: [sex], ${what}`);
  return planMonitor(parsePolicy(monitoredPolicy({ block, more: ', labelHorizon: 2d', requirements })).policy);
};
const GAP = planOf('metric: selection_rate, compare: difference, max: 0.02');

describe('a simulated fleet', () => {
  it('raises fewer false alarms than its budget, where plain rules raise hundreds, and finds what really happens', () => {
    const options = {
      series: 150,
      days: 12,
      ratePerHour: 100,
      shift: { size: 0.1, day: 6 },
      generator: createGenerator(1),
    };
    const result = simulateFleet(GAP, options);
    expect(result).toMatchObject({ series: 150, days: 12, budgetPerDay: 0.1, detectionDelayHours: { found: 150 } });
    expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.1);
    expect(result.upper95).toBeCloseTo(poissonUpper(result.falseAlarms, 0.95) / 6, 12);
    // A test at 5 % on 150 series, and a difference of 0.02 with a standard error of 0.1 on both sides of an hour.
    expect(result.naive.dailyTestPerDay).toBeGreaterThan(5);
    expect(result.naive.thresholdPerDay).toBeGreaterThan(2000);
    expect(result.detectionDelayHours!.median).toBeGreaterThan(24);
    expect(result.detectionDelayHours!.median).toBeLessThan(72);
    expect(simulateFleet(GAP, { ...options, generator: createGenerator(1) })).toEqual(result);
  });

  it('puts a level exactly at its bound, and adds the horizon of labels to delays', () => {
    const plan = planOf('metric: true_positive_rate, compare: value, min: 0.8');
    const result = simulateFleet(plan, {
      series: 30,
      days: 10,
      ratePerHour: 50,
      shift: { size: 0.2, day: 5 },
      generator: createGenerator(2),
    });
    expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.2);
    expect(result.naive.thresholdPerDay).toBeGreaterThan(200);
    expect(result.detectionDelayHours!.median).toBeGreaterThan(48);
  });

  describe('in long blocks', () => {
    const weeks = planOf('metric: selection_rate, compare: difference, max: 0.02', '7d');
    const fleet = (days: number, day: number | null) =>
      simulateFleet(weeks, {
        ...{ series: 2, days, ratePerHour: 100, generator: createGenerator(1) },
        shift: day === null ? null : { size: 0.1, day },
      });

    it('counts false alarms a day over the blocks that were simulated', () => {
      // Of 20 days two blocks are whole, 14 days; before a shift after 8 days likewise, for it begins with a block.
      for (const [days, day] of [
        [20, null],
        [25, 8],
      ] as const) {
        const { falseAlarms, upper95, falseAlarmsPerDay } = fleet(days, day);
        expect([falseAlarms, falseAlarmsPerDay]).toEqual([0, 0]);
        expect(upper95).toBeCloseTo(poissonUpper(0, 0.95) / 14, 12);
      }
      expect(fleet(7, 0)).toMatchObject({ falseAlarms: 0, falseAlarmsPerDay: null, upper95: null });
    });

    it.each([
      [6, null, 'a block of 7 days does not fit into 6 days'],
      [1, null, 'a block of 7 days does not fit into 1 day'],
      [13, 5, 'a block of 7 days does not fit between day 5 and day 13'],
    ])('refuses %d days and a shift after %s', (days, day, message) => {
      expect(() => fleet(days, day)).toThrow(new RegExp(`${message}$`));
    });
  });

  it('has the exact upper end of a count', () => {
    // Garwood's table: 2.996 for none, 4.744 for one, 16.962 for ten.
    expect([0, 1, 10].map((count) => Number(poissonUpper(count, 0.95).toFixed(3)))).toEqual([2.996, 4.744, 16.962]);
  });
});
