import { z } from 'zod';
import type { Reactor } from '../../../domain/stops/index.js';
import { type Route, routesOver } from '../http/route.js';
import { time, uuid, wholeNumberText } from '../http/schemas.js';

export interface ReactionDeps {
  readonly reactor: Reactor;
}

const route = routesOver<ReactionDeps>();
const MOST_LISTED = 200;

const groupKey = z.record(z.string(), z.string().nullable()).nullable();

const reactionList = z
  .object({
    reactions: z
      .array(
        z.object({
          id: uuid,
          deployment: z.string(),
          requirement: z.string().nullable().meta({ description: 'Null of what the calendar asks for.' }),
          component: z.string().nullable(),
          group: groupKey,
          reference: groupKey,
          policy: z.string(),
          change: z.int().nullable().meta({
            description: 'Number of the change of the monitor that fired; null of what the calendar asks for.',
          }),
          position: z.int().meta({ description: 'Place in the list of the requirement, or in the calendar, from 0.' }),
          round: z.int().meta({ description: 'How often it had been tried before with the same alert.' }),
          again: z.enum(['resumed', 'staffed']).nullable().meta({
            description:
              'Why it is tried anew: persons ended what it did, or people could not take it before and can now; null in the first round.',
          }),
          every: z.enum(['week', 'month', 'quarter', 'year', 'version']).nullable().meta({
            description:
              'The period for which the calendar asks, or `version` for the first time of another version that came to serve; null of what an alert set off.',
          }),
          does: z.string(),
          stop: uuid.nullable().meta({ description: 'The stop that was thrown.' }),
          canary: uuid.nullable().meta({ description: 'The canary that was held.' }),
          incident: uuid.nullable().meta({ description: 'The incident that was opened, or got another item.' }),
          problem: z.string().nullable().meta({ description: 'Why nothing could be done.' }),
          doneAt: time,
          from: time,
          to: time,
        }),
      )
      .meta({ description: 'The newest first.' }),
    next: uuid.nullable(),
  })
  .meta({ id: 'ReactionList' });

/** What alerts set off, as the policies say. */
export const reactionRoutes: readonly Route<ReactionDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/reactions',
    action: 'stops.read',
    summary:
      'What alerts and the calendar set off: stops that were thrown, and audits and trainings that are asked of people',
    query: z.strictObject({
      before: uuid.optional().meta({ description: 'Id of the last reaction of the page before.' }),
      limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
    }),
    answer: reactionList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle({ query: { before, limit } }, { reactor }) {
      const found = await reactor.list({ before: before ?? null, limit: limit + 1 });
      const reactions = found.slice(0, limit).map(printReaction);
      return { reactions, next: found.length > limit ? reactions.at(-1)!.id : null };
    },
  }),
];

type Listed = z.output<typeof reactionList>['reactions'][number];

function printReaction(one: Awaited<ReturnType<Reactor['list']>>[number]): Listed {
  const { id, deployment, policy, position, does, from, to, doneAtMs } = one;
  const same = { id, deployment, policy, position, does, from, to, doneAt: new Date(doneAtMs).toISOString() };
  if ('every' in one) return { ...same, ...OF_NO_ALERT, every: one.every };
  const { requirement, component, group, reference, change, problem, stop, canary = null, incident = null } = one;
  const { round = 0, again = round > 0 ? 'resumed' : null } = one;
  return {
    ...{ ...same, requirement, component, group, reference, change, round, again },
    ...{ every: null, stop, canary, incident, problem },
  };
}

/** What is so of all that the calendar asks for. */
const OF_NO_ALERT = {
  ...{ requirement: null, component: null, group: null, reference: null, change: null, round: 0, again: null },
  ...{ stop: null, canary: null, incident: null, problem: null },
};
