import { printExact } from '../../../core/base/exact-json.js';
import type { LegalHold } from '../../../domain/decisions/ports/index.js';
import type { ServerDeps } from '../base/deps.js';
import { JSON_TYPE, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { erasureUnknown } from './errors.js';
import { erasureRequest, holdRequest, subjectRequest } from './schemas.js';

type SubjectDeps = Pick<ServerDeps, 'subjects'>;
const route = routesOver<SubjectDeps>();

/**
 * Routes for the rights of the person decided about. The reference of a subject is sent in bodies, never in addresses, because addresses
 * get logged.
 */
export const subjectRoutes: readonly Route<SubjectDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/subjects/export',
    action: 'subject.export',
    summary: 'Everything held on one subject',
    body: jsonBody(subjectRequest),
    noStore: true,
    async handle(call, { subjects }) {
      const exported = await subjects.export(call.body.subject, readerOf(call));
      return call.reply.type(JSON_TYPE).send(printExact(exported));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/erasures',
    action: 'subject.erase',
    summary: 'Erase a subject; the certificate is pending until old keys are destroyed',
    body: jsonBody(erasureRequest),
    status: 202,
    also: [{ status: 200, text: 'Complete: there was nothing that an old key opens.' }],
    errors: ['HOLD_ACTIVE'],
    async handle({ body: { subject, basis }, reply, actor }, { subjects }) {
      const certificate = await subjects.erase(subject, { basis, requestedBy: actor });
      return reply.code(certificate.status === 'complete' ? 200 : 202).send(certificate);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/erasures/:id',
    action: 'erasure.read',
    summary: 'The certificate of an erasure',
    errors: ['NOT_FOUND'],
    async handle({ params }, { subjects }) {
      const certificate = await subjects.certificate(params.id!);
      if (certificate !== null) return certificate;
      throw erasureUnknown('there is no erasure of this id', {
        remedy: 'Use the id of its certificate.',
      });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/holds',
    action: 'hold.set',
    summary: 'Forbid the erasure of a subject',
    body: jsonBody(holdRequest),
    status: 201,
    errors: ['CONFLICT'],
    handle: async ({ body: { subject, ...hold } }, { subjects }) => printHold(await subjects.setHold(subject, hold)),
  }),
  route({
    method: 'GET',
    path: '/v1/holds',
    action: 'hold.list',
    summary: 'Every hold that is or was set',
    noStore: true,
    handle: async (_call, { subjects }) => ({ holds: (await subjects.holds()).map(printHold) }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/holds/:id',
    action: 'hold.release',
    summary: 'Release a hold',
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ params, actor }, { subjects }) => printHold(await subjects.releaseHold(params.id!, actor)),
  }),
];

const printHold = ({ id, owner, reason, reviewAtMs, setAtMs, releasedAtMs }: LegalHold): Record<string, unknown> => ({
  id,
  owner,
  reason,
  reviewAt: new Date(reviewAtMs).toISOString(),
  setAt: new Date(setAtMs).toISOString(),
  releasedAt: releasedAtMs === null ? null : new Date(releasedAtMs).toISOString(),
});
