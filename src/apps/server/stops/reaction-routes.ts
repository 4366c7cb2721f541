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
          requirement: z.string(),
          component: z.string().nullable(),
          group: groupKey,
          reference: groupKey,
          policy: z.string(),
          change: z.int().meta({ description: 'Number of the change of the monitor that fired.' }),
          position: z.int().meta({ description: 'Place in the list of the requirement, from 0.' }),
          round: z.int().meta({
            description: 'How often the same alert had set it off before, and persons had ended it.',
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
    summary: 'What alerts set off: stops that were thrown, and audits and trainings that are asked of people',
    query: z.strictObject({
      before: uuid.optional().meta({ description: 'Id of the last reaction of the page before.' }),
      limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
    }),
    answer: reactionList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle({ query: { before, limit } }, { reactor }) {
      const found = await reactor.list({ before: before ?? null, limit: limit + 1 });
      const reactions = found
        .slice(0, limit)
        .map(({ doneAtMs, epoch: _epoch, firedAtMs: _fired, round = 0, canary = null, incident = null, ...same }) => ({
          ...{ ...same, round, canary, incident },
          doneAt: new Date(doneAtMs).toISOString(),
        }));
      return { reactions, next: found.length > limit ? reactions.at(-1)!.id : null };
    },
  }),
];
