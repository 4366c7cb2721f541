import type { FastifyInstance } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import { printExact } from '../../../core/base/exact-json.js';
import type { LegalHold } from '../../../domain/decisions/ports/index.js';
import type { ServerDeps } from '../base/deps.js';
import { MAX_SMALL_BODY } from '../base/limits.js';
import { actor } from '../http/guard.js';
import { readBody } from '../http/validate.js';
import { erasureRequest, holdRequest, subjectRequest } from '../openapi/schemas.js';
import { JSON_TYPE, readerOf } from './reading.js';

const bodyLimit = MAX_SMALL_BODY;

/** The rights of the person decided about. The reference of a subject travels in bodies, never in addresses, which get logged. */
export function subjectRoutes(app: FastifyInstance, { subjects }: ServerDeps): void {
  app.post('/v1/subjects/export', { bodyLimit, config: { action: 'subject.export' } }, async (request, reply) => {
    const { subject } = await readBody(request, subjectRequest);
    const exported = await subjects.export(subject, readerOf(request));
    return reply.header('cache-control', 'no-store').type(JSON_TYPE).send(printExact(exported));
  });

  app.post('/v1/erasures', { bodyLimit, config: { action: 'subject.erase' } }, async (request, reply) => {
    const { subject, basis } = await readBody(request, erasureRequest);
    const certificate = await subjects.erase(subject, { basis, requestedBy: actor(request) });
    return reply.code(certificate.status === 'complete' ? 200 : 202).send(certificate);
  });

  app.get('/v1/erasures/:id', { config: { action: 'erasure.read' } }, async (request, reply) => {
    const certificate = await subjects.certificate((request.params as { id: string }).id);
    if (certificate !== null) return reply.send(certificate);
    throw new TribuneError('NOT_FOUND', 'there is no erasure of this id', {
      remedy: 'Use the id of its certificate.',
    });
  });

  app.post('/v1/holds', { bodyLimit, config: { action: 'hold.set' } }, async (request, reply) => {
    const { subject, ...hold } = await readBody(request, holdRequest);
    return reply.code(201).send(printHold(await subjects.setHold(subject, hold)));
  });

  app.get('/v1/holds', { config: { action: 'hold.list' } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ holds: (await subjects.holds()).map(printHold) }),
  );

  app.delete('/v1/holds/:id', { config: { action: 'hold.release' } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    return reply.send(printHold(await subjects.releaseHold(id, actor(request))));
  });
}

const printHold = ({ id, owner, reason, reviewAtMs, setAtMs, releasedAtMs }: LegalHold): Record<string, unknown> => ({
  id,
  owner,
  reason,
  reviewAt: new Date(reviewAtMs).toISOString(),
  setAt: new Date(setAtMs).toISOString(),
  releasedAt: releasedAtMs === null ? null : new Date(releasedAtMs).toISOString(),
});
