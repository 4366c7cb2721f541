import type { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import { encodeBase64 } from '../../../core/ledger/index.js';
import type { AuditQuery, AuditRun, RequestedAudit } from '../../../domain/audits/recorded/index.js';
import type { StoredAudit } from '../../../domain/audits/recorded/ports.js';
import { anyTallyToJson } from '../../../domain/audits/source/index.js';
import { LEAST_CELL } from '../../../domain/disclosure/index.js';
import { renderHtml } from '../../../domain/reports/audit/index.js';
import type { ServerDeps } from '../base/deps.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import {
  auditAnswer,
  auditList,
  auditListQuery,
  auditRequest,
  auditResult,
  auditRun,
  auditRunList,
} from './schemas.js';
import { sightOf } from './sight.js';

type AuditDeps = Pick<ServerDeps, 'audits' | 'auditRuns' | 'auditResults'>;
const route = routesOver<AuditDeps>();

/**
 * Routes that audit recorded decisions. Only counts of groups leave the service, never rows. As one cell can hold a single person, a
 * caller who may not read every field of every decision gets only cells of enough people. The result under the policy is stored, and
 * whoever could have made it may read it again; who does is noted as who makes one is. An audit that shows persons is not even listed to
 * others: its digest and its verdict would confirm a guess about the one person of a cell.
 */
export const auditRoutes: readonly Route<AuditDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/audits',
    action: 'audit.run',
    within: ['decision.payload', 'decision.attributes'],
    summary:
      'The tally of recorded decisions under a policy, with the range of the log it was made from; the result is kept',
    body: jsonBody(auditRequest),
    headers: purposeHeader,
    answer: auditAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'POLICY_INVALID', 'DATA_EMPTY', 'DATA_TOO_FEW'],
    async handle(call, { audits }) {
      const audited = await audits.request(await queryOf(call));
      const { log, proven, read } = audited;
      const { head: checkpoint, consistency } = proven;
      const proof = { checkpoint: checkpoint.note, consistency: consistency.map((hash) => encodeBase64(hash)) };
      const stored = { audit: audited.stored === null ? null : printAudit(audited.stored), unjudged: audited.unjudged };
      return { ...printed(audited), log, ...proof, read, ...stored };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/audit-runs',
    action: 'audit.run',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'Begin an audit of recorded decisions without waiting for it; its result will stand in GET /v1/audits',
    body: jsonBody(auditRequest),
    headers: purposeHeader,
    answer: auditRun,
    status: 202,
    noStore: true,
    errors: ['BODY_INVALID', 'SERVICE_BUSY'],
    handle: async (call, { auditRuns }) => printRun(await auditRuns.start(await queryOf(call))),
  }),
  route({
    method: 'POST',
    path: '/v1/audit-runs/:id/again',
    action: 'audit.run',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'Begin an audit again that the caller began and that failed, or was interrupted by the end of the service',
    headers: purposeHeader,
    answer: auditRun,
    status: 202,
    noStore: true,
    errors: ['NOT_FOUND', 'CONFLICT', 'SERVICE_BUSY', 'STORE_INVALID'],
    handle: async (call, { auditRuns }) =>
      printRun(await auditRuns.again(call.params.id!, { reader: readerOf(call), sight: await sightOf(call) })),
  }),
  route({
    method: 'GET',
    path: '/v1/audit-runs',
    action: 'audit.run',
    summary: 'The audits that the caller began without waiting for them, the newest first, for a day after their end',
    answer: auditRunList,
    noStore: true,
    handle: async ({ actor }, { auditRuns }) => ({ runs: (await auditRuns.list(actor)).map(printRun) }),
  }),
  route({
    method: 'GET',
    path: '/v1/audits',
    action: 'audit.read',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'Audits that were made, the newest first; those that show persons for whoever may see them',
    query: auditListQuery,
    answer: auditList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, { auditResults }) {
      const { limit, ...query } = call.query;
      const found = await auditResults.list({ ...query, sight: await sightOf(call), limit: limit + 1 });
      const page = found.slice(0, limit);
      return { audits: page.map(printAudit), next: found.length > limit ? page.at(-1)!.id : null };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/audits/:id',
    action: 'audit.read',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'The result of an audit that was made, with its policy',
    headers: purposeHeader,
    answer: auditResult,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle(call, { auditResults }) {
      const { audit, result, policy } = await auditResults.read(call.params.id!, await sightOf(call), readerOf(call));
      return { audit: printAudit(audit), result, policy };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/audits/:id/report',
    action: 'audit.read',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'The report of an audit that was made: one HTML file without script',
    headers: purposeHeader,
    answer: 'text/html',
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle(call, { auditResults }) {
      const { audit, result } = await auditResults.read(call.params.id!, await sightOf(call), readerOf(call));
      return call.reply
        .header('content-disposition', `attachment; filename="audit-${audit.id}.html"`)
        .send(renderHtml(result));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/segments',
    action: 'segments.seal',
    summary: 'Seal segments for audits now instead of within the hour',
    handle: async (_call, { audits }) => ({ sealed: await audits.seal() }),
  }),
];

/** What is to be audited, as the caller may see it. */
async function queryOf(call: Call<z.output<typeof auditRequest>>): Promise<AuditQuery> {
  const { deployment, since: sinceMs = null, until: untilMs = null, knownAt: knownAtMs = null } = call.body;
  const { size = null, policy } = call.body;
  if (sinceMs !== null && untilMs !== null && sinceMs >= untilMs) {
    throw new TribuneError('BODY_INVALID', '"since" is not before "until"', { remedy: 'Swap or widen them.' });
  }
  const when = { sinceMs, untilMs, knownAtMs, size };
  return { deployment, ...when, policyText: policy, reader: readerOf(call), sight: await sightOf(call) };
}

const printRun = ({ startedAtMs, endedAtMs, ...run }: AuditRun): object => ({
  ...run,
  startedAt: new Date(startedAtMs).toISOString(),
  endedAt: endedAtMs === null ? null : new Date(endedAtMs).toISOString(),
});

const printAudit = ({ madeAtMs, window, ...audit }: StoredAudit): object => ({
  ...{ ...audit, window: window ?? null },
  madeAt: new Date(madeAtMs).toISOString(),
});

function printed({ tally, parts, filter }: RequestedAudit): Record<string, unknown> {
  if (parts === undefined) return { tally: anyTallyToJson(tally) };
  return {
    leastCell: LEAST_CELL,
    filter,
    parts: parts.map((part) => ({ ...part, tally: anyTallyToJson(part.tally) })),
  };
}
