import { readTime } from '../../../core/base/time.js';
import { DEPENDENT_KINDS, type ShownEnd, type SystemEnds } from '../../../domain/system-ends/index.js';
import type { ServerDeps } from '../base/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { ownsScope } from '../incidents/relations.js';
import { announceRequest, endAnswer, endQuery, retireRequest, withdrawRequest } from './schemas.js';

export interface SystemEndRouteDeps extends Pick<ServerDeps, 'registry'> {
  readonly ends: () => SystemEnds;
}

const route = routesOver<SystemEndRouteDeps>();

const CHANGES = {
  action: 'system-end.change',
  answer: endAnswer,
  noStore: true,
  errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT', 'STORE_UNAVAILABLE', 'STORE_INVALID'],
} as const;

/** Routes about the ends of systems. */
export const systemEndRoutes: readonly Route<SystemEndRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/system-end',
    action: 'system-end.read',
    summary:
      'What depends on a system, and how its end stands: announced, frozen, retired, and what is open before that',
    query: endQuery,
    answer: endAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE', 'STORE_INVALID'],
    handle: async ({ query: { system } }, { ends }) => print(await ends().view(system)),
  }),
  route({
    ...CHANGES,
    method: 'POST',
    path: '/v1/system-end',
    summary: 'Announce the end of a system: from a moment on no decision of it is taken',
    body: jsonBody(announceRequest),
    relation: ({ caller, body }, { registry }) => ownsScope(caller, { kind: 'system', system: body.system }, registry),
    async handle({ body: { decisionsUntil, ...wanted }, actor }, { ends }) {
      await ends().announce({ ...wanted, decisionsUntilMs: readTime(decisionsUntil)! }, actor);
      return print(await ends().view(wanted.system));
    },
  }),
  route({
    ...CHANGES,
    method: 'POST',
    path: '/v1/system-end/withdraw',
    summary: 'Take the announced end of a system back, also where it is frozen: decisions are taken again',
    body: jsonBody(withdrawRequest),
    relation: ({ caller, body }, { registry }) => ownsScope(caller, { kind: 'system', system: body.system }, registry),
    async handle({ body: { system, reason }, actor }, { ends }) {
      await ends().withdraw(system, reason, actor);
      return print(await ends().view(system));
    },
  }),
  route({
    ...CHANGES,
    method: 'POST',
    path: '/v1/system-end/retire',
    summary: 'Retire a frozen system on which nothing that is open depends; a refusal names what does',
    body: jsonBody(retireRequest),
    relation: ({ caller, body }, { registry }) => ownsScope(caller, { kind: 'system', system: body.system }, registry),
    async handle({ body: { system }, actor }, { ends }) {
      await ends().retire(system, actor);
      return print(await ends().view(system));
    },
  }),
];

const iso = (ms: number): string => new Date(ms).toISOString();

const print = ({ system, state, end, dependents, lastAudit, open }: ShownEnd) => ({
  ...{ system, state, open: [...open] },
  end:
    end === null
      ? null
      : {
          ...{ announcedAt: iso(end.announcedAtMs), announcedBy: end.announcedBy },
          ...{ decisionsUntil: iso(end.decisionsUntilMs), successor: end.successor },
          ...{ reason: end.reason, told: end.told, retiredBy: end.retiredBy, lastAudit: end.lastAudit },
          retiredAt: end.retiredAtMs === null ? null : iso(end.retiredAtMs),
        },
  dependents: dependents.map(({ kind, n, isMore, some }) => ({
    ...{ kind, n, more: isMore, some: [...some], ...DEPENDENT_KINDS[kind] },
  })),
  lastAudit: lastAudit === null ? null : { id: lastAudit.id, at: iso(lastAudit.atMs) },
});
