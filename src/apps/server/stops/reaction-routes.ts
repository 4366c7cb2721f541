import { z } from 'zod';
import type { DueAudit } from '../../../domain/audits/recorded/index.js';
import type { Reactor } from '../../../domain/stops/index.js';
import { type Route, routesOver } from '../http/route.js';
import { time, uuid, wholeNumberText } from '../http/schemas.js';

export interface ReactionDeps {
  readonly reactor: Reactor;
}

const route = routesOver<ReactionDeps>();
const MOST_LISTED = 200;

const groupKey = z.record(z.string(), z.string().nullable()).nullable();

const dueAudit = z
  .object({
    state: z.enum(['waiting', 'begun', 'kept', 'failed']).meta({
      description: '`kept`: it stands in GET /v1/audits; `failed`: nothing more is tried, and `problem` says why.',
    }),
    attempts: z.int().meta({ description: 'How often it was begun.' }),
    audit: uuid.nullable(),
    problem: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'DueAudit' });

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
          early: z.boolean().meta({
            description:
              'Whether a clock that ran ahead asked before the period of the calendar was over; it is asked for once more when it is.',
          }),
          does: z.string(),
          stop: uuid.nullable().meta({ description: 'The stop that was thrown.' }),
          canary: uuid.nullable().meta({ description: 'The canary that was held.' }),
          incident: uuid.nullable().meta({ description: 'The incident that was opened, or got another item.' }),
          problem: z.string().nullable().meta({ description: 'Why nothing could be done.' }),
          audit: dueAudit.nullable().meta({
            description:
              'How far the audit has come that it asks for; null of all else, and where it could not be asked for.',
          }),
          rows: z
            .object({
              ...{ from: time, to: time, recordedBefore: time, seed: z.string(), validation: z.number() },
              groups: z.array(z.string()),
            })
            .nullable()
            .meta({
              description:
                'Of recalibrate and retrain: the rows that are asked for, which GET /v1/reactions/{id}/rows gives; null of all else.',
            }),
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
      'What alerts and the calendar set off: stops that were thrown, audits that the service makes, and trainings that are asked of people',
    query: z.strictObject({
      before: uuid.optional().meta({ description: 'Id of the last reaction of the page before.' }),
      limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
    }),
    answer: reactionList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle({ query: { before, limit } }, { reactor }) {
      const found = await reactor.list({ before: before ?? null, limit: limit + 1 });
      const page = found.slice(0, limit);
      const audits = await reactor.auditsOf(page.filter(({ does }) => does === 'audit').map(({ id }) => id));
      const reactions = page.map((one) => ({ ...printReaction(one), audit: printDue(audits.get(one.id)) }));
      return { reactions, next: found.length > limit ? reactions.at(-1)!.id : null };
    },
  }),
];

type Listed = z.output<typeof reactionList>['reactions'][number];

const printDue = (due: DueAudit | undefined): Listed['audit'] =>
  due === undefined
    ? null
    : { ...{ state: due.state, attempts: due.attempts, audit: due.audit }, problem: due.problem };

function printReaction(one: Awaited<ReturnType<Reactor['list']>>[number]): Omit<Listed, 'audit'> {
  const { id, deployment, policy, position, does, from, to, doneAtMs } = one;
  const rows = one.rows === null || one.rows === undefined ? null : { ...one.rows, groups: [...one.rows.groups] };
  const same = { id, deployment, policy, position, does, rows, from, to, doneAt: new Date(doneAtMs).toISOString() };
  if ('every' in one) return { ...same, ...OF_NO_ALERT, every: one.every, early: one.isEarly === true };
  const { requirement, component, group, reference, change, problem, stop, canary = null, incident = null } = one;
  const { round = 0, again = round > 0 ? 'resumed' : null } = one;
  return {
    ...{ ...same, requirement, component, group, reference, change, round, again },
    ...{ every: null, early: false, stop, canary, incident, problem },
  };
}

/** What is so of all that the calendar asks for. */
const OF_NO_ALERT = {
  ...{ requirement: null, component: null, group: null, reference: null, change: null, round: 0, again: null },
  ...{ stop: null, canary: null, incident: null, problem: null },
};
