import { z } from 'zod';
import type { StopSwitch } from '../../../domain/stops/index.js';
import { DECIDED_KINDS } from '../../../domain/stops/index.js';
import { type Route, routesOver } from '../http/route.js';
import { refName, time, uuid, wholeNumberText } from '../http/schemas.js';

export interface DecidedRouteDeps {
  readonly stopSwitch: StopSwitch;
}

const route = routesOver<DecidedRouteDeps>();
const MOST_LISTED = 200;
const MOST_COUNTS = 1000;

const kind = z.enum(DECIDED_KINDS).meta({
  description:
    'against: the model decided it alone and was not to. kept: people or the fallback decided it, as the stop said. allowed: the stop left it to the model, as a throttle does for its share.',
});

const decidedQuery = z.strictObject({
  stop: uuid.optional(),
  deployment: refName.optional(),
  kind: kind.optional(),
  before: wholeNumberText(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
});

const decidedList = z
  .object({
    counts: z
      .array(
        z.object({
          ...{ stop: uuid, deployment: z.string(), kind },
          decisions: z.int(),
          listed: z.int().meta({ description: 'How many of them are in the list: the first ones that were recorded.' }),
          firstAt: time.meta({ description: 'The earliest time of a decision.' }),
          lastAt: time,
        }),
      )
      .meta({ description: `By stop, those of the newest stops first, at most ${MOST_COUNTS}.` }),
    moreCounts: z.boolean().meta({ description: 'Whether there are more counts; ask by stop or by deployment.' }),
    decisions: z
      .array(
        z.object({
          ...{ decision: uuid, stop: uuid, deployment: z.string(), kind },
          said: z.enum(['model', 'review', 'shadow', 'fallback']).meta({ description: 'Who was to decide.' }),
          route: z.string().meta({ description: 'How it came about, as its record says.' }),
          version: z.string().nullable(),
          decidedAt: time,
        }),
      )
      .meta({ description: 'Those recorded last first.' }),
    problems: z.array(z.string()).meta({
      description:
        'What was changed or taken away in the database, and is set aside: no count and no decision here is of it.',
    }),
    next: z.int().nullable(),
  })
  .meta({ id: 'DecidedWhileStopped' });

const iso = (ms: number): string => new Date(ms).toISOString();

/** What was decided while something was stopped. */
export const decidedRoutes: readonly Route<DecidedRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/stops/decisions',
    action: 'stops.decided',
    summary: 'Decisions made while a stop stood over their deployment: against it, as it said, or as it allowed',
    query: decidedQuery,
    answer: decidedList,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { before = null, limit, ...wanted } }, { stopSwitch }) {
      const found = await stopSwitch.decided(wanted, { counts: MOST_COUNTS, before, limit });
      return {
        counts: found.counts.map(({ n, firstMs, lastMs, ...count }) => ({
          ...{ ...count, decisions: n },
          ...{ firstAt: iso(firstMs), lastAt: iso(lastMs) },
        })),
        moreCounts: found.moreCounts,
        decisions: found.decisions.map(
          ({ atMs, decision, stop, deployment, kind: came, said, route: by, version }) => ({
            ...{ decision, stop, deployment, kind: came, said, route: by, version, decidedAt: iso(atMs) },
          }),
        ),
        problems: [...found.foreign],
        next: found.next,
      };
    },
  }),
];
