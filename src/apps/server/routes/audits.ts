import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';
import { tallyToJson } from '../../../core/fairness/index.js';
import { encodeBase64 } from '../../../core/ledger/index.js';
import type { RecordedAudit } from '../../../domain/audits/recorded/index.js';
import { LEAST_CELL } from '../../../domain/audits/source/index.js';
import type { ServerDeps } from '../base/deps.js';
import type { Guard } from '../http/guard.js';
import { readBody } from '../http/validate.js';
import { auditRequest } from '../openapi/schemas.js';
import { readerOf } from './reading.js';

/**
 * Tallies of recorded decisions: counts of groups leave the service, rows do not. A cell can hold one person: who may not read every field
 * of every decision gets cells of enough people only. The verdict is the caller's to compute.
 */
export function auditRoutes(app: FastifyInstance, { audits }: ServerDeps, guard: Guard): void {
  const sightOf = async (request: FastifyRequest): Promise<'persons' | 'groups'> => {
    const all = (await guard.may(request, 'decision.payload')) && (await guard.may(request, 'decision.attributes'));
    return all ? 'persons' : 'groups';
  };

  app.post('/v1/audits', { config: { action: 'audit.run' } }, async (request, reply) => {
    const { deployment, since, until, knownAt, size, policy } = await readBody(request, auditRequest);
    const [sinceMs, untilMs] = [momentOf(since, 'since'), momentOf(until, 'until')];
    if (sinceMs !== null && untilMs !== null && sinceMs >= untilMs) {
      throw new TribuneError('BODY_INVALID', '"since" is not before "until"', { remedy: 'Swap or widen them.' });
    }
    const reader = readerOf(request);
    const when = { sinceMs, untilMs, knownAtMs: momentOf(knownAt, 'knownAt'), size: size ?? null };
    const sight = await sightOf(request);
    const audited = await audits.tally({ deployment, ...when, policyText: policy, reader, sight });
    const { log, proven, read } = audited;
    const { head, consistency } = proven;
    const proof = { checkpoint: head.note, consistency: consistency.map((hash) => encodeBase64(hash)) };
    return reply.header('cache-control', 'no-store').send({ ...printed(audited), log, ...proof, read });
  });

  app.post('/v1/segments', { config: { action: 'segments.seal' } }, async () => ({ sealed: await audits.seal() }));
}

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
