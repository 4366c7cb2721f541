import { z } from 'zod';
import { digest, refName, time } from '../http/schemas.js';

const nullableTime = time.nullable();

export const watchRequest = z
  .strictObject({
    deployment: refName,
    policy: z.string().min(1).meta({ description: 'The policy file, verbatim, with a section `monitor`.' }),
  })
  .meta({ id: 'WatchRequest' });

/** Most deployments that are watched by one request. */
const MOST_WATCHED = 10_000;

export const watchManyRequest = z
  .strictObject({
    deployments: z
      .array(refName)
      .min(1)
      .max(MOST_WATCHED)
      .refine((all) => new Set(all).size === all.length, 'a deployment stands twice')
      .meta({ description: 'All of them are watched from now on or, where one cannot be, none.' }),
    policy: watchRequest.shape.policy,
  })
  .meta({ id: 'WatchManyRequest' });

const unwatched = z.object({
  requirement: z.string(),
  reason: z.string(),
  instead: z.string().nullable().meta({ description: 'What can be watched in its place.' }),
});

const watchedOne = {
  deployment: z.string(),
  outcome: z.enum(['watched', 'changed', 'unchanged']).meta({
    description: '`changed`: another policy than before, under which everything begins anew.',
  }),
  epoch: z.int(),
};
const byPolicy = {
  policy: digest,
  requirements: z
    .array(z.string())
    .meta({ description: 'Ids of what is watched: facts about the data, then requirements.' }),
  unwatched: z.array(unwatched),
  falseAlarmsPerDay: z.number().meta({ description: 'That each deployment may raise, in expectation.' }),
  notes: z.array(z.string()).meta({
    description:
      'What this service cannot do of it: durations whose windows are longer than panes are kept. And how many false stops a year each breaker allows.',
  }),
};

export const watchAnswer = z.object({ ...watchedOne, ...byPolicy }).meta({ id: 'WatchAnswer' });

export const watchManyAnswer = z
  .object({ watched: z.array(z.object(watchedOne)), ...byPolicy })
  .meta({ id: 'WatchManyAnswer' });

export const listQuery = z.strictObject({
  system: refName.optional().meta({ description: 'Only deployments of this system.' }),
  deployment: refName.optional().meta({ description: 'Only deployments of the system of this one, and itself.' }),
});

export const unwatchQuery = z.strictObject({ deployment: refName });

export const epochReason = z.enum(['version-changed', 'clock-set-back', 'clocks-differ']).nullable().meta({
  description:
    'Why evidence began anew without anybody having asked for it; `version-changed`: this version of Tribune watches more of the policy than the one before, or otherwise; `clock-set-back`: the clock of the service was set back, and everything would have been late until it is where it was; `clocks-differ`: once more within a day or 10,000 batches, as by two processes whose clocks differ, and it does not begin anew by a clock for as long. Null where somebody had it watched.',
});

const watched = z
  .object({
    deployment: z.string(),
    epoch: z.int().meta({ description: 'Counts from 1; another policy, or another plan of the same, begins another.' }),
    reason: epochReason,
    policy: digest,
    activationPolicy: digest
      .nullable()
      .meta({ description: 'The policy that the registry names for the deployment now; null where it names none.' }),
    by: z.string(),
    since: time,
    blockSeconds: z.int(),
    falseAlarmsPerDay: z.number(),
    watermark: nullableTime.meta({
      description:
        'Every decision before it is believed to have come. For whom no person may be shown the beginning of its block.',
    }),
    closedTo: nullableTime.meta({ description: 'End of the last closed block.' }),
    closedAt: nullableTime,
    labelsClosedTo: nullableTime.meta({ description: 'Likewise for requirements that wait for labels.' }),
    lastReceived: nullableTime.meta({
      description:
        'When the last decision came; only older ones after a silence of noDataAfter do not count. For whom no person may be shown the beginning of the block in which it came.',
    }),
    isSilent: z.boolean().meta({
      description: 'No decision came for longer than `quality.silence`; without that, for as long as `noDataAfter`.',
    }),
    isOutOfTime: z.boolean().meta({
      description:
        'Of 20 decisions at most two came in time, and no three of a later 20: the others were late or ahead of the clock, and what is watched is judged by next to nothing. A clock is wrong, or senders are behind.',
    }),
    firing: z.array(z.string()).meta({ description: 'Ids of the requirements that fire.' }),
    alarms: z.int(),
    blocks: z.int(),
    unwatched: z.array(unwatched),
    series: z.int().optional().meta({ description: 'Only for whom persons may be shown, as everything below.' }),
    decisions: z
      .record(z.string(), z.int())
      .optional()
      .meta({ description: 'What became of the decisions that were read.' }),
    beyond: z.record(z.string(), z.int()).optional().meta({
      description:
        'By what is watched, decisions of groups beyond the most that are kept: nothing watches those groups. Left out where there are none.',
    }),
    labels: z.object({ decisions: z.int(), inTime: z.int() }).optional().meta({
      description:
        'Decisions whose labelHorizon was over when their block was closed, and those among them that had a label by then: later labels count for nothing. Left out where nothing waits for labels.',
    }),
  })
  .meta({ id: 'WatchedDeployment' });

export const monitorList = z
  .object({
    watched: z.array(watched),
    notWatched: z.array(z.object({ deployment: z.string(), reason: z.string() })),
    falseAlarmsPerDay: z
      .number()
      .meta({ description: 'Of all the watched deployments that are told, together, in expectation.' }),
    lastChange: z
      .int()
      .meta({ description: 'Number of the newest change that the caller is told; 0 before the first.' }),
  })
  .meta({ id: 'MonitorList' });
