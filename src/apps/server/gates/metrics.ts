import { type Metric, observing } from '../../../core/base/metrics.js';
import type { GateCount } from '../../../domain/gate-door/index.js';

/** Metrics of gates. They are open to everybody and name no deployment. */
export function gateMetrics(counts: () => readonly GateCount[]): Metric[] {
  const { counter } = observing(counts);
  return [
    counter(
      'tribune_gate_records_total',
      'Records of decisions on deployments with a gate, by its mode and what came of them there; under observe all are taken.',
      (all) =>
        [...summed(all)].map(
          ([key, records]) => [JSON.parse(key) as { mode: string; outcome: string }, records] as const,
        ),
      ['mode', 'outcome'],
    ),
  ];
}

function summed(all: readonly GateCount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { mode, outcome, records } of all) {
    const key = JSON.stringify({ mode, outcome });
    sums.set(key, (sums.get(key) ?? 0) + records);
  }
  return sums;
}
