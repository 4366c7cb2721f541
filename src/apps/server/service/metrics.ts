import { SECOND_MS } from '../../../core/base/durations.js';
import { type Metric, observing, type Sample } from '../../../core/base/metrics.js';
import type { JobStatus } from '../../../domain/jobs/index.js';
import type { ServerDeps } from '../base/deps.js';

/** The version that runs, the room on the disk, and how its jobs went. */
export function serviceMetrics({
  version,
  freeBytes,
  jobs,
}: Pick<ServerDeps, 'version' | 'freeBytes' | 'jobs'>): Metric[] {
  const { gauge } = observing(() => null);
  return [
    gauge('tribune_build_info', 'Version that runs.', () => [[{ version }, 1]], ['version']),
    gauge('tribune_disk_free_bytes', 'Bytes left on the disk of the data folder.', freeBytes),
    ...jobMetrics(jobs),
  ];
}

/** Also of jobs that never ran: what is missing cannot be alarmed on. */
function jobMetrics(jobs: () => readonly JobStatus[]): Metric[] {
  const { counter, gauge } = observing(jobs);
  const ofJob =
    (value: (job: JobStatus) => number) =>
    (all: readonly JobStatus[]): Sample<'job'>[] =>
      all.map((job) => [{ job: job.name }, value(job)]);
  return [
    gauge(
      'tribune_job_last_run_seconds',
      'When the last run of a job ended, Unix time; 0 before the first.',
      ofJob(({ endedAtMs }) => (endedAtMs ?? 0) / SECOND_MS),
      ['job'],
    ),
    gauge(
      'tribune_job_next_run_seconds',
      'When a job runs next, Unix time.',
      ofJob(({ nextRunAtMs }) => nextRunAtMs / SECOND_MS),
      ['job'],
    ),
    counter(
      'tribune_job_failures_total',
      'Runs of a job that failed.',
      ofJob(({ failures }) => failures),
      ['job'],
    ),
  ];
}
