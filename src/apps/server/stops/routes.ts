import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import { relationsToDeployment, relationsToModel } from '../../../domain/registry/index.js';
import type { Stop, StopScope, StopSwitch } from '../../../domain/stops/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { isKnown, notModified, tagHeader } from '../http/entity-tag.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { printDeployments, printOffered, printResumption, printStop, type StopSurroundings } from './print.js';
import {
  acknowledgement,
  drillAnswer,
  offeredAudits,
  resumptionAnswer,
  resumptionRequest,
  stopAnswer,
  stopList,
  stopListQuery,
  stopState,
  streamQuery,
  throwRequest,
} from './schemas.js';
import { stopStream } from './stop-stream.js';

export interface StopRouteDeps extends Pick<ServerDeps, 'registry' | 'nowMs'> {
  readonly stopSwitch: StopSwitch;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Bounds how many clients are connected at once. */
  readonly feeds: Slots;
}

const route = routesOver<StopRouteDeps>();

/** Routes of the stop switch, for people and for the programs that decide. */
export const stopRoutes: readonly Route<StopRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/stops',
    action: 'stops.read',
    summary: 'What is stopped, by whom and why, and the deployments that it holds for',
    query: stopListQuery,
    answer: stopList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_UNAVAILABLE', 'STORE_INVALID'],
    async handle({ query: { ended, before, limit } }, deps) {
      const { stopSwitch, nowMs } = deps;
      const state = stopSwitch.board.demand();
      const query = { ended: ended === 'true', before: before ?? null, limit: limit + 1 };
      const [found, around] = [await stopSwitch.list(query), await surroundings(deps)];
      const stops = found.slice(0, limit).map((stop) => printStop(stop, around));
      return {
        revision: state.revision,
        stops,
        deployments: printDeployments(state, around.registry, nowMs()),
        clients: stopSwitch.board.propagations.connected,
        next: found.length > limit ? stops.at(-1)!.id : null,
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/stops',
    action: 'stops.throw',
    summary: 'Stop, shadow, review or throttle what decides; it holds at once, and until two other persons resume it',
    body: jsonBody(throwRequest),
    answer: stopAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT'],
    relation: ({ caller, body }, { registry }) => relationsToScope(caller, body.scope, registry),
    async handle({ body: { until, ...wanted }, actor }, deps) {
      return printed(await deps.stopSwitch.throw({ ...wanted, untilMs: until }, actor), deps);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/stops/state',
    fromPages: true,
    action: 'stops.read',
    summary: 'The state of the switch for programs that decide, with an ETag; 304 while it is the one that they have',
    headers: [tagHeader],
    answer: stopState,
    also: [notModified],
    errors: ['STORE_UNAVAILABLE'],
    handle({ request, reply }, { stopSwitch }) {
      const { etag, ...state } = stopSwitch.board.demand();
      reply.headers({ etag, 'cache-control': 'no-cache' });
      if (isKnown({ request }, etag)) return reply.code(304).send();
      return state;
    },
  }),
  route({
    method: 'GET',
    path: '/v1/stops/stream',
    fromPages: true,
    action: 'stops.read',
    summary: 'The state of the switch as server-sent events: whole at each change, and a sign of life every second',
    query: streamQuery,
    answer: 'text/event-stream',
    noStore: true,
    errors: ['BODY_INVALID', 'SERVICE_BUSY', 'STORE_UNAVAILABLE'],
    handle(call, { stopSwitch, clock, feeds }) {
      // A stream that would begin in silence is refused by name; one that falls silent later is what clients go safe on.
      stopSwitch.board.demand();
      const { client } = call.query;
      return stopStream(call, { board: stopSwitch.board, clock, feeds, client });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/stops/acknowledgements',
    fromPages: true,
    action: 'stops.read',
    summary: 'Say that a client knows a state, from which it is measured how fast stops come to all',
    body: jsonBody(acknowledgement),
    status: 204,
    errors: ['BODY_INVALID', 'INVALID'],
    handle({ body: { client, revision } }, { stopSwitch, nowMs }) {
      const last = stopSwitch.board.sure?.revision ?? revision;
      if (revision > last)
        throw new TribuneError('INVALID', `the state ${revision} was told to nobody; the last one is ${last}`, {
          remedy: 'Give the revision of the state that the client got.',
        });
      stopSwitch.board.propagations.acknowledge(client, revision, nowMs());
      return undefined;
    },
  }),
  route({
    method: 'GET',
    path: '/v1/stops/:id',
    action: 'stops.read',
    summary: 'One stop, in force or ended, with the resumptions that wait for a second person',
    answer: stopAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ params }, deps) => printed(await deps.stopSwitch.find(params.id!), deps),
  }),
  route({
    method: 'GET',
    path: '/v1/stops/:id/audits',
    action: 'stops.audits',
    summary: 'Audits later than a stop, by deployment, and why one does not let it be resumed',
    answer: offeredAudits,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ params }, { stopSwitch }) => printOffered(await stopSwitch.audits(params.id!)),
  }),
  route({
    method: 'POST',
    path: '/v1/stops/:id/resumptions',
    action: 'stops.resume',
    summary:
      'Propose to resume, for all or for a share at first, on audits later than the stop; another person confirms',
    body: jsonBody(resumptionRequest),
    status: 201,
    answer: resumptionAnswer,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'CONFLICT'],
    async handle({ params, body: { audits, waiver = null, trial }, caller }, { stopSwitch }) {
      const { id: stop } = await stopSwitch.find(params.id!);
      return printResumption(await stopSwitch.propose({ stop, audits, waiver, trial }, personOf(caller)));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/stops/:id/resumptions/:proposal',
    action: 'stops.resume',
    summary: 'Confirm a proposal of another person: the stop ends',
    answer: stopAnswer,
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ params, caller }, deps) =>
      printed(await deps.stopSwitch.confirm(params.id!, params.proposal!, personOf(caller)), deps),
  }),
  route({
    method: 'DELETE',
    path: '/v1/stops/:id/resumptions/:proposal',
    action: 'stops.resume',
    summary: 'Take a proposal back, or turn it down',
    status: 204,
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: ({ params, caller }, { stopSwitch }) => stopSwitch.withdraw(params.id!, params.proposal!, personOf(caller)),
  }),
  route({
    method: 'POST',
    path: '/v1/stops/:id/drill-end',
    action: 'stops.throw',
    summary: 'End a drill, with how fast it came to the clients',
    answer: drillAnswer,
    errors: ['NOT_FOUND', 'CONFLICT'],
    relation: async ({ caller, params }, { registry, stopSwitch }) =>
      relationsToScope(caller, (await stopSwitch.find(params.id!)).scope, registry),
    async handle({ params, actor }, { stopSwitch }) {
      const { stop, measured } = await stopSwitch.endDrill(params.id!, actor);
      return { stop: stop.id, measured };
    },
  }),
];

async function surroundings({ stopSwitch, registry, nowMs }: StopRouteDeps): Promise<StopSurroundings> {
  const [snapshot, waiting] = await Promise.all([registry.snapshot(), stopSwitch.waiting()]);
  const propagationOf = (revision: number) => stopSwitch.board.propagations.of(revision);
  return { registry: snapshot, waiting, propagationOf, nowMs: nowMs() };
}

const printed = async (stop: Stop, deps: StopRouteDeps) => printStop(stop, await surroundings(deps));

/** How an owner stands to what a stop holds for; nobody owns everything. */
async function relationsToScope(caller: Call['caller'], scope: StopScope, registry: StopRouteDeps['registry']) {
  const owner = caller.kind === 'account' ? caller.name : null;
  const snapshot = () => registry.snapshot();
  if (scope.kind === 'deployment') return relationsToDeployment(owner, scope.deployment, snapshot);
  // The same bytes may be a version of somebody else's model too, which such a stop leaves alone.
  if (scope.kind === 'version') return relationsToModel(owner, scope.model, snapshot);
  if (scope.kind === 'all' || owner === null) return [];
  const { systems } = await snapshot();
  return systems.some((one) => one.id === scope.system && one.owner === owner) ? (['own-system'] as const) : [];
}

/** The account of a caller. Keys do not come here by the table of access; if one did, it is no person. */
function personOf(caller: Call['caller']): { readonly account: string } {
  if (caller.kind === 'account') return { account: caller.id };
  throw new TribuneError('FORBIDDEN', 'only a person with an account resumes', {
    remedy: 'Sign in with an account; one person may hold many API keys.',
  });
}
