import { z } from 'zod';
import { printExact } from '../../../core/base/exact-json.js';
import type { Calibrations, Standards } from '../../../domain/calibrations/index.js';
import type { Oversight } from '../../../domain/oversight/index.js';
import { JSON_TYPE } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { SHOWS_HIDDEN } from './blind.js';
import {
  calibrationAnswer,
  calibrationList,
  discussionAnswer,
  mineAnswer,
  nextAnswer,
  noteRequest,
  openRequest,
  printCalibration,
  printDiscussed,
  printListed,
  printStandard,
  standardAnswer,
  standardRequest,
  standardsAnswer,
  viewOfItemRequest,
} from './calibration-schemas.js';
import { blindPerson, personOf } from './reader-routes.js';

export interface CalibrationRouteDeps {
  readonly calibrations: Calibrations;
  readonly standards: Standards;
  readonly oversight: Oversight;
}

const route = routesOver<CalibrationRouteDeps>();
const exactly = ({ reply }: Pick<Call<unknown, unknown>, 'reply'>, answer: object) =>
  reply.type(JSON_TYPE).send(printExact(answer));

/** Routes of those who look after reviews: they open a calibration, close it, and write down what came of it. */
const leadRoutes: readonly Route<CalibrationRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/calibrations',
    action: 'case.measures',
    summary: 'Calibrations, the newest first, with how far their readers agree',
    answer: calibrationList,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: async (_call, { calibrations }) => ({ calibrations: (await calibrations.list()).map(printListed) }),
  }),
  route({
    method: 'POST',
    path: '/v1/calibrations',
    action: 'case.lead',
    summary: 'Have named readers read the same closed cases, each blind',
    body: jsonBody(openRequest),
    status: 201,
    answer: calibrationAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'STORE_INVALID'],
    handle: async ({ body, actor }, { calibrations }) => printCalibration(await calibrations.open(body, actor), null),
  }),
  route({
    method: 'GET',
    path: '/v1/calibrations/:id',
    action: 'case.measures',
    summary: 'One calibration: who has read how much, and how far they agree once it is closed',
    answer: calibrationAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle({ params }, { calibrations }) {
      const { calibration, viewsBy } = await calibrations.find(params.id!);
      return printCalibration(calibration, viewsBy);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/calibrations/:id/close',
    action: 'case.lead',
    summary: 'Close a calibration: agreement is computed, and its readers see what the others said',
    answer: calibrationAnswer,
    errors: ['NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    handle: async ({ params, actor }, { calibrations }) =>
      printCalibration(await calibrations.close(params.id!, actor), null),
  }),
  route({
    method: 'GET',
    path: '/v1/calibrations/:id/discussion',
    action: 'case.outcome',
    summary: 'What everybody said of each case, once the calibration is closed',
    answer: discussionAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    handle: async (call, { calibrations }) =>
      exactly(call, { items: (await calibrations.discussion(call.params.id!, call.actor)).map(printDiscussed) }),
  }),
  route({
    method: 'POST',
    path: '/v1/calibrations/:id/notes',
    action: 'case.lead',
    summary: 'Write down what the discussion of a case came to; kept sealed under the key of its decision',
    body: jsonBody(noteRequest),
    answer: z.object({ item: z.int() }),
    errors: ['BODY_INVALID', 'NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    async handle({ params, body, actor }, { calibrations }) {
      await calibrations.note(params.id!, body, actor);
      return { item: body.item };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/standards/:system',
    action: 'case.measures',
    summary: 'What readers go by at cases of a system, the newest first',
    answer: standardsAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ params }, { standards }) => ({
      standards: (await standards.of(params.system!)).map(printStandard),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/standards/:system',
    action: 'case.lead',
    summary: 'Write what readers go by anew: a version that is shown at each case from now on',
    body: jsonBody(standardRequest),
    answer: standardAnswer,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ params, body: { text, calibration }, actor }, { standards }) =>
      printStandard(await standards.write({ system: params.system!, text, calibration: calibration ?? null }, actor)),
  }),
];

/** Routes of those who read in a calibration, and what they go by at a case. */
const readerRoutes: readonly Route<CalibrationRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/calibrations/mine',
    action: 'case.review',
    summary: 'Calibrations in which the caller reads, the newest first',
    answer: mineAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'STORE_INVALID'],
    handle: async (call, { calibrations }) => ({
      calibrations: (await calibrations.mine(personOf(call))).map(({ calibration, read }) => ({
        ...{ id: calibration.id, title: calibration.title, cases: calibration.items.length, read },
        state: calibration.closedAtMs === null ? ('open' as const) : ('closed' as const),
      })),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/calibrations/:id/next',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'The next case of a calibration for the caller, which shows nothing of what was decided',
    answer: nextAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    async handle(call, { calibrations, standards }) {
      const found = await calibrations.next(call.params.id!, await blindPerson(call));
      if (found === null) return { item: null };
      const { item, of, purpose, scale, inputs, system } = found;
      const standard = await standards.newest(system);
      return exactly(call, {
        item: { item, of, purpose, scale, inputs, standard: standard && printStandard(standard) },
      });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/calibrations/:id/views',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'Commit a view of a case of a calibration, with its reason; it is not changed afterwards',
    body: jsonBody(viewOfItemRequest),
    answer: z.object({ item: z.int() }),
    errors: ['FORBIDDEN', 'BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    async handle(call, { calibrations }) {
      const { item, ...view } = call.body;
      await calibrations.view(call.params.id!, await blindPerson(call), { item, view });
      return { item };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/calibrations/:id/read',
    action: 'case.review',
    summary: 'What everybody said of each case, for who read in the calibration, once it is closed',
    answer: discussionAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    handle: async (call, { calibrations }) =>
      exactly(call, {
        items: (await calibrations.discussionFor(call.params.id!, personOf(call))).map(printDiscussed),
      }),
  }),
  route({
    method: 'GET',
    path: '/v1/cases/:id/standard',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'What readers go by at the case that the caller has; the same for every case of its system',
    answer: z.object({ standard: standardAnswer.nullable() }).meta({ id: 'CaseStandard' }),
    noStore: true,
    errors: ['FORBIDDEN', 'NOT_FOUND', 'STORE_INVALID'],
    async handle(call, { oversight, standards }) {
      const system = await oversight.heldSystem(call.params.id!, await blindPerson(call));
      const standard = system === null ? null : await standards.newest(system);
      return { standard: standard && printStandard(standard) };
    },
  }),
];

export const calibrationRoutes: readonly Route<CalibrationRouteDeps>[] = [...readerRoutes, ...leadRoutes];
