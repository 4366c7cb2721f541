import type { FastifyReply } from 'fastify';
import {
  type Asking,
  DOCUMENT_KINDS,
  type Documents,
  digestOfStatement,
  formatsOf,
  type PrintedDocument,
  STATEMENT_FIELDS,
} from '../../../domain/record-documents/index.js';
import type { ServerDeps } from '../base/index.js';
import { RETRY_AFTER_S } from '../base/limits.js';
import { decisionErased, decisionIdOf, noDecision } from '../decisions/errors.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { printState } from './print.js';
import {
  bundleQuery,
  decisionBundleQuery,
  decisionDocumentQuery,
  documentList,
  documentQuery,
  statementAnswer,
  statementBody,
  statesAnswer,
  statesQuery,
} from './schemas.js';

export interface RecordDocumentRouteDeps extends Pick<ServerDeps, 'registry'> {
  readonly documents: Documents;
}

const ZIP = 'application/zip';
const PENDING = 'What the document says is being made: ask again after the time in Retry-After.';
const DECISION_ERRORS = [
  ...(['BODY_INVALID', 'DECISION_UNKNOWN', 'INVALID', 'INVALID_ARGUMENT', 'NOT_FOUND', 'RATE_LIMITED'] as const),
  ...(['RESULT_INVALID', 'SERVICE_BUSY', 'STORE_INVALID', 'STORE_UNAVAILABLE'] as const),
];

const route = routesOver<RecordDocumentRouteDeps>();

/** Documents as views of records, and what people say for them. */
export const recordDocumentRoutes: readonly Route<RecordDocumentRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/documents',
    action: 'document.read',
    summary: 'The kinds of documents with their formats, and the fields that people answer',
    answer: documentList,
    handle: () => ({
      kinds: DOCUMENT_KINDS.map((kind) => ({
        ...{ id: kind.id, title: kind.title, summary: kind.summary },
        formats: formatsOf(kind),
      })),
      fields: STATEMENT_FIELDS,
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/documents/states',
    action: 'document.states',
    within: ['decision.payload', 'decision.attributes', 'incident.read'],
    summary:
      'How every document about something registered stands: what is missing with who can say it, and what is out of date',
    query: statesQuery,
    answer: statesAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID_ARGUMENT', 'NOT_FOUND', 'RESULT_INVALID', 'SERVICE_BUSY', 'STORE_INVALID'],
    async handle(call, { documents, registry }) {
      const { subject } = call.query;
      const { system, states } = await documents.states(subject, await askingOf(call));
      const of = (await registry.snapshot()).systems.find(({ id }) => id === system);
      return { subject, system, documents: states.map((one) => printState(one, of)) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/documents/evidence-bundle',
    action: 'document.read',
    within: ['decision.payload', 'decision.attributes', 'incident.read'],
    summary:
      'All documents about something registered, with audits, checkpoint, digests and a page that checks them offline, as a ZIP',
    headers: purposeHeader,
    query: bundleQuery,
    answer: ZIP,
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID_ARGUMENT', 'NOT_FOUND', 'RESULT_INVALID', 'SERVICE_BUSY', 'STORE_INVALID'],
    async handle(call, { documents }) {
      return sendZip(call.reply, await documents.bundle(call.query, await askingOf(call)));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/decisions/:id/documents/evidence-bundle',
    action: 'document.person',
    summary: 'The documents about a recorded decision with its receipt and a page that checks them offline, as a ZIP',
    headers: purposeHeader,
    query: decisionBundleQuery,
    answer: ZIP,
    also: [{ status: 202, text: PENDING }],
    noStore: true,
    errors: DECISION_ERRORS,
    async handle(call, { documents }) {
      const made = await documents.bundleOfDecision(decisionIdOf(call.params), call.query.view, readerOf(call));
      return typeof made === 'string' ? notMade(call.reply, made) : sendZip(call.reply, made);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/decisions/:id/documents/:kind',
    action: 'document.person',
    summary:
      'A document about a recorded decision, such as the notice of adverse action: a view of its recorded explanation',
    headers: purposeHeader,
    query: decisionDocumentQuery,
    answer: 'application/json',
    also: [{ status: 202, text: PENDING }],
    answerText:
      'The document in the format that was asked for. `tribune-document-complete` says whether a field is missing.',
    noStore: true,
    errors: DECISION_ERRORS,
    async handle(call, { documents }) {
      const { view, format } = call.query;
      const wanted = { kind: call.params.kind ?? '', subject: decisionIdOf(call.params), view, format };
      const made = await documents.printOfDecision(wanted, readerOf(call));
      return typeof made === 'string' ? notMade(call.reply, made) : sendDocument(call.reply, made);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/documents/:kind',
    action: 'document.read',
    within: ['decision.payload', 'decision.attributes', 'incident.read'],
    summary: 'A document as a view of records: every field with its source, or missing with who can say it',
    headers: purposeHeader,
    query: documentQuery,
    answer: 'application/json',
    answerText:
      'The document in the format that was asked for. `tribune-document-complete` says whether a field is missing.',
    noStore: true,
    errors: [
      'BODY_INVALID',
      'INVALID',
      'INVALID_ARGUMENT',
      'NOT_FOUND',
      'RESULT_INVALID',
      'SERVICE_BUSY',
      'STORE_INVALID',
    ],
    async handle(call, { documents }) {
      const { subject, view, format, sex = null, race = null, since = null, until = null } = call.query;
      const wanted = { kind: call.params.kind ?? '', subject, view, format, options: { sex, race, since, until } };
      return sendDocument(call.reply, await documents.print(wanted, await askingOf(call)));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/documents/statements',
    action: 'document.state',
    summary: 'Say something for a field of documents that no record answers; the newest counts',
    body: jsonBody(statementBody),
    answer: statementAnswer,
    status: 201,
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID', 'INVALID_ARGUMENT', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
    async handle({ body, actor }, { documents }) {
      const statement = await documents.state(body, actor);
      const { about, id, field, by, saidAtMs } = statement;
      return { about, id, field, by, saidAt: new Date(saidAtMs).toISOString(), digest: digestOfStatement(statement) };
    },
  }),
];

/** Who asks, and what of records they may see: every cell of an audit for whoever may read every field of every decision. */
export async function askingOf(call: Pick<Call, 'may' | 'request' | 'actor'>): Promise<Asking> {
  const sees = (await call.may('decision.payload')) && (await call.may('decision.attributes'));
  return { reader: readerOf(call), sight: sees ? 'persons' : 'groups', incidents: await call.may('incident.read') };
}

export const sendDocument = (reply: FastifyReply, { document, text, type, fileName }: PrintedDocument): FastifyReply =>
  reply
    .type(type)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('tribune-document-complete', String(document.isComplete))
    .send(text);

const sendZip = (reply: FastifyReply, zip: Uint8Array): FastifyReply =>
  reply.type(ZIP).header('content-disposition', 'attachment; filename="evidence.zip"').send(Buffer.from(zip));

function notMade(reply: FastifyReply, why: 'unknown' | 'erased' | 'pending'): FastifyReply {
  if (why === 'unknown') throw noDecision();
  if (why === 'erased')
    throw decisionErased('the decision was erased, and with it whatever documents say of it', {
      remedy: 'Its receipt still proves that something was logged.',
    });
  return reply.code(202).header('retry-after', String(RETRY_AFTER_S)).send({ status: 'pending' });
}
