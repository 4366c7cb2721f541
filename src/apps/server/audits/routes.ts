import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';
import { tallyToJson } from '../../../core/fairness/index.js';
import { encodeBase64 } from '../../../core/ledger/index.js';
import type { RecordedAudit } from '../../../domain/audits/recorded/index.js';
import { LEAST_CELL } from '../../../domain/audits/source/index.js';
import type { ServerDeps } from '../base/deps.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { auditAnswer, auditRequest } from './schemas.js';

type AuditDeps = Pick<ServerDeps, 'audits'>;
const route = routesOver<AuditDeps>();

/**
 * Tallies of recorded decisions: counts of groups leave the service, rows do not. A cell can hold one person: who may not read every field
 * of every decision gets cells of enough people only. The verdict is the caller's to compute.
 */
export const auditRoutes: readonly Route<AuditDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/audits',
    action: 'audit.run',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'The tally of recorded decisions under a policy, with the range of the log it was made from',
    body: jsonBody(auditRequest),
    headers: purposeHeader,
    answer: auditAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'POLICY_INVALID', 'DATA_EMPTY', 'DATA_TOO_FEW'],
    async handle(call, { audits }) {
      const { deployment, since, until, knownAt, size, policy } = call.body;
      const [sinceMs, untilMs] = [momentOf(since, 'since'), momentOf(until, 'until')];
      if (sinceMs !== null && untilMs !== null && sinceMs >= untilMs) {
        throw new TribuneError('BODY_INVALID', '"since" is not before "until"', { remedy: 'Swap or widen them.' });
      }
      const when = { sinceMs, untilMs, knownAtMs: momentOf(knownAt, 'knownAt'), size: size ?? null };
      const seesAll = (await call.may('decision.payload')) && (await call.may('decision.attributes'));
      const sight = seesAll ? 'persons' : 'groups';
      const audited = await audits.tally({ deployment, ...when, policyText: policy, reader: readerOf(call), sight });
      const { log, proven, read } = audited;
      const { head, consistency } = proven;
      const proof = { checkpoint: head.note, consistency: consistency.map((hash) => encodeBase64(hash)) };
      return { ...printed(audited), log, ...proof, read };
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

function printed({ tally, parts, filter }: RecordedAudit): Record<string, unknown> {
  if (parts === undefined) return { tally: tallyToJson(tally) };
  return { leastCell: LEAST_CELL, filter, parts: parts.map((part) => ({ ...part, tally: tallyToJson(part.tally) })) };
}

function momentOf(text: string | undefined, field: string): number | null {
  if (text === undefined) return null;
  const ms = readTime(text);
  if (ms !== null) return ms;
  throw new TribuneError('BODY_INVALID', `"${field}" is no RFC 3339 time`, {
    remedy: 'Give a time with zone, such as 2026-11-22T10:00:00Z.',
  });
}
