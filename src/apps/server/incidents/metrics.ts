import { type Metric, observing } from '../../../core/base/metrics.js';
import type { IncidentCounts, IncidentLook } from './look.js';

const SEVERITIES = ['critical', 'major', 'minor'] as const;
const STATUSES = ['ready', 'incomplete', 'stale', 'missing'] as const;

/** Metrics of incidents, as of the last look; nothing before the first. They are open to everybody and name no system. */
export function incidentMetrics(counts: Pick<IncidentCounts, 'look'>): Metric[] {
  const { gauge } = observing((): IncidentLook | null => counts.look);
  return [
    gauge(
      'tribune_incidents_open',
      'Incidents that are open.',
      (look) => (look === null ? [] : SEVERITIES.map((severity) => [{ severity }, look.open[severity]] as const)),
      ['severity'],
    ),
    gauge(
      'tribune_incident_clocks_overdue',
      'Reports that a duty asks for, neither filed nor waived, whose time is over.',
      (look) => (look === null ? [] : [[{}, look.overdueClocks] as const]),
    ),
    gauge('tribune_incident_actions_overdue', 'Actions of incidents that are open and past their time.', (look) =>
      look === null ? [] : [[{}, look.overdueActions] as const],
    ),
    gauge(
      'tribune_incident_plans',
      'Systems, and deployments with a plan of their own, by how ready their incident plan is.',
      (look) => (look === null ? [] : STATUSES.map((status) => [{ status }, look.plans[status]] as const)),
      ['status'],
    ),
  ];
}
