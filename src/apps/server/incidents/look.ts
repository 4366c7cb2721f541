import { MINUTE_MS } from '../../../core/base/durations.js';
import { clockStatus, type Incidents } from '../../../domain/incidents/index.js';
import { defineJob, type Job } from '../../../domain/jobs/index.js';

/** Counts of one look, for metrics. */
export interface IncidentLook {
  readonly open: Readonly<Record<'critical' | 'major' | 'minor', number>>;
  readonly overdueClocks: number;
  readonly overdueActions: number;
  readonly plans: Readonly<Record<'ready' | 'incomplete' | 'stale' | 'missing', number>>;
}

/** Counts incidents and plans from time to time, as a scrape must not ask the database. */
export class IncidentCounts {
  look: IncidentLook | null = null;
  readonly #incidents: Pick<Incidents, 'openOnes' | 'plans'>;
  readonly #nowMs: () => number;

  constructor(incidents: Pick<Incidents, 'openOnes' | 'plans'>, nowMs: () => number) {
    this.#incidents = incidents;
    this.#nowMs = nowMs;
  }

  job(): Job {
    return defineJob({ name: 'incident-counts', everyMs: MINUTE_MS, run: () => this.run() });
  }

  async run(): Promise<void> {
    const [open, plans] = [await this.#incidents.openOnes(), await this.#incidents.plans()];
    const nowMs = this.#nowMs();
    const of = (severity: string): number => open.filter((one) => one.severity === severity).length;
    const having = (status: string): number => plans.filter(({ readiness }) => readiness.status === status).length;
    this.look = {
      open: { critical: of('critical'), major: of('major'), minor: of('minor') },
      overdueClocks: open.flatMap(({ clocks }) => clocks).filter((one) => clockStatus(one, nowMs) === 'overdue').length,
      overdueActions: open
        .flatMap(({ actions }) => actions)
        .filter(({ done, dueAtMs }) => done === null && dueAtMs <= nowMs).length,
      plans: {
        ready: having('ready'),
        incomplete: having('incomplete'),
        stale: having('stale'),
        missing: having('missing'),
      },
    };
  }
}
