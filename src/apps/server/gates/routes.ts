import { TribuneError } from '../../../core/base/errors.js';
import { deploymentOf, type GateStatus, type Gates, signOffStatement, versionIn } from '../../../domain/gates/index.js';
import type { ServerDeps } from '../base/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { printGate, printListed, printProposal } from './print.js';
import { answersFor } from './relations.js';
import {
  attestRequest,
  changeRequest,
  dryRunAnswer,
  gateAnswer,
  gateList,
  gateQuery,
  proposalAnswer,
  signRequest,
  statementAnswer,
  waiveRequest,
  withdrawRequest,
} from './schemas.js';

export interface GateRouteDeps extends Pick<ServerDeps, 'registry' | 'gates' | 'nowMs'> {}

const route = routesOver<GateRouteDeps>();
const ACTS = ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT', 'STORE_INVALID'] as const;

const ofFact = async ({ caller, params }: Pick<Call, 'caller' | 'params'>, { registry, gates }: GateRouteDeps) =>
  answersFor(caller, (await gates.fact(params.id!)).deployment, registry);

const ofProposal = async ({ caller, params }: Pick<Call, 'caller' | 'params'>, { registry, gates }: GateRouteDeps) =>
  answersFor(caller, deploymentOf(await gates.proposal(params.id!)), registry);

/** Routes of gates: what a version needs before it decides, who signed for it, and what may be waived. */
export const gateRoutes: readonly Route<GateRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/gates',
    action: 'gates.read',
    summary: 'Every gate, and whether it is open for the version that serves',
    answer: gateList,
    noStore: true,
    errors: ['STORE_INVALID'],
    async handle(_call, { gates, registry }) {
      const [listed, waiting, registered] = await Promise.all([gates.listed(), gates.waiting(), registry.snapshot()]);
      return { gates: listed.map((one) => printListed(one, waiting, registered)) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/gate',
    action: 'gates.read',
    summary: 'The gate of a deployment: what is missing, whose turn it is, what it stands on, and until when it holds',
    query: gateQuery,
    answer: gateAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ query: { deployment, version } }, { gates }) =>
      shown(await gates.status(deployment), version, gates),
  }),
  route({
    method: 'GET',
    path: '/v1/gate/statement',
    action: 'gates.read',
    summary: 'The sign-off of an open gate as an in-toto statement: what it stands on, and who signed',
    query: gateQuery,
    answer: statementAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    async handle({ query: { deployment, version } }, { gates }) {
      const status = await gates.status(deployment);
      return signOffStatement(status, versionIn(status, version));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/gate-signatures',
    action: 'gates.sign',
    summary: 'Sign for a version in a role, under exactly the evidence that was shown',
    body: jsonBody(signRequest),
    answer: gateAnswer,
    errors: ACTS,
    relation: ({ caller, body }, { registry }) => answersFor(caller, body.deployment, registry),
    handle: async ({ body: { as: role, ...wanted }, caller, actor }, { gates }) =>
      shown(await gates.sign({ ...wanted, role }, personOf(caller), actor), wanted.version, gates),
  }),
  route({
    method: 'POST',
    path: '/v1/gate-signatures/:id/withdrawal',
    action: 'gates.sign',
    summary: 'Take an own signature back; a gate that stood on it closes',
    body: jsonBody(withdrawRequest),
    status: 204,
    errors: ACTS,
    relation: ofFact,
    handle: ({ params, body: { reason }, caller, actor }, { gates }) =>
      gates.withdraw(params.id!, reason, personOf(caller), actor),
  }),
  route({
    method: 'POST',
    path: '/v1/gate-attestations',
    action: 'gates.sign',
    summary: 'Say that something was done for a version, and bind the report on it by its digest',
    body: jsonBody(attestRequest),
    answer: gateAnswer,
    errors: ACTS,
    relation: ({ caller, body }, { registry }) => answersFor(caller, body.deployment, registry),
    handle: async ({ body, caller, actor }, { gates }) =>
      shown(await gates.attest(body, personOf(caller), actor), body.version, gates),
  }),
  route({
    method: 'POST',
    path: '/v1/gate-waivers',
    action: 'gates.waive',
    summary:
      'Propose that a requirement goes unmet until a time; another person confirms, and one of the two is above the owner',
    body: jsonBody(waiveRequest),
    status: 201,
    answer: proposalAnswer,
    errors: ACTS,
    relation: ({ caller, body }, { registry }) => answersFor(caller, body.deployment, registry),
    handle: async ({ body: { until, ...wanted }, caller }, { gates }) =>
      printProposal(await gates.proposeWaiver({ ...wanted, untilMs: until }, personOf(caller))),
  }),
  route({
    method: 'POST',
    path: '/v1/gate-waivers/:id/end',
    action: 'gates.waive',
    summary: 'End a waiver before its time',
    status: 204,
    errors: ACTS,
    relation: ofFact,
    handle: ({ params, actor }, { gates }) => gates.endWaiver(params.id!, actor),
  }),
  route({
    method: 'POST',
    path: '/v1/gate-changes',
    action: 'gates.change',
    summary: 'Propose another gate in place of one; another person confirms',
    body: jsonBody(changeRequest),
    status: 201,
    answer: proposalAnswer,
    errors: ACTS,
    relation: ({ caller, body }, { registry }) => answersFor(caller, body.gate.deployment, registry),
    handle: async ({ body, caller }, { gates }) =>
      printProposal(await gates.proposeChange(body.gate, personOf(caller))),
  }),
  route({
    method: 'POST',
    path: '/v1/gate-dry-runs',
    action: 'gates.read',
    summary: 'Which evidence a gate would have found on each of the last 90 days; nothing is written',
    body: jsonBody(changeRequest),
    answer: dryRunAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID', 'STORE_INVALID'],
    async handle({ body: { gate } }, { gates }) {
      const days = await gates.dryRun(gate);
      return {
        deployment: gate.deployment,
        whole: days.filter(({ evidence }) => evidence === 'whole').length,
        days: days.map(({ atMs, ...day }) => ({ at: new Date(atMs).toISOString(), ...day })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/gate-proposals/:id',
    action: 'gates.confirm',
    within: ['gates.waive', 'gates.change'],
    summary: 'Confirm a waiver or a change that another person proposed',
    answer: gateAnswer,
    errors: ACTS,
    relation: ofProposal,
    async handle(call, deps) {
      const proposal = await deps.gates.proposal(call.params.id!);
      await call.demand(ACTION_OF[proposal.act]!, await ofProposal(call, deps));
      return shown(await deps.gates.confirm(proposal.id, personOf(call.caller)), undefined, deps.gates);
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/gate-proposals/:id',
    action: 'gates.confirm',
    within: ['gates.waive', 'gates.change'],
    summary: 'Take a proposal back, or turn it down',
    status: 204,
    errors: ACTS,
    relation: ofProposal,
    async handle(call, deps) {
      const proposal = await deps.gates.proposal(call.params.id!);
      await call.demand(ACTION_OF[proposal.act]!, await ofProposal(call, deps));
      await deps.gates.turnDown(proposal.id, personOf(call.caller));
      return undefined;
    },
  }),
];

/** The row of the access table by which each act of two persons is done. */
const ACTION_OF: Readonly<Record<string, string>> = { 'gate.waive': 'gates.waive', 'gate.change': 'gates.change' };

async function shown(status: GateStatus, version: string | undefined, gates: Pick<Gates, 'waiting' | 'counts'>) {
  const { deployment } = status.gate;
  return printGate(status, version, { waiting: await gates.waiting(deployment), counts: gates.counts(deployment) });
}

/** The account of a caller. Keys do not come here by the table of access; if one did, it is no person. */
function personOf(caller: Call['caller']): { readonly account: string } {
  if (caller.kind === 'account') return { account: caller.id };
  throw new TribuneError('FORBIDDEN', 'only a person with an account signs', {
    remedy: 'Sign in with an account; one person may hold many API keys.',
  });
}
