import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';
import { type Lineage, readForeign } from '../../../domain/lineage/index.js';
import { activeAt } from '../../../domain/registry/index.js';
import type { ServerDeps } from '../base/index.js';
import { decisionErased, unknownDecision } from '../decisions/errors.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { printData, printRun, printVersion } from './print.js';
import {
  dataLineage,
  dataList,
  dataQuery,
  decisionLineage,
  importBody,
  importedRun,
  LISTED,
  modelShares,
  recordedRun,
  runBody,
  runsQuery,
  sharesQuery,
  subjectBody,
  subjectLineage,
  trainingRun,
  versionLineage,
} from './schemas.js';

export interface LineageRouteDeps extends Pick<ServerDeps, 'reading' | 'registry'> {
  readonly lineage: Lineage;
}

const route = routesOver<LineageRouteDeps>();

const RECORDED = {
  answer: recordedRun,
  status: 201,
  answerText: 'Kept, with an entry of the log.',
  also: [{ status: 200, text: 'The same account was kept already.' }],
  noStore: true,
} as const;

/** Routes from decisions to the data that their version learned from, and back. */
export const lineageRoutes: readonly Route<LineageRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/lineage/runs',
    action: 'lineage.record',
    summary: 'Tell a training run: the versions that it made, and the code and data that it read',
    body: jsonBody(runBody),
    ...RECORDED,
    errors: ['BODY_INVALID', 'CONFLICT', 'STORE_UNAVAILABLE'],
    async handle({ body, actor, reply }, { lineage }) {
      const { id = crypto.randomUUID(), data, ...run } = body;
      const subjects = data.map((each) => each.subjects);
      const uses = data.map(({ subjects: _, ...use }) => use);
      const outcome = await lineage.record(
        { ...run, id, source: 'client', data: uses, subjects, foreign: null },
        actor,
      );
      if (outcome === 'held') reply.code(200);
      return { id, recorded: outcome === 'recorded' };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/lineage/imports',
    action: 'lineage.record',
    summary: 'Take a training run from a document of MLflow or OpenLineage; what is not understood is kept as it comes',
    body: jsonBody(importBody),
    ...RECORDED,
    answer: importedRun,
    errors: ['BODY_INVALID', 'INVALID', 'CONFLICT', 'STORE_UNAVAILABLE'],
    async handle({ body, actor, reply }, { lineage }) {
      const { id = crypto.randomUUID(), versions, format, document } = body;
      const { cut, ...run } = readForeign(format, document);
      const outcome = await lineage.record(
        { ...run, id, versions, source: format, subjects: [], foreign: document },
        actor,
      );
      if (outcome === 'held') reply.code(200);
      return { id, recorded: outcome === 'recorded', cut };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/lineage/runs/:id',
    action: 'lineage.read',
    summary: 'A training run as it was told',
    answer: trainingRun,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ params }, { lineage }) => printRun(await lineage.run(idOf(params.id))),
  }),
  route({
    method: 'GET',
    path: '/v1/lineage/versions/:digest',
    action: 'lineage.read',
    summary: 'From what a version was made, and where it served',
    query: runsQuery,
    answer: versionLineage,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ params, query: { after = null } }, { lineage }) =>
      printVersion(await lineage.ofVersion(digestOf(params.digest), after)),
  }),
  route({
    method: 'GET',
    path: '/v1/lineage/models/:model/shares',
    action: 'lineage.read',
    summary: 'Whether groups shrink from version to version in what a model learns from',
    query: sharesQuery,
    answer: modelShares,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: ({ params, query: { fall = '0' } }, { lineage }) => lineage.sharesOf(params.model ?? '', Number(fall)),
  }),
  route({
    method: 'GET',
    path: '/v1/lineage/data',
    action: 'lineage.read',
    summary: 'The data sets that training runs name',
    query: dataQuery,
    answer: dataList,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle({ query: { name = null, after = null, limit = LISTED } }, { lineage }) {
      const found = await lineage.data({ name, after, limit: limit + 1 });
      const data = found.slice(0, limit);
      return { data, next: found.length > limit ? data.at(-1)!.id : null };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/lineage/data/:id',
    action: 'lineage.read',
    summary: 'The versions that came of a data set, and where they served',
    query: runsQuery,
    answer: dataLineage,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ params, query: { after = null } }, { lineage }) =>
      printData(await lineage.ofData(digestOf(params.id), after)),
  }),
  route({
    method: 'GET',
    path: '/v1/decisions/:id/lineage',
    action: 'lineage.person',
    summary: 'From what the version of a recorded decision was made',
    headers: purposeHeader,
    answer: decisionLineage,
    errors: ['DECISION_UNKNOWN', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    noStore: true,
    async handle(call, { lineage, reading, registry }) {
      const id = call.params.id ?? '';
      const view = await reading.decision(id, { payload: true, attributes: false }, readerOf(call));
      if (view === null) throw unknownDecision('no decision has this id', { remedy: 'Check the id; it is a UUID.' });
      if (view.erased || typeof view.record !== 'object' || view.record === null)
        throw decisionErased('the decision was erased, and with it which version made it', {
          remedy: 'Its receipt still proves that something was logged.',
        });
      const { deployment, decidedAt, version } = view.record as Readonly<Record<string, unknown>>;
      const known = (await registry.view()).deployment(String(deployment));
      const active = known && activeAt(known, readTime(String(decidedAt)) ?? Number.NaN);
      const run = typeof version === 'string' ? version : active?.version;
      if (run === undefined)
        throw new TribuneError('NOT_FOUND', 'the decision names no version, and its deployment had none then', {
          remedy: 'Register the version with the time from which it was active: tribune admin apply.',
        });
      const made = printVersion(await lineage.ofVersion(run));
      return { ...made, decision: id, deployment: String(deployment), decidedAt: String(decidedAt) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/lineage/subject',
    action: 'lineage.person',
    summary: 'The data sets in which a person stands, and the versions that came of them',
    headers: purposeHeader,
    body: jsonBody(subjectBody),
    answer: subjectLineage,
    errors: ['BODY_INVALID', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    noStore: true,
    async handle(call, { lineage }) {
      const { subject, after = null } = call.body;
      const { data, ...page } = await lineage.ofSubject({ subject, after }, readerOf(call));
      return { data: data.map(printData), ...page };
    },
  }),
];

function digestOf(text: string | undefined): string {
  const digits = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text ?? '')?.[1];
  if (digits !== undefined) return `sha256:${digits}`;
  throw new TribuneError('INVALID_ARGUMENT', 'the address names no SHA-256', {
    remedy: 'Give its 64 hexadecimal digits in small letters, with or without "sha256:" before them.',
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function idOf(text: string | undefined): string {
  if (text !== undefined && UUID.test(text)) return text.toLowerCase();
  throw new TribuneError('INVALID_ARGUMENT', 'the address names no id of a run', { remedy: 'Give the UUID of a run.' });
}
