import { MINUTE_MS } from '../../../core/base/durations.js';
import { type Metric, observing } from '../../../core/base/metrics.js';
import { QUEUES } from '../../../core/oversight/index.js';
import { defineJob, type Job } from '../../../domain/jobs/index.js';
import type { Oversight } from '../../../domain/oversight/index.js';

type Counts = Awaited<ReturnType<Oversight['count']>>;

/** Counts cases from time to time, as a scrape must not ask the database. */
export class CaseLook {
  look: Counts | null = null;
  readonly #oversight: Pick<Oversight, 'count'>;

  constructor(oversight: Pick<Oversight, 'count'>) {
    this.#oversight = oversight;
  }

  job(): Job {
    return defineJob({
      name: 'case-counts',
      everyMs: MINUTE_MS,
      run: async () => {
        this.look = await this.#oversight.count();
      },
    });
  }
}

/** Metrics of cases, as of the last look; nothing before the first. They are open to everybody and name no system. */
export function caseMetrics(counts: Pick<CaseLook, 'look'>, nowMs: () => number): Metric[] {
  const { gauge } = observing((): Counts | null => counts.look);
  const one = (value: (look: Counts) => number) => (look: Counts | null) =>
    look === null ? [] : [[{}, value(look)] as const];
  return [
    gauge(
      'tribune_cases_open',
      'Cases that are not closed, by class.',
      (look) => (look === null ? [] : QUEUES.map((queue) => [{ queue }, look.open[queue]] as const)),
      ['queue'],
    ),
    gauge(
      'tribune_cases_escalated',
      'Cases that nobody is left to read.',
      one(({ escalated }) => escalated),
    ),
    gauge(
      'tribune_cases_untold',
      'Cases that are decided and of which the person was not told.',
      one(({ untold }) => untold),
    ),
    gauge(
      'tribune_cases_set_aside',
      'Cases that were found and cannot be read as they are stored.',
      one(({ setAside }) => setAside.length),
    ),
    gauge(
      'tribune_cases_oldest_age_seconds',
      'Age of the oldest case that is not closed; 0 where none is.',
      one(({ oldestMs }) => (oldestMs === null ? 0 : Math.max(0, (nowMs() - oldestMs) / 1000))),
    ),
  ];
}
