import { z } from 'zod';
import { digest, listCounts, listPageQuery, time } from '../http/schemas.js';
import { AGREEMENT, HEALTH } from './standing.js';

const health = z.enum(HEALTH).meta({
  description: 'As the worst of its deployments stands; left out for whoever may not see the monitor, as what follows.',
});

export const SYSTEM_COLUMNS = ['system', 'health', 'purpose', 'owner', 'deployments', 'closed'] as const;
export const systemsQuery = listPageQuery(SYSTEM_COLUMNS);

/** Systems a page at a time, the worst first where no order is asked for. */
export const systemsAnswer = z
  .object({
    systems: z.array(
      z.object({
        ...{ id: z.string(), purpose: z.string(), domain: z.string(), owner: z.string() },
        deployments: z.int().meta({ description: 'How many it has.' }),
        health: health.optional(),
        closedTo: time.nullable().optional().meta({ description: 'End of the newest closed block of any deployment.' }),
      }),
    ),
    ...listCounts,
  })
  .meta({ id: 'Systems' });

export const DEPLOYMENT_COLUMNS = [
  ...['deployment', 'system', 'model', 'environment', 'version', 'cutoff'],
  ...['policy', 'watched', 'agreement'],
] as const;
export const deploymentsQuery = listPageQuery(DEPLOYMENT_COLUMNS);

/** Deployments a page at a time. */
export const deploymentsAnswer = z
  .object({
    deployments: z.array(
      z.object({
        ...{ id: z.string(), system: z.string(), model: z.string(), environment: z.string() },
        version: digest.nullable().meta({ description: 'What it serves now; null before its first activation.' }),
        label: z.string().nullable().meta({ description: 'Name of that version.' }),
        cutoff: z.number().nullable(),
        policy: digest.nullable().meta({ description: 'The policy that the registry names for it now.' }),
        watchedBy: digest
          .nullable()
          .optional()
          .meta({ description: 'The policy by which it is watched; left out for whoever may not see the monitor.' }),
        agreement: z.enum(AGREEMENT).optional().meta({
          description: 'Whether the two policies are the same; `unnamed`: the registry names none.',
        }),
      }),
    ),
    ...listCounts,
  })
  .meta({ id: 'Deployments' });

const need = z.object({
  ...{ deployment: z.string(), system: z.string() },
  firing: z.array(z.string()).meta({ description: 'Ids of the requirements that fire.' }),
  isSilent: z.boolean(),
  isOutOfTime: z
    .boolean()
    .meta({ description: 'Nearly all of the newest decisions are late or ahead of the clock: nothing judges them.' }),
  closedTo: time.nullable(),
  lastReceived: time.nullable(),
  policy: digest,
  activationPolicy: digest.nullable(),
});

/** How much there is of everything, and which deployments need somebody. */
export const overviewAnswer = z
  .object({
    systems: z.int(),
    deployments: z.int(),
    monitor: z
      .object({
        watched: z.int(),
        watchedFew: z.array(z.string()).meta({ description: 'Those that are watched, where they are few.' }),
        firing: z.int().meta({ description: 'Deployments of which some requirement fires.' }),
        falseAlarmsPerDay: z.number().meta({ description: 'Of all together, in expectation.' }),
        needs: z.array(need).meta({
          description:
            'Deployments that fire, are silent, whose decisions come out of time, or that are watched by another policy than they run under.',
        }),
        moreNeeds: z.int().meta({ description: 'How many more there are than are told.' }),
        notWatched: z.int(),
        notWatchedFirst: z.array(z.object({ deployment: z.string(), system: z.string() })),
      })
      .nullable()
      .meta({ description: 'Null for whoever may not see the monitor.' }),
  })
  .meta({ id: 'Overview' });
