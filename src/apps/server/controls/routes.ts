import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { readTime } from '../../../core/base/time.js';
import { type ControlRecords, demandSystem, type SystemTask } from '../../../domain/control-records/index.js';
import {
  type Answers,
  type ControlPack,
  evaluate,
  proposeAttributes,
  QUESTIONS,
  rollUp,
  type SystemFacts,
  screenOf,
  touches,
} from '../../../domain/controls/index.js';
import type { ServerDeps } from '../base/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { ownsScope } from '../incidents/relations.js';
import { launchChecklist, systemOfDeployment } from './checklist.js';
import { printControl, printRecord, printSummary, printTask } from './print.js';
import {
  attributesAnswer,
  attributesQuery,
  checklistAnswer,
  checklistQuery,
  controlsAnswer,
  controlsQuery,
  keepRequest,
  recordAnswer,
  recordList,
  recordsQuery,
  screenAnswer,
  screenQuery,
  tasksAnswer,
  tasksQuery,
  workshopsAnswer,
  workshopsQuery,
} from './schemas.js';

export interface ControlRouteDeps extends Pick<ServerDeps, 'registry' | 'nowMs'> {
  readonly records: () => ControlRecords;
  readonly packs: () => Promise<readonly ControlPack[]>;
  /** What records tell of a system. Throws NOT_FOUND for an unknown one. */
  readonly factsOf: (system: string, atMs: number, launching?: string) => Promise<SystemFacts>;
  /** What people answered about a system, as it stood at a time. Throws NOT_FOUND for an unknown one. */
  readonly answersOf: (system: string, atMs: number) => Promise<Answers>;
  /** What becomes open within some days, of one system or of all. Throws NOT_FOUND for an unknown one. */
  readonly tasksOf: (days: number, system?: string) => Promise<readonly SystemTask[]>;
}

const route = routesOver<ControlRouteDeps>();

/** What every answer says of itself. */
const WORDING =
  'Evidence for controls, as records have it. It is no legal advice, and nothing here says that a law is complied with.';

/** Routes about law and standards, and what the records of a system say to them. */
export const controlRoutes: readonly Route<ControlRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/controls',
    action: 'control.read',
    summary: 'What the records of a system say to each control of law and standards, on a day',
    query: controlsQuery,
    answer: controlsAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { system, at, jurisdiction, framework } }, { packs, factsOf, nowMs }) {
      const atMs = momentOf(at, nowMs());
      const facts = await factsOf(system, atMs);
      const asked = packsOf(await packs(), { jurisdiction, framework });
      const results = evaluate({ facts, packs: asked, atMs });
      return {
        ...{ system, at: new Date(atMs).toISOString(), asOf: { entries: facts.ledger.size }, wording: WORDING },
        frameworks: rollUp(asked, results),
        controls: results.map(printControl),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/controls/screen',
    action: 'control.read',
    summary: 'Which classes of law a system falls in by the answers about it, with reasons, and what nobody answered',
    query: screenQuery,
    answer: screenAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { system, at } }, { answersOf, nowMs }) {
      const atMs = momentOf(at, nowMs());
      const answers = await answersOf(system, atMs);
      const { date, origin } = QUESTIONS;
      const day = new Date(atMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
      return { system, at: new Date(atMs).toISOString(), date, origin, ...screenOf(answers, day), answers };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/controls/tasks',
    action: 'control.read',
    summary: 'Controls that become open within some days: law that begins, and records that grow too old or end',
    query: tasksQuery,
    answer: tasksAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ query: { system, days } }, { tasksOf }) => ({
      days,
      tasks: (await tasksOf(days, system)).map(printTask),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/controls/attributes',
    action: 'control.read',
    summary:
      'Attributes that an audit of a system is proposed to look at by its place and field, with bounds and their basis',
    query: attributesQuery,
    answer: attributesAnswer,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { system } }, { registry }) {
      const { systems } = await registry.snapshot();
      demandSystem(system, systems);
      const { domain, jurisdictions } = systems.find(({ id }) => id === system)!;
      return { system, domain, jurisdictions, ...proposeAttributes({ domain, jurisdictions }) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/controls/launch',
    action: 'control.read',
    summary: 'The launch checklist of a deployment, answered from records, open points first',
    query: checklistQuery,
    answer: checklistAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { deployment } }, { registry, factsOf, nowMs }) {
      const atMs = nowMs();
      const system = systemOfDeployment(deployment, await registry.snapshot());
      const results = launchChecklist(await factsOf(system, atMs, deployment), deployment, atMs);
      return {
        deployment,
        system,
        at: new Date(atMs).toISOString(),
        wording: WORDING,
        points: results.map(printControl),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/controls/workshops',
    action: 'control.read',
    summary:
      'What the workshops and choices of a system come to: risk, harms that nobody answers for, principles that something enforces',
    query: workshopsQuery,
    answer: workshopsAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ query: { system } }, { records }) => ({
      system,
      ...printSummary(await records().summary(system)),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/controls/records',
    action: 'control.record',
    summary:
      'Keep a record about a system: answers of the screen, a harm workshop, a choice of metric, a risk form, a principle, a challenge, a business necessity, or what you say to a control',
    body: jsonBody(keepRequest),
    answer: recordAnswer,
    status: 201,
    answerText: 'Kept: the entry `control.recorded` is durable.',
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
    relation: ({ caller, body }, { registry }) => ownsScope(caller, { kind: 'system', system: body.system }, registry),
    handle: async ({ body, actor }, { records }) => printRecord(await records().keep(body, actor)),
  }),
  route({
    method: 'GET',
    path: '/v1/controls/records',
    action: 'control.read',
    summary: 'Records that people keep about a system, the newest first',
    query: recordsQuery,
    answer: recordList,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { system, kind, before = null, limit } }, { records }) {
      const found = await records().list({ system, kind, before, limit: limit + 1 });
      const shown = found.slice(0, limit);
      return { records: shown.map(printRecord), next: found.length > limit ? shown.at(-1)!.id : null };
    },
  }),
];

/** A day counts from its first moment (UTC), on which law of this day holds. */
const momentOf = (at: string | undefined, nowMs: number): number =>
  at === undefined ? nowMs : readTime(at.length === 'YYYY-MM-DD'.length ? `${at}T00:00:00Z` : at)!;

function packsOf(
  all: readonly ControlPack[],
  { jurisdiction, framework }: { readonly jurisdiction?: string | undefined; readonly framework?: string | undefined },
): readonly ControlPack[] {
  const names = all.map((one) => one.framework);
  if (framework !== undefined && !names.includes(framework)) {
    const near = suggest(framework, names);
    throw new TribuneError('NOT_FOUND', `there is no framework ${JSON.stringify(framework)}`, {
      remedy: near === null ? `Frameworks are ${names.join(', ')}.` : `Did you mean ${near}?`,
    });
  }
  return all.filter(
    (one) =>
      (framework === undefined || one.framework === framework) &&
      (jurisdiction === undefined || touches(one.jurisdictions, [jurisdiction])),
  );
}
