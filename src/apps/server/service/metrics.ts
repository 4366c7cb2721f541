import { SECOND_MS } from '../../../core/base/durations.js';
import { type Metric, observing, type Sample } from '../../../core/base/metrics.js';
import type { FollowerStatus } from '../../../domain/followers/index.js';
import type { JobStatus } from '../../../domain/jobs/index.js';
import type { ServerDeps } from '../base/deps.js';

/** Metrics of the running version, the free disk space, the periodic jobs, and the followers of the log. */
export function serviceMetrics({
  version,
  freeBytes,
  jobs,
  followers,
}: Pick<ServerDeps, 'version' | 'freeBytes' | 'jobs' | 'followers'>): Metric[] {
  const { gauge } = observing(() => null);
  return [
    gauge('tribune_build_info', 'Version that runs.', () => [[{ version }, 1]], ['version']),
    gauge('tribune_disk_free_bytes', 'Bytes left on the disk of the data folder.', freeBytes),
    ...jobMetrics(jobs),
    ...followerMetrics(followers),
  ];
}

/** Jobs that never ran have samples, too, because no alarm can be set on a missing sample. */
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

/** Metrics of how far followers are behind the end of the log. A follower whose position was not read yet has no sample of entries. */
function followerMetrics(followers: () => readonly FollowerStatus[]): Metric[] {
  const { counter, gauge } = observing(followers);
  const ofEach =
    (value: (follower: FollowerStatus) => number | null) =>
    (all: readonly FollowerStatus[]): Sample<'name'>[] =>
      all.flatMap((one) => {
        const n = value(one);
        return n === null ? [] : [[{ name: one.name }, n]];
      });
  return [
    gauge(
      'tribune_follower_lag',
      'Entries that a follower of the log did not take yet.',
      ofEach(({ entries }) => entries),
      ['name'],
    ),
    gauge(
      'tribune_follower_lag_seconds',
      'How long the follower has been due without taking them; 0 while it waits for its own turn or for enough of them.',
      ofEach(({ waitedMs }) => (waitedMs === null ? null : waitedMs / SECOND_MS)),
      ['name'],
    ),
    counter(
      'tribune_follower_failures_total',
      'Failures of a follower; each is tried again.',
      ofEach(({ failures }) => failures),
      ['name'],
    ),
  ];
}
