import { z } from 'zod';
import type { JobStatus } from '../../../domain/jobs/index.js';
import type { ServerDeps } from '../base/deps.js';
import { type Route, routesOver } from '../http/route.js';
import { time } from '../http/schemas.js';

type JobDeps = Pick<ServerDeps, 'jobs' | 'runJob' | 'followers'>;
const route = routesOver<JobDeps>();

const job = z
  .object({
    name: z.string(),
    everySeconds: z.number(),
    isRunning: z.boolean(),
    startedAt: time.nullable().meta({ description: 'Of the last run that ended; null before the first.' }),
    endedAt: time.nullable(),
    result: z
      .string()
      .nullable()
      .meta({ description: '`ok`, or the code or class of the error; null before the first run.' }),
    failuresInRow: z.int(),
    failures: z.int().meta({ description: 'Runs that failed since the service was started.' }),
    nextRunAt: time,
    problem: z.object({ message: z.string(), remedy: z.string().nullable() }).nullable().meta({
      description:
        'What the last run failed of, for a caller who may run jobs; null for one that did not fail, and after a start of the service.',
    }),
  })
  .meta({ id: 'Job' });

const jobList = z
  .object({
    jobs: z.array(job),
    followers: z
      .array(
        z.object({
          name: z.string(),
          entries: z
            .int()
            .nullable()
            .meta({ description: 'Entries that it has not taken yet; null until its place was read.' }),
          waitedSeconds: z
            .number()
            .nullable()
            .meta({ description: 'For how long entries have waited although it was due.' }),
          readAt: time.nullable().meta({
            description:
              'When it read last, while entries wait: some gather many before they read. Null where none waits, as it would be the time of a single decision.',
          }),
          failuresInRow: z.int(),
        }),
      )
      .meta({ description: 'What follows the log entry by entry.' }),
  })
  .meta({ id: 'JobList' });

/** Routes of the work that the service does by itself. */
export const jobRoutes: readonly Route<JobDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/jobs',
    action: 'jobs.read',
    within: ['jobs.run'],
    summary: 'What the service does by itself: last result, next run, failures, and how far followers of the log are',
    answer: jobList,
    noStore: true,
    async handle(call, { jobs, followers }) {
      const seesProblems = await call.may('jobs.run');
      return {
        jobs: jobs().map((one) => printJob(one, seesProblems)),
        followers: followers().map(({ name, entries, waitedMs, tookAtMs, failuresInRow }) => ({
          ...{ name, entries, failuresInRow },
          waitedSeconds: waitedMs === null ? null : waitedMs / 1000,
          readAt: entries === null || entries === 0 || tookAtMs === null ? null : new Date(tookAtMs).toISOString(),
        })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/jobs/:name/run',
    action: 'jobs.run',
    summary: 'Run a job now instead of when it is due; the answer comes when it has begun',
    status: 202,
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle({ params }, { runJob }) {
      runJob(params.name!);
      return { started: params.name! };
    },
  }),
];

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function printJob(
  { everyMs, startedAtMs, endedAtMs, nextRunAtMs, problem, ...same }: JobStatus,
  seesProblems: boolean,
) {
  return {
    ...same,
    everySeconds: everyMs / 1000,
    startedAt: iso(startedAtMs),
    endedAt: iso(endedAtMs),
    nextRunAt: new Date(nextRunAtMs).toISOString(),
    problem: seesProblems ? problem : null,
  };
}
