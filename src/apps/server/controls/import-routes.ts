import { TribuneError } from '../../../core/base/errors.js';
import type { ControlRecords, ImportedBody } from '../../../domain/control-records/index.js';
import type { KeptRecord } from '../../../domain/control-records/ports/index.js';
import type { ServerDeps } from '../base/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { ownsScope } from '../incidents/relations.js';
import { importList, importRequest, importSummary, importsQuery, importWhole } from './import-schemas.js';

export interface ImportRouteDeps extends Pick<ServerDeps, 'registry'> {
  readonly records: () => ControlRecords;
}

const route = routesOver<ImportRouteDeps>();

/** Bytes of a request: a document of the most characters, each written as an escape at the worst, and what is said of it. */
const MOST_BYTES: number = 1024 * 1024;

/** Routes that take cards of models of other programs, and show what they say. */
export const importRoutes: readonly Route<ImportRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/imports',
    action: 'control.record',
    summary:
      'Import what MLflow, a card of the Hugging Face Hub or a CycloneDX bill of materials says of a model: kept with who imported it, never trusted',
    body: jsonBody(importRequest, { limit: MOST_BYTES }),
    answer: importSummary,
    status: 201,
    answerText: 'Kept: the entry `control.recorded` is durable.',
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
    relation: ({ caller, body }, { registry }) => ownsScope(caller, { kind: 'system', system: body.system }, registry),
    handle: async ({ body, actor }, { records }) => summaryOf(await records().import(body, actor)),
  }),
  route({
    method: 'GET',
    path: '/v1/imports',
    action: 'control.read',
    summary: 'What imported documents say of the models of a system, the newest first',
    query: importsQuery,
    answer: importList,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { system, before = null, limit } }, { records }) {
      const found = await records().list({ system, kind: 'import', before, limit: limit + 1 });
      const shown = found.slice(0, limit);
      return { imports: shown.map(summaryOf), next: found.length > limit ? shown.at(-1)!.id : null };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/imports/:id',
    action: 'control.read',
    summary: 'An imported document as it came, with what was understood of it',
    answer: importWhole,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle({ params }, { records }) {
      const found = await records().find(params.id ?? '');
      if (found.kind !== 'import')
        throw new TribuneError('NOT_FOUND', `${found.id} is no import`, {
          remedy: 'GET /v1/imports?system=NAME lists those of a system.',
        });
      return { ...summaryOf(found), document: (found.body as ImportedBody).document };
    },
  }),
];

function summaryOf({ id, system, digest, by, atMs, body }: KeptRecord) {
  const { document: _, ...read } = body as ImportedBody;
  const at = new Date(atMs).toISOString();
  const provenance = `Imported by ${by} on ${at.slice(0, 'YYYY-MM-DD'.length)}: it is what the document says, and nobody here checked it.`;
  return { ...{ id, system, digest, by, at, provenance }, ...read };
}
