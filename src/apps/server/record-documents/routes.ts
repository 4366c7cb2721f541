import {
  DOCUMENT_KINDS,
  type Documents,
  digestOfStatement,
  formatsOf,
  STATEMENT_FIELDS,
} from '../../../domain/record-documents/index.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { documentList, documentQuery, statementAnswer, statementBody } from './schemas.js';

export interface RecordDocumentRouteDeps {
  readonly documents: Documents;
}

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
    path: '/v1/documents/:kind',
    action: 'document.read',
    within: ['decision.payload', 'decision.attributes'],
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
      const { subject, view, format, sex = null, race = null } = call.query;
      const wanted = { kind: call.params.kind ?? '', subject, view, format, options: { sex, race } };
      const { document, text, type, fileName } = await documents.print(wanted, {
        reader: readerOf(call),
        sight: (await sees(call)) ? 'persons' : 'groups',
      });
      return call.reply
        .type(type)
        .header('content-disposition', `attachment; filename="${fileName}"`)
        .header('tribune-document-complete', String(document.isComplete))
        .send(text);
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

/** Whether a caller may read every field of every decision, and so every cell of an audit. */
const sees = async (call: Pick<Call, 'may'>): Promise<boolean> =>
  (await call.may('decision.payload')) && (await call.may('decision.attributes'));
