import { byLabel, type Metric, observing } from '../../../core/base/metrics.js';
import type { RetentionReport } from '../../../domain/decisions/retention/index.js';

/** Metrics of the last retention run; there are none before the first run. */
export function retentionMetrics(report: () => RetentionReport | null): Metric[] {
  const { gauge } = observing(report);
  return [
    gauge(
      'tribune_retention_due',
      'Decisions past their time, by deployment.',
      (last) => byLabel('deployment', Object.assign({}, ...(last?.rules ?? []).map(({ due }) => due))),
      ['deployment'],
    ),
    gauge('tribune_retention_held', 'Past their time, kept by a legal hold.', (last) =>
      last === null ? [] : last.rules.reduce((sum, { held }) => sum + held, 0),
    ),
    gauge('tribune_retention_warnings', 'Deployments of which nothing is ever erased.', (last) =>
      last === null ? [] : last.warnings.length,
    ),
  ];
}
