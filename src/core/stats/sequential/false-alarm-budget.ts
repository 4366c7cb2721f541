import { demand, demandPositive } from '../base/check.js';

/** How much of the budget of a fleet each severity may spend: pages are rare and wanted, a digest is read anyway. Practice; ours. */
export const SEVERITY_SHARES = { page: 0.5, ticket: 0.3, digest: 0.2 } as const;
export type AlarmSeverity = keyof typeof SEVERITY_SHARES;

/** A series of a fleet, as far as its share of the budget goes. */
export interface BudgetedSeries {
  /** Blocks with data per day at most, such as 24; blocks without data cost nothing. */
  readonly blocksPerDay: number;
  readonly severity: AlarmSeverity;
  /** Its part of the severity's share beside the other series; default 1. */
  readonly weight?: number;
}

/** Evidence below this is never an alarm, however large the budget: 20 to 1, as a level of 5 % has it. */
export const LEAST_THRESHOLD = 20;

/**
 * The evidence at which each series of a fleet raises an alarm, so that the whole fleet has at most `falseAlarmsPerDay` false ones a day in expectation, however its series depend on each
 * other: A = blocksPerDay / (falseAlarmsPerDay * share), for then T / A is the share of the series. Severities that no series has leave their share to the others. Its cost is small: a fleet of twice the size waits
 * for evidence twice as strong, which takes as many blocks more as ln 2 / growth per block.
 *
 * Derived from the bound of `updateDetector`. "False" means: the claim held in every block so far. After a real excess that ended, evidence gathered in it may raise one alarm more.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a budget, a number of blocks or a weight not above 0, or no series
 * @example alarmThresholds([{ blocksPerDay: 24, severity: 'page' }], 0.1) // [240]
 */
export function alarmThresholds(series: readonly BudgetedSeries[], falseAlarmsPerDay: number): number[] {
  demandPositive(falseAlarmsPerDay, 'falseAlarmsPerDay');
  demand(series.length > 0, 'there are no series', 'Pass the series among which the budget is shared.');
  const weights: Record<AlarmSeverity, number> = { page: 0, ticket: 0, digest: 0 };
  for (const { blocksPerDay, severity, weight = 1 } of series) {
    demandPositive(blocksPerDay, 'blocksPerDay');
    demandPositive(weight, 'weight');
    demand(Object.hasOwn(weights, severity), `severity is ${severity}`, 'Pass page, ticket or digest.');
    weights[severity] += weight;
  }
  const severities = Object.keys(weights) as AlarmSeverity[];
  const used = severities.reduce((sum, each) => sum + (weights[each] > 0 ? SEVERITY_SHARES[each] : 0), 0);
  return series.map(({ blocksPerDay, severity, weight = 1 }) => {
    const share = ((SEVERITY_SHARES[severity] / used) * weight) / weights[severity];
    return Math.max(LEAST_THRESHOLD, blocksPerDay / (falseAlarmsPerDay * share));
  });
}
