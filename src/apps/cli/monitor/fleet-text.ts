import { counted } from '../../../core/base/counted.js';
import { durationText } from '../../../core/base/durations.js';
import type { MonitorPlan } from '../../../domain/monitor/index.js';
import type { FleetResult } from '../../../domain/monitor-simulation/index.js';
import type { Paint } from '../terminal/paint.js';
import { count } from '../terminal/verdict.js';

/** What a simulation showed, for a terminal. */
export function fleetText(result: FleetResult, plan: MonitorPlan, paint: Paint): string {
  const { series, days, budgetPerDay, falseAlarms, falseAlarmsPerDay, upper95, naive, detectionDelayHours } = result;
  const row = (name: string, value: string): string => `  ${name.padEnd(44)} ${value}`;
  const daily = (value: number | null): string =>
    value === null ? 'no day without the shift' : `${figure(value)} a day`;
  return [
    paint(
      'bold',
      `${count(series)} series over ${counted(count(days), 'day')}, blocks of ${durationText(plan.blockMs)}`,
    ),
    row('budget of false alarms', `${budgetPerDay} a day`),
    row(
      'false alarms',
      `${count(falseAlarms)}, ${daily(falseAlarmsPerDay)}${upper95 === null ? '' : ` (at most ${figure(upper95)}, 95 %)`}`,
    ),
    ...(detectionDelayHours === null
      ? []
      : [
          row('shift found', `in ${count(detectionDelayHours.found)} of ${count(series)} series`),
          row('delay, median', hours(detectionDelayHours.median)),
          row('delay, 90 %', hours(detectionDelayHours.p90)),
        ]),
    'On the same counts',
    row('a test at 5 % every day would raise', daily(naive.dailyTestPerDay)),
    row('"beyond the bound in a block" would raise', daily(naive.thresholdPerDay)),
    '',
  ].join('\n');
}

const figure = (value: number): string =>
  value >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));

const hours = (value: number | null): string =>
  value === null ? 'not found by the end' : counted(count(value), 'hour');
