import { TribuneError } from '../../../core/base/errors.js';
import { printExact } from '../../../core/base/exact-json.js';
import type { Evidence, Person } from '../../../core/oversight/index.js';
import type { Mandates } from '../../../domain/mandates/index.js';
import { notBlind, type Oversight, type ReaderCase } from '../../../domain/oversight/index.js';
import type { ServerDeps } from '../base/index.js';
import { RETRY_AFTER_S } from '../base/limits.js';
import { decisionErased } from '../decisions/errors.js';
import { reviewerAnswer } from '../explanations/schemas.js';
import { JSON_TYPE } from '../http/reader.js';
import { jsonBody, optionalBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { SHOWS_HIDDEN } from './blind.js';
import { printReading, printSimilar } from './print.js';
import {
  answeredAnswer,
  answerRequest,
  claimAnswer,
  keepRequest,
  keptAnswer,
  LEAVING,
  leaveRequest,
  leftAnswer,
  mineAnswer,
  readingAnswer,
  similarAnswer,
  viewRequest,
  whatIfAnswer,
  whatIfRequest,
} from './schemas.js';

export interface OversightRouteDeps extends Pick<ServerDeps, 'explained'> {
  readonly oversight: Oversight;
  readonly mandates: Pick<Mandates, 'ofDecision'>;
}

const route = routesOver<OversightRouteDeps>();

/** Why a reader is given an explanation, as the log of reads says it. */
const PURPOSE = 'a case about the decision is read';

const ERRORS = ['NOT_FOUND', 'CONFLICT', 'DECISION_UNKNOWN', 'STORE_INVALID'] as const;

/** Routes of those who read cases. They look alike for every case until a view is committed. */
export const readerRoutes: readonly Route<OversightRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/cases/mine',
    action: 'case.review',
    summary: 'Ids of the cases that the caller has',
    answer: mineAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'STORE_INVALID'],
    handle: async (call, { oversight }) => ({ cases: await oversight.heldBy(personOf(call)) }),
  }),
  route({
    method: 'POST',
    path: '/v1/cases/claim',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'Take the next case to read, which does not show what the machine said',
    answer: claimAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'CONFLICT', 'SERVICE_BUSY', 'STORE_INVALID'],
    async handle(call, { oversight }) {
      const person = await blindPerson(call);
      const found = await oversight.claim(person);
      return exactly(call, { case: found && printReading(found) });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/:id/reading',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'A case that the caller has, as far as they may see it',
    answer: readingAnswer,
    noStore: true,
    errors: ['FORBIDDEN', ...ERRORS],
    handle: async (call, { oversight }) =>
      reading(call, await oversight.read(call.params.id!, await blindPerson(call))),
  }),
  route({
    method: 'POST',
    path: '/v1/cases/:id/keep',
    action: 'case.review',
    summary: 'Keep a case for its reader: a sign of life, with the time for which its page was in use',
    body: optionalBody(keepRequest),
    answer: keptAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'BODY_INVALID', ...ERRORS],
    handle: async (call, { oversight }) => ({
      until: new Date(await oversight.keep(call.params.id!, personOf(call), call.body.activeMs ?? 0)).toISOString(),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/cases/:id/view',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'Commit a view with its reason; only then is shown what the machine said',
    body: jsonBody(viewRequest),
    answer: readingAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'BODY_INVALID', 'INVALID', ...ERRORS],
    async handle(call, { oversight }) {
      const person = await blindPerson(call);
      return reading(call, await oversight.commitView(call.params.id!, { person, view: call.body }));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/:id/explanation',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'Why the machine decided as it did, for the reader of a case who has committed a view',
    answer: reviewerAnswer,
    also: [{ status: 202, text: 'It is being made: ask again after the time in Retry-After.' }],
    noStore: true,
    errors: [
      ...(['FORBIDDEN', 'INVALID', 'RATE_LIMITED', 'SERVICE_BUSY', 'STORE_UNAVAILABLE'] as const),
      ...(['MODEL_UNREACHABLE', 'MODEL_ANSWER_INVALID'] as const),
      ...ERRORS,
    ],
    async handle(call, { oversight, explained }) {
      const person = await blindPerson(call);
      const id = await oversight.revealed(call.params.id!, person);
      const note = (what: Evidence) => oversight.opened(call.params.id!, person, what);
      const found = await explained
        .explanation({ id, view: 'reviewer' }, { actor: call.actor, purpose: PURPOSE })
        .catch(async (cause: unknown) => {
          if (isUnexplained(cause)) await note('no-explanation');
          throw cause;
        });
      if (found === 'unknown' || found === 'erased')
        throw decisionErased('the decision was erased, and with it whatever explained it', {
          remedy: 'The case ends: take the next one.',
        });
      if (found === 'pending')
        return call.reply.code(202).header('retry-after', String(RETRY_AFTER_S)).send({ status: 'pending' });
      await note('explanation');
      return exactly(call, found);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/:id/similar',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'Closed cases nearest to it by their inputs, for the reader of a case who has committed a view',
    answer: similarAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'INVALID', ...ERRORS],
    async handle(call, { oversight }) {
      const found = await oversight.asking.similar(call.params.id!, await blindPerson(call));
      return exactly(call, { cases: found.map(printSimilar) });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/:id/what-if',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'What the version that decided says of other inputs, for the reader of a case who has committed a view',
    body: jsonBody(whatIfRequest),
    answer: whatIfAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'BODY_INVALID', 'INVALID', 'RATE_LIMITED', ...ERRORS],
    async handle(call, { oversight }) {
      return oversight.asking.whatIf(call.params.id!, await blindPerson(call), call.body.changes);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/:id/answer',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'Answer a case after the view, with a reason also for agreement',
    body: jsonBody(answerRequest),
    answer: answeredAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'BODY_INVALID', 'INVALID', ...ERRORS],
    async handle(call, { oversight }) {
      const person = await blindPerson(call);
      const { record, truth } = await oversight.answer(call.params.id!, { person, answer: call.body });
      const { id, settlement } = record;
      return { id, decided: settlement !== null || truth !== null, known: truth };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/cases/:id/leave',
    action: 'case.review',
    summary: 'Give a case back, declare a relation, leave it to a panel, or have the person asked',
    body: jsonBody(leaveRequest),
    answer: leftAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'BODY_INVALID', ...ERRORS],
    async handle(call, { oversight }) {
      const act = LEAVING[call.body.how];
      const { id } = await oversight.leave(call.params.id!, act, personOf(call));
      return { id, left: act !== 'ask-subject' };
    },
  }),
];

/** Whether there is no explanation to be had, whatever is tried: the reader opened what there is. */
const isUnexplained = (cause: unknown): boolean =>
  cause instanceof TribuneError && (cause.code === 'INVALID' || (cause.reason ?? '').startsWith('artifact.'));

type AnyCall = Pick<Call<unknown, unknown>, 'caller' | 'actor' | 'may' | 'reply'>;

/** Who reads; a key is no person. */
export function personOf({ caller, actor }: Pick<AnyCall, 'caller' | 'actor'>): Person {
  if (caller.kind === 'account') return { id: actor, name: caller.name, roles: caller.roles };
  throw new TribuneError('FORBIDDEN', 'cases are read by people', { remedy: 'Sign in with an account.' });
}

export async function blindPerson(call: AnyCall): Promise<Person> {
  const person = personOf(call);
  for (const action of SHOWS_HIDDEN)
    if (await call.may(action))
      throw notBlind('your account can read decisions or the list of cases, so nothing would be read blind', {
        remedy: 'Read cases with an account that has the role reviewer alone.',
      });
  return person;
}

/** Answers with the numbers of inputs as they came. */
const exactly = ({ reply }: AnyCall, answer: object) => reply.type(JSON_TYPE).send(printExact(answer));
const reading = (call: AnyCall, seen: ReaderCase) => exactly(call, printReading(seen));
