import type { z } from 'zod';
import { printExact } from '../../../core/base/exact-json.js';
import { readTime } from '../../../core/base/time.js';
import type { DecisionFilter, SearchAnswer, SearchPlace } from '../../../domain/decision-search/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { JSON_TYPE, purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { groupNotShown, placeUnknown } from './errors.js';
import { searchAnswer, searchRequest } from './schemas.js';

interface SearchRouteDeps extends Pick<ServerDeps, 'decisionSearch'> {
  /** Bounds how many search at once. */
  readonly slots: Slots;
}

const route = routesOver<SearchRouteDeps>();

/**
 * Routes that find decisions. What is looked for is sent in the body, never in the address, because addresses get logged and a subject may be
 * part of it.
 */
export const decisionSearchRoutes: readonly Route<SearchRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/decisions/search',
    action: 'decision.search',
    within: ['decision.attributes'],
    summary: 'Find recorded decisions by what they say, the newest first; every search is in the log of reads',
    headers: purposeHeader,
    body: jsonBody(searchRequest),
    answer: searchAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'SERVICE_BUSY', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    async handle(call, { decisionSearch, slots }) {
      const { before, limit, ...asked } = call.body;
      if (asked.group !== undefined && !(await call.may('decision.attributes')))
        throw groupNotShown('you may not see attributes, so that you cannot search by "group"', {
          remedy: 'Search without it, or ask whoever holds the role auditor or a key with attributes:read.',
        });
      const request = { filter: filterOf(asked), before: placeOf(before), limit };
      const release = slots.take(call.actor);
      try {
        const found = await decisionSearch.search(request, readerOf(call));
        return await call.reply.type(JSON_TYPE).send(printExact(print(found)));
      } finally {
        release();
      }
    },
  }),
];

function filterOf({
  decidedFrom,
  decidedTo,
  ...same
}: Omit<z.output<typeof searchRequest>, 'before' | 'limit'>): DecisionFilter {
  const given = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(decidedFrom === undefined ? {} : { decidedFromMs: readTime(decidedFrom)! }),
    ...(decidedTo === undefined ? {} : { decidedToMs: readTime(decidedTo)! }),
  };
}

const PLACE = /^(\d{1,15})\.(\d{1,9})$/;

function placeOf(text: string | undefined): SearchPlace | null {
  if (text === undefined) return null;
  const [, seq, position] = PLACE.exec(text) ?? [];
  if (seq !== undefined && position !== undefined) return { seq: Number(seq), position: Number(position) };
  throw placeUnknown(`"before" is ${JSON.stringify(text)}, which no answer gave`, {
    remedy: 'Give `next` of an earlier answer as it stands there, or leave it out to begin with the newest.',
  });
}

const print = ({ decisions, next, backToMs, ...rest }: SearchAnswer): Record<string, unknown> => ({
  decisions: decisions.map(({ receivedAtMs, ...one }) => ({
    ...one,
    receivedAt: new Date(receivedAtMs).toISOString(),
  })),
  ...rest,
  backTo: backToMs === null ? null : new Date(backToMs).toISOString(),
  next: next === null ? null : `${next.seq}.${next.position}`,
});
