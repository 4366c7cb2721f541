import { z } from 'zod';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { mandateAnswer, printMandate } from '../notices/schemas.js';
import { casesCsv } from './csv.js';
import { measuresAnswer, printMeasures } from './measures.js';
import { outlookAnswer, printOutlook } from './outlook.js';
import { printCase, printLike, printOutcome, printPattern, printTraining } from './print.js';
import type { OversightRouteDeps } from './reader-routes.js';
import {
  appealRequest,
  caseAnswer,
  caseList,
  exportQuery,
  leadRequest,
  likeAnswer,
  likeQuery,
  listQuery,
  openRequest,
  outcomeAnswer,
  patternsAnswer,
  rerunAnswer,
  rerunRequest,
  trainingAnswer,
  trainingRequest,
  trainingsAnswer,
} from './schemas.js';

/** A case with who may act for the person; acts of a representative are by `mandate:` and the id. */
const oneCaseAnswer = caseAnswer.extend({ mandates: z.array(mandateAnswer) }).meta({ id: 'CaseWithMandates' });

const route = routesOver<OversightRouteDeps>();

/** Routes of those who open cases and look after them. */
export const oversightRoutes: readonly Route<OversightRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/cases',
    action: 'case.list',
    summary: 'Cases, the newest first, without anything that was said in them',
    query: listQuery,
    answer: caseList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle({ query: { stage, deployment, decision, before, limit } }, { oversight }) {
      const asked = { stage, deployment: deployment ?? null, decision: decision ?? null, before: before ?? null };
      const [found, { oldestMs, ...counts }] = [
        await oversight.list({ ...asked, limit: limit + 1 }),
        await oversight.count(),
      ];
      const shown = found.slice(0, limit);
      const next = found.length > limit ? shown.at(-1)!.id : null;
      const oldest = oldestMs === null ? null : new Date(oldestMs).toISOString();
      return { cases: shown.map(printCase), next, ...counts, oldest };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases',
    action: 'case.open',
    summary: 'Have people look at a decision again',
    body: jsonBody(openRequest),
    status: 201,
    answer: caseAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'DECISION_UNKNOWN', 'CONFLICT'],
    async handle({ body: { highImpact: isHighImpact, ...wanted }, actor }, { oversight }) {
      return printCase(await oversight.open({ ...wanted, isHighImpact }, actor));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/appeals',
    action: 'appeal.submit',
    summary: 'Contest a decision for the person whom it is about: acknowledged at once, checked, and read by people',
    body: jsonBody(appealRequest),
    status: 201,
    answer: caseAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'DECISION_UNKNOWN', 'CONFLICT'],
    async handle({ body: { highImpact: isHighImpact, ...wanted }, actor }, { oversight }) {
      return printCase(await oversight.appeal({ ...wanted, isHighImpact }, actor));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/outlook',
    action: 'case.list',
    summary: 'How the queue of cases stands, who has how many, and whether they will be in time',
    answer: outlookAnswer,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: async (_call, { oversight }) => printOutlook(await oversight.outlook()),
  }),
  route({
    method: 'GET',
    path: '/v1/cases/measures',
    action: 'case.measures',
    summary:
      'How cases are read: agreement, automation bias, errors estimated from draws, and each reader, with intervals',
    answer: measuresAnswer,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: async (_call, { oversight }) => printMeasures(await oversight.measures()),
  }),
  route({
    method: 'GET',
    path: '/v1/cases/export',
    action: 'case.list',
    summary: 'Cases as CSV, the newest first; where there are more, the header x-next names the last one for `before`',
    query: exportQuery,
    answer: 'text/csv',
    answerText: 'A header, and a line for each case, without anything that was said in it.',
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle({ query: { stage, deployment, before, limit }, reply }, { oversight }) {
      const asked = { stage, deployment: deployment ?? null, decision: null, before: before ?? null };
      const found = await oversight.list({ ...asked, limit: limit + 1 });
      const shown = found.slice(0, limit);
      if (found.length > limit) reply.header('x-next', shown.at(-1)!.id);
      return reply.type('text/csv; charset=utf-8').send(casesCsv(shown));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/trainings',
    action: 'case.measures',
    summary: 'The last training of each reader and until when it is fresh, and readers without one',
    answer: trainingsAnswer,
    noStore: true,
    errors: ['STORE_INVALID'],
    async handle(_call, { oversight }) {
      const { trainings, untrained, isDemanded } = await oversight.trainings();
      return {
        trainings: trainings.map(({ isFresh, untilMs, ...one }) => ({
          ...printTraining(one),
          ...{ until: new Date(untilMs).toISOString(), fresh: isFresh },
        })),
        untrained: untrained.map(({ id, name }) => ({ reader: id, name })),
        demanded: isDemanded,
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/trainings',
    action: 'case.lead',
    summary: 'Enter that a reader was trained on how people rely on machines',
    body: jsonBody(trainingRequest),
    answer: trainingAnswer,
    errors: ['BODY_INVALID', 'FORBIDDEN', 'INVALID', 'NOT_FOUND'],
    handle: async ({ body: { reader, at }, actor }, { oversight }) =>
      printTraining(await oversight.trained(reader, at === undefined ? null : Date.parse(at), actor)),
  }),
  route({
    method: 'GET',
    path: '/v1/cases/patterns',
    action: 'case.list',
    summary: 'Deployments of which so many decisions were changed for one reason that others may have the same fault',
    answer: patternsAnswer,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: async (_call, { oversight }) => ({ patterns: (await oversight.patterns.list()).map(printPattern) }),
  }),
  route({
    method: 'GET',
    path: '/v1/cases/patterns/decisions',
    action: 'case.list',
    summary: 'Decisions like those that were changed for one reason, the nearest first',
    query: likeQuery,
    answer: likeAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ query }, { oversight }) => printLike(await oversight.like.list(query)),
  }),
  route({
    method: 'POST',
    path: '/v1/cases/patterns/rerun',
    action: 'case.open',
    summary: 'Run them again, also with another version or cutoff; it changes nothing for anybody',
    body: jsonBody(rerunRequest),
    answer: rerunAnswer,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: ({ body, actor }, { oversight }) => oversight.like.rerun(body, actor),
  }),
  route({
    method: 'GET',
    path: '/v1/cases/:id',
    action: 'case.list',
    summary: 'One case with the mandates about its decision, without anything that was said in it',
    answer: oneCaseAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle({ params }, { oversight, mandates }) {
      const record = await oversight.find(params.id!);
      return { ...printCase(record), mandates: (await mandates.ofDecision(record.decision)).map(printMandate) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/:id/acts',
    action: 'case.lead',
    summary: 'Look after a case: the person answered or was told, the change was made, it is over',
    body: jsonBody(leadRequest),
    answer: caseAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT', 'DECISION_UNKNOWN', 'STORE_INVALID'],
    handle: async ({ params, body, actor }, { oversight }) =>
      printCase(await oversight.lead(params.id!, body.act, actor)),
  }),
  route({
    method: 'GET',
    path: '/v1/cases/:id/outcome',
    action: 'case.outcome',
    summary: 'What the person is told of their case',
    answer: outcomeAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'DECISION_UNKNOWN', 'STORE_INVALID'],
    handle: async ({ params }, { oversight }) => printOutcome(await oversight.outcome(params.id!)),
  }),
];
