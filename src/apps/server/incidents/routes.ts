import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { AccessTable } from '../../../domain/identity/index.js';
import type { Incident, IncidentScope, Incidents } from '../../../domain/incidents/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { lastEventHeader, lastEventOf } from '../http/event-stream.js';
import { numberStream } from '../http/number-stream.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { printIncident, printItem, printSummary } from './print.js';
import { relationsToIncident } from './relations.js';
import {
  changeRequest,
  closeRequest,
  decisionRequest,
  eventsQuery,
  incidentAnswer,
  incidentList,
  listQuery,
  openRequest,
  reopenRequest,
  timelineAnswer,
  timelineQuery,
} from './schemas.js';

export interface IncidentRouteDeps extends Pick<ServerDeps, 'registry' | 'nowMs'> {
  readonly incidents: Incidents;
  readonly access: Pick<AccessTable, 'permission'>;
  /** Bounds how many feeds are open at once. */
  readonly feeds: Slots;
}

const route = routesOver<IncidentRouteDeps>();

/** After so long a hold of an incident is to be looked at again, where nothing else is said. Ours. */
const HOLD_REVIEW_MS: number = 180 * DAY_MS;

/** Routes of incidents. */
export const incidentRoutes: readonly Route<IncidentRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/incidents',
    action: 'incident.read',
    summary: 'Incidents, the newest first',
    query: listQuery,
    answer: incidentList,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { state, system, deployment, before, limit } }, { incidents, nowMs }) {
      const lastChange = await incidents.feed.last();
      const scope = scopeOf(system, deployment);
      const asked = { state, scope, before: before ?? null, limit: limit + 1 };
      const [found, count] = [await incidents.list(asked), await incidents.count()];
      const shown = found.slice(0, limit);
      const next = found.length > limit ? shown.at(-1)!.id : null;
      return { incidents: shown.map((one) => printSummary(one, nowMs())), next, ...count, lastChange };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/incidents',
    action: 'incident.open',
    summary: 'Open an incident: what stands is frozen, and the clocks of duties begin',
    body: jsonBody(openRequest),
    status: 201,
    answer: incidentAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT'],
    async handle(call, deps) {
      const { occurredAt, awareAt, ...wanted } = call.body;
      const opened = await deps.incidents.open({ ...wanted, occurredAtMs: occurredAt, awareAtMs: awareAt }, call.actor);
      return printed(opened, call, deps);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/incidents/events',
    action: 'incident.read',
    summary: 'That incidents or plans changed, as server-sent events: read them anew then',
    query: eventsQuery,
    headers: [lastEventHeader],
    answer: 'text/event-stream',
    noStore: true,
    errors: ['BODY_INVALID', 'SERVICE_BUSY'],
    async handle(call, { incidents, feeds }) {
      const after = lastEventOf(call) ?? call.query.after ?? (await incidents.feed.last());
      return numberStream(call, { event: 'incidents', feed: incidents.feed, slots: feeds, after });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/incidents/:id',
    action: 'incident.read',
    summary: 'One incident: its clocks, roles, evidence, links and actions',
    answer: incidentAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    handle: async (call, deps) => printed(await deps.incidents.find(call.params.id!), call, deps),
  }),
  route({
    method: 'GET',
    path: '/v1/incidents/:id/timeline',
    action: 'incident.read',
    summary: 'What happened in an incident, in its order',
    query: timelineQuery,
    answer: timelineAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ params, query: { after, limit } }, { incidents }) {
      const { id } = await incidents.find(params.id!);
      const found = await incidents.items(id, { after, limit: limit + 1 });
      const shown = found.slice(0, limit);
      return { items: shown.map(printItem), next: found.length > limit ? shown.at(-1)!.number : null };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/incidents/:id/changes',
    action: 'incident.change',
    summary: 'Change an incident, or note something: one act with its entry',
    body: jsonBody(changeRequest),
    answer: incidentAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT'],
    relation: relationOf,
    async handle(call, deps) {
      const { revision, change } = call.body;
      const asked = { incident: (await deps.incidents.find(call.params.id!)).id, revision, change: timed(change) };
      return printed(await deps.incidents.change(asked, call.actor), call, deps);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/incidents/:id/decisions',
    action: 'incident.hold',
    summary: 'Link a decision, and set a legal hold on whom it is about',
    body: jsonBody(decisionRequest),
    answer: incidentAnswer,
    errors: ['BODY_INVALID', 'INVALID_ARGUMENT', 'NOT_FOUND', 'DECISION_UNKNOWN', 'CONFLICT'],
    async handle(call, deps) {
      const { decision, reason, reviewAt } = call.body;
      const { id } = await deps.incidents.find(call.params.id!);
      const request = {
        ...{ incident: id, decision, owner: ownerOf(call), reason: reason ?? `evidence of the incident ${id}` },
        reviewAt: reviewAt ?? new Date(deps.nowMs() + HOLD_REVIEW_MS).toISOString(),
      };
      return printed(await deps.incidents.holdDecision(request, call.actor), call, deps);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/incidents/:id/close',
    action: 'incident.close',
    summary: 'Close an incident on evidence that is named',
    body: jsonBody(closeRequest),
    answer: incidentAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT'],
    relation: relationOf,
    async handle(call, deps) {
      const { id: incident } = await deps.incidents.find(call.params.id!);
      const { answeredBy = answeringName(call), ...closing } = call.body;
      return printed(await deps.incidents.close({ incident, answeredBy, ...closing }, call.actor), call, deps);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/incidents/:id/reopen',
    action: 'incident.change',
    summary: 'Open a closed incident again',
    body: jsonBody(reopenRequest),
    answer: incidentAnswer,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'CONFLICT'],
    relation: relationOf,
    async handle(call, deps) {
      const { id: incident } = await deps.incidents.find(call.params.id!);
      return printed(await deps.incidents.reopen({ incident, ...call.body }, call.actor), call, deps);
    },
  }),
];

type SentChange = typeof changeRequest._output.change;

/** A change as the domain has it: its times are numbers already. */
function timed(change: SentChange) {
  if (change.kind === 'action') {
    const { dueAt: dueAtMs, ...same } = change;
    return { ...same, dueAtMs };
  }
  if (change.kind === 'filed') {
    const { at: atMs, ...same } = change;
    return { ...same, atMs };
  }
  if (change.kind === 'facts') {
    const { awareAt: awareAtMs, occurredAt: occurredAtMs, ...same } = change;
    return { ...same, awareAtMs, occurredAtMs };
  }
  return change;
}

type AnyCall = Pick<Call<unknown, unknown>, 'caller' | 'params'>;

async function relationOf({ caller, params }: AnyCall, { incidents, registry }: IncidentRouteDeps) {
  return relationsToIncident(caller, await incidents.find(params.id!), registry);
}

/** An incident as its caller sees it, with what they may do. */
async function printed(incident: Incident, { caller }: Pick<Call, 'caller'>, deps: IncidentRouteDeps) {
  const { incidents, registry, access, nowMs } = deps;
  const lastChange = await incidents.feed.last();
  const relations = await relationsToIncident(caller, incident, registry);
  const at = { nowMs: nowMs(), ledgerPublic: false, relations };
  const may = (['change', 'close', 'hold'] as const).filter(
    (one) => access.permission(caller, `incident.${one}`, at) === 'allowed',
  );
  const notBegun = await incidents.dutiesNotBegun(incident);
  const { suspects } = await incidents.map();
  return printIncident(incident, { nowMs: at.nowMs, notBegun, suspects, may, lastChange });
}

function scopeOf(system: string | undefined, deployment: string | undefined): IncidentScope | undefined {
  if (system !== undefined && deployment !== undefined)
    throw new TribuneError('BODY_INVALID', 'a system and a deployment are both asked for', {
      remedy: 'Give either ?system= or ?deployment=.',
    });
  if (system !== undefined) return { kind: 'system', system };
  return deployment === undefined ? undefined : { kind: 'deployment', deployment };
}

/** Who answers for a hold: the account by its name, a key by its id. */
const ownerOf = ({ caller, actor }: Pick<Call, 'caller' | 'actor'>): string =>
  caller.kind === 'account' ? caller.name : actor;

/** Who answers for the closing; a key is no person. */
function answeringName({ caller }: Pick<Call, 'caller'>): string {
  if (caller.kind === 'account') return caller.name;
  throw new TribuneError('INVALID', 'nobody answers for the closing', {
    remedy: 'A key is no person: give `answeredBy`, the name of who does.',
  });
}
