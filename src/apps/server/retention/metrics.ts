import { byLabel, type Metric, observing } from '../../../core/base/metrics.js';
import type { RetentionReport, RuleReport } from '../../../domain/retention/index.js';

/**
 * Metrics of the last time that retention looked or ran; there are none before the first. What is due includes what is held, so that the
 * difference of both is what a run erases.
 */
export function retentionMetrics(report: () => RetentionReport | null): Metric[] {
  const { gauge } = observing(report);
  return [
    gauge(
      'tribune_retention_due',
      'Decisions past their time at the last run, which erased those without a legal hold, by deployment.',
      (last) => byLabel('deployment', dueByDeployment(last?.rules ?? [])),
      ['deployment'],
    ),
    gauge('tribune_retention_held', 'How many of those due a legal hold keeps.', (last) =>
      last === null ? [] : last.rules.reduce((sum, { held }) => sum + held, 0),
    ),
    gauge('tribune_retention_warnings', 'Deployments of which nothing is ever erased.', (last) =>
      last === null ? [] : last.warnings.length,
    ),
  ];
}

/** Each deployment is under one rule only. */
function dueByDeployment(rules: readonly RuleReport[]): Readonly<Record<string, number>> {
  const counts = rules.flatMap(({ due, heldByDeployment }) => {
    const deployments = new Set([...Object.keys(due), ...Object.keys(heldByDeployment)]);
    return [...deployments].map((one) => [one, (due[one] ?? 0) + (heldByDeployment[one] ?? 0)] as const);
  });
  return Object.fromEntries(counts);
}
