import type { IssuedDocuments, JudgedDocument } from '../../../domain/issued-documents/index.js';
import type { IssuedDocument } from '../../../domain/issued-documents/ports/index.js';
import { purposeHeader } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { askingOf } from './routes.js';
import { issueBody, issuedAnswer, issuedCheck, issuedList, issuedQuery } from './schemas.js';

export interface IssuedRouteDeps {
  readonly issued: () => IssuedDocuments;
}

const WITHIN = ['decision.payload', 'decision.attributes', 'incident.read'] as const;
const ERRORS = [
  ...(['BODY_INVALID', 'INVALID', 'INVALID_ARGUMENT', 'NOT_FOUND', 'RESULT_INVALID', 'SERVICE_BUSY'] as const),
  ...(['STORE_INVALID', 'STORE_UNAVAILABLE'] as const),
];

const route = routesOver<IssuedRouteDeps>();

/** Documents that leave the house. */
export const issuedRoutes: readonly Route<IssuedRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/documents/issued',
    action: 'document.issue',
    within: [...WITHIN],
    summary: 'Make a document, keep it, and enter that it leaves the house, to whom and as of which place of the log',
    headers: purposeHeader,
    body: jsonBody(issueBody),
    answer: issuedAnswer,
    status: 201,
    noStore: true,
    errors: ERRORS,
    async handle(call, { issued }) {
      const { sex = null, race = null, since = null, until = null, ...wanted } = call.body;
      const made = await issued().issue(
        { ...wanted, options: { sex, race, since, until } },
        await askingOf(call),
        call.actor,
      );
      return printIssued(made);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/documents/issued',
    action: 'document.read',
    within: [...WITHIN],
    summary: 'Documents that left the house, the newest first, with what changed since of what each was made from',
    headers: purposeHeader,
    query: issuedQuery,
    answer: issuedList,
    noStore: true,
    errors: ERRORS,
    async handle(call, { issued }) {
      const { subject = null, before = null, limit } = call.query;
      const found = await issued().list({ subject, before, limit }, await askingOf(call));
      const next = found.length === limit ? found.at(-1)!.document.id : null;
      return { documents: found.map(printJudged), next };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/documents/issued/:id',
    action: 'document.read',
    summary: 'A document as it left the house, byte for byte',
    answer: 'application/json',
    answerText: 'The bytes that left the house, in their format.',
    noStore: true,
    errors: ERRORS,
    async handle({ params, reply }, { issued }) {
      const { document, text } = await issued().read(params.id!);
      return reply
        .type(document.type)
        .header('content-disposition', `attachment; filename="${document.fileName}"`)
        .header('tribune-document-complete', String(document.isComplete))
        .send(text);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/documents/issued/:id/check',
    action: 'document.read',
    within: [...WITHIN],
    summary: 'A document that left the house, made once more and held against its digest',
    headers: purposeHeader,
    answer: issuedCheck,
    noStore: true,
    errors: ERRORS,
    async handle(call, { issued }) {
      const { rebuilt, keptIsWhole, ...judged } = await issued().check(call.params.id!, await askingOf(call));
      return { ...printJudged(judged), rebuilt, keptIsWhole };
    },
  }),
];

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

function printIssued(document: IssuedDocument) {
  const { id, kind, title, subject, view, format, digest, bytes, kept, isComplete, asOf, tool, to, by, atMs } =
    document;
  return {
    ...{ id, kind, title, subject, view, format, digest, bytes, kept, complete: isComplete, asOf, tool, to, by },
    at: iso(atMs),
  };
}

const printJudged = ({ document, changed, notMade, staleSinceMs }: JudgedDocument) => ({
  ...printIssued(document),
  current: changed === null ? null : changed.length === 0,
  changed: (changed ?? []).map(({ kind, id, is, atMs }) => ({ kind, id, is, at: isoOrNull(atMs) })),
  because: notMade,
  staleSince: isoOrNull(staleSinceMs),
});
