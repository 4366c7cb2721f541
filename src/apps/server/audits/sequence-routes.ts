import { parsePolicy } from '../../../core/policy/index.js';
import {
  type AuditSequenceDeps,
  decideNext,
  listSequences,
  readSequence,
} from '../../../domain/audit-sequences/index.js';
import type { KeptDecision } from '../../../domain/audit-sequences/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import {
  sequenceAnswer,
  sequenceList,
  sequenceListQuery,
  sequenceName,
  sequenceQuery,
  sequenceRequest,
  sequenceStand,
} from './sequence-schemas.js';
import { sightOf } from './sight.js';

export interface SequenceRouteDeps extends Pick<ServerDeps, 'auditResults'> {
  readonly auditSequences: AuditSequenceDeps;
}

const route = routesOver<SequenceRouteDeps>();

/** Routes of sequences: audits as decisions one after the other, of whose findings at most a stated share is false. */
export const sequenceRoutes: readonly Route<SequenceRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/audit-sequences/:sequence/decisions',
    action: 'audit-sequence.decide',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'Enter a kept audit as the next decision of a sequence: whether its evidence is enough for a finding',
    headers: purposeHeader,
    body: jsonBody(sequenceRequest),
    answer: sequenceAnswer,
    status: 201,
    answerText: 'Entered: the entry `audit-sequence.decided` is durable.',
    also: [{ status: 200, text: 'The same audit is a decision of the sequence already.' }],
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'INVALID', 'CONFLICT', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    async handle(call, { auditSequences, auditResults }) {
      const sequence = sequenceName(call.params.sequence);
      const { audit: id, level = null } = call.body;
      const sight = await sightOf(call);
      const { audit, result, policy: text } = await auditResults.read(id, sight, readerOf(call));
      const { policy } = parsePolicy(text);
      const wanted = { sequence, level, audit, policy, result };
      const { decision, isNew, without } = await decideNext(auditSequences, wanted, { by: call.actor, sight });
      if (!isNew) call.reply.code(200);
      return { decision: printDecision(decision), isNew, without: [...without] };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/audit-sequences',
    action: 'audit-sequence.read',
    within: ['decision.payload', 'decision.attributes'],
    summary:
      'Sequences, by name: how many decisions and findings each has; those that decided by audits that show persons for whoever may see them',
    query: sequenceListQuery,
    answer: sequenceList,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, { auditSequences }) {
      const { after = null, limit } = call.query;
      const { sequences: page, next } = await listSequences(auditSequences, { after, limit }, await sightOf(call));
      return { sequences: [...page], next };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/audit-sequences/:sequence',
    action: 'audit-sequence.read',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'A sequence with its decisions, the newest first',
    query: sequenceQuery,
    answer: sequenceStand,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle(call, { auditSequences }) {
      const { before = null, limit } = call.query;
      const query = { sequence: sequenceName(call.params.sequence), before, limit: limit + 1 };
      const { stand, decisions } = await readSequence(auditSequences, query, await sightOf(call));
      const page = decisions.slice(0, limit);
      const next = decisions.length > limit ? page.at(-1)!.place : null;
      return { ...stand, list: page.map(printDecision), next };
    },
  }),
];

function printDecision({ of: _, sight: __, requirements, madeAtMs, ...rest }: KeptDecision) {
  return { ...rest, requirements: [...requirements], madeAt: new Date(madeAtMs).toISOString() };
}
