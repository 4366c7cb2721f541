import { parsePolicy } from '../../../core/policy/index.js';
import { decideGate, type GateRecordDeps, listGates, readGate } from '../../../domain/gate-records/index.js';
import type { KeptDecision } from '../../../domain/gate-records/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { gateAnswer, gateList, gateListQuery, gateName, gateQuery, gateRequest, gateStand } from './gate-schemas.js';
import { sightOf } from './sight.js';

export interface GateRouteDeps extends Pick<ServerDeps, 'auditResults'> {
  readonly gates: GateRecordDeps;
}

const route = routesOver<GateRouteDeps>();

/** Routes of gates: audits as decisions one after the other, of whose findings at most a stated share is false. */
export const gateRoutes: readonly Route<GateRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/gates/:gate/decisions',
    action: 'gate.decide',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'Enter a kept audit as the next decision of a gate: whether its evidence is enough for a finding',
    headers: purposeHeader,
    body: jsonBody(gateRequest),
    answer: gateAnswer,
    status: 201,
    answerText: 'Entered: the entry `gate.decided` is durable.',
    also: [{ status: 200, text: 'The same audit is a decision of the gate already.' }],
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'INVALID', 'CONFLICT', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    async handle(call, { gates, auditResults }) {
      const gate = gateName(call.params.gate);
      const { audit: id, level = null } = call.body;
      const sight = await sightOf(call);
      const { audit, result, policy: text } = await auditResults.read(id, sight, readerOf(call));
      const { policy } = parsePolicy(text);
      const wanted = { gate, level, audit, policy, result };
      const { decision, isNew, without } = await decideGate(gates, wanted, { by: call.actor, sight });
      if (!isNew) call.reply.code(200);
      return { ...printDecision(decision), isNew, without: [...without] };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/gates',
    action: 'gate.read',
    within: ['decision.payload', 'decision.attributes'],
    summary:
      'Gates, by name: how many decisions and findings each has; those that decided by audits that show persons for whoever may see them',
    query: gateListQuery,
    answer: gateList,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, { gates }) {
      const { after = null, limit } = call.query;
      const { gates: page, next } = await listGates(gates, { after, limit }, await sightOf(call));
      return { gates: [...page], next };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/gates/:gate',
    action: 'gate.read',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'A gate with its decisions, the newest first',
    query: gateQuery,
    answer: gateStand,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle(call, { gates }) {
      const { before = null, limit } = call.query;
      const query = { gate: gateName(call.params.gate), before, limit: limit + 1 };
      const { stand, decisions } = await readGate(gates, query, await sightOf(call));
      const page = decisions.slice(0, limit);
      const next = decisions.length > limit ? page.at(-1)!.place : null;
      return { ...stand, list: page.map(printDecision), next };
    },
  }),
];

function printDecision({ of: _, sight: __, requirements, madeAtMs, ...rest }: KeptDecision) {
  return { ...rest, requirements: [...requirements], madeAt: new Date(madeAtMs).toISOString() };
}
