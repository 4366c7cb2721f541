import { TribuneError } from '../../../core/base/errors.js';
import {
  type Agreements,
  agreeOpening,
  agreeRoles,
  agreeSettings,
  type BreakGlass,
  type OpenRequest,
  type RolesRequest,
  type UsedGlass,
  type WaitingProposal,
} from '../../../domain/agreements/index.js';
import { deploymentOf, type GateProposal } from '../../../domain/gates/index.js';
import type { Action, Relation, Role } from '../../../domain/identity/index.js';
import type { ServerDeps } from '../base/index.js';
import { answersFor } from '../gates/relations.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { demandMayChange } from '../identity/may-change.js';
import {
  agreementAnswer,
  agreementList,
  agreementRequest,
  breakGlassAnswer,
  breakGlassList,
  breakGlassRequest,
  reviewRequest,
} from './schemas.js';

export interface AgreementRouteDeps extends Pick<ServerDeps, 'registry' | 'identity' | 'access' | 'nowMs'> {
  readonly agreements: Agreements;
  readonly breakGlass: BreakGlass;
}

const route = routesOver<AgreementRouteDeps>();
const ACTS = ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT'] as const;

/** The rows of the table of access by which acts of two persons are done. */
const ACTION_OF: Readonly<Record<string, Action>> = {
  [agreeSettings.name]: 'settings.change',
  [agreeRoles.name]: 'account.change',
  [agreeOpening.name]: 'account.change',
  'gate.waive': 'gates.waive',
  'gate.change': 'gates.change',
  'stop.resume': 'stops.resume',
};
/** Acts that are confirmed here, and not in a room of their own. */
const OWN: readonly string[] = [agreeSettings.name, agreeRoles.name, agreeOpening.name];
const ACTIONS = [...new Set(Object.values(ACTION_OF))];

/** Routes of what takes two persons, and of what one did alone. */
export const agreementRoutes: readonly Route<AgreementRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/agreements',
    action: 'agreements.read',
    summary: 'Everything that waits for a second person, of every room',
    answer: agreementList,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: async (_call, { agreements }) => ({
      proposals: (await agreements.waiting()).filter(({ act }) => act !== 'break-glass.review').map(printProposal),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/agreements',
    action: 'agreements.propose',
    within: ['settings.change', 'account.change'],
    summary: 'Propose settings, the roles of an account, or that a closed one is opened, for another person to confirm',
    body: jsonBody(agreementRequest),
    status: 201,
    answer: agreementAnswer,
    errors: [...ACTS, 'REGISTRY_INVALID'],
    async handle(call, deps) {
      const { body } = call;
      const person = personOf(call.caller);
      if ('settings' in body) {
        await call.demand('settings.change');
        return printProposal(await deps.agreements.proposeSettings(body, person));
      }
      if ('open' in body) {
        // Whoever may take part in it is said by the act: where one of two administrators is closed, the other one is none of two.
        return printProposal(await deps.agreements.proposeOpening(body, person));
      }
      await demandRoles(call, body, deps);
      return printProposal(await deps.agreements.proposeRoles(body, person));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/agreements/:id',
    action: 'agreements.confirm',
    within: ['settings.change', 'account.change'],
    summary: 'Confirm settings or roles that another person proposed',
    status: 204,
    errors: [...ACTS, 'REGISTRY_INVALID'],
    async handle(call, deps) {
      const proposal = await waiting(call.params.id!, deps);
      if (proposal.act === agreeRoles.name) await demandRoles(call, proposal.request as RolesRequest, deps);
      else if (proposal.act === agreeSettings.name) await call.demand('settings.change');
      else if (proposal.act !== agreeOpening.name) throw otherRoom(proposal);
      await deps.agreements.confirm(proposal, personOf(call.caller));
      return undefined;
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/agreements/:id',
    action: 'agreements.confirm',
    within: ['settings.change', 'account.change'],
    summary: 'Take a proposal of settings or roles back, or turn it down',
    status: 204,
    errors: ACTS,
    async handle(call, deps) {
      const proposal = await waiting(call.params.id!, deps);
      if (!OWN.includes(proposal.act)) throw otherRoom(proposal);
      if (proposal.act !== agreeOpening.name) await call.demand(ACTION_OF[proposal.act]!);
      await deps.agreements.turnDown(proposal.id, personOf(call.caller));
      return undefined;
    },
  }),
  route({
    method: 'POST',
    path: '/v1/agreements/:id/break-glass',
    action: 'break-glass.use',
    within: ACTIONS,
    summary:
      'Do alone what you proposed, where nobody else can be reached: for a reason, alerted of at once, and reviewed by another',
    body: jsonBody(breakGlassRequest),
    answer: breakGlassAnswer,
    errors: [...ACTS, 'REGISTRY_INVALID'],
    relation: async ({ caller, params }, deps) => relationsTo(caller, await waiting(params.id!, deps), deps),
    async handle(call, deps) {
      const proposal = await waiting(call.params.id!, deps);
      const action = ACTION_OF[proposal.act];
      if (action !== undefined) await call.demand(action, await relationsTo(call.caller, proposal, deps));
      if (proposal.act === agreeRoles.name) await demandRoles(call, proposal.request as RolesRequest, deps);
      if (proposal.act === agreeOpening.name) await demandOpening(call, proposal.request as OpenRequest, deps);
      const used = await deps.breakGlass.use(proposal.id, call.body.reason, personOf(call.caller));
      return printUsed(used, deps.nowMs());
    },
  }),
  route({
    method: 'GET',
    path: '/v1/break-glass',
    action: 'agreements.read',
    summary: 'What one person did alone that takes two, and nobody has reviewed yet',
    answer: breakGlassList,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: async (_call, { breakGlass, nowMs }) => ({
      waiting: (await breakGlass.waiting()).map((one) => printUsed(one, nowMs())),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/break-glass/:id/review',
    action: 'break-glass.review',
    summary: 'Review what another person did alone that takes two',
    body: jsonBody(reviewRequest),
    status: 204,
    errors: ACTS,
    async handle({ params, body, caller }, { breakGlass }) {
      await breakGlass.review(params.id!, body, personOf(caller));
      return undefined;
    },
  }),
];

const demandRoles = (
  call: Call<unknown, unknown>,
  { account, roles }: Pick<RolesRequest, 'account' | 'roles'>,
  { identity, access }: AgreementRouteDeps,
): Promise<void> =>
  demandMayChange(
    { call, access },
    account,
    { roles: roles as readonly Role[], password: undefined, disabled: undefined },
    identity,
  );

const demandOpening = (
  call: Call<unknown, unknown>,
  { open }: OpenRequest,
  { identity, access }: AgreementRouteDeps,
): Promise<void> =>
  demandMayChange({ call, access }, open, { roles: undefined, password: undefined, disabled: false }, identity);

async function waiting(id: string, { agreements }: AgreementRouteDeps): Promise<WaitingProposal> {
  const found = (await agreements.waiting()).find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new TribuneError('NOT_FOUND', `no proposal ${id} waits`, {
    remedy: 'It was confirmed, turned down or has expired: propose it again.',
  });
}

/** How an owner stands to what a proposal is about. */
async function relationsTo(
  caller: Call['caller'],
  proposal: WaitingProposal,
  { registry }: AgreementRouteDeps,
): Promise<readonly Relation[]> {
  if (!proposal.act.startsWith('gate.')) return [];
  return answersFor(caller, deploymentOf(proposal as GateProposal), registry);
}

const otherRoom = ({ act }: WaitingProposal): TribuneError =>
  new TribuneError('CONFLICT', `${act} is confirmed where it was proposed`, {
    remedy: 'Confirm a gate at POST /v1/gate-proposals/ID, a resumption at POST /v1/stops/ID/resumptions/PROPOSAL.',
  });

const iso = (ms: number): string => new Date(ms).toISOString();

const printProposal = ({ proposedAtMs, expiresAtMs, ...one }: WaitingProposal) => ({
  ...one,
  proposedAt: iso(proposedAtMs),
  expiresAt: iso(expiresAtMs),
});

function printUsed({ id, request, proposedBy, proposedAtMs }: WaitingProposal, nowMs: number) {
  const { act, reason, reviewByMs, request: asked } = request as UsedGlass;
  return {
    ...{ id, act, request: asked ?? null, reason, by: proposedBy, at: iso(proposedAtMs), reviewBy: iso(reviewByMs) },
    isOverdue: reviewByMs <= nowMs,
  };
}

/** The account of a caller. Keys do not come here by the table of access; if one did, it is no person. */
function personOf(caller: Call['caller']): { readonly account: string } {
  if (caller.kind === 'account') return { account: caller.id };
  throw new TribuneError('FORBIDDEN', 'only a person with an account takes part', {
    remedy: 'Sign in with an account; one person may hold many API keys.',
  });
}
