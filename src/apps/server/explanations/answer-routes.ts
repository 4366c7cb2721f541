import { z } from 'zod';
import type { ExplanationAnswers } from '../../../domain/explanation-answers/index.js';
import { UNDERSTOOD } from '../../../domain/explanation-answers/index.js';
import { decisionErased, unknownDecision } from '../decisions/errors.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { refName } from '../http/schemas.js';

export interface AnswerRouteDeps {
  readonly answers: ExplanationAnswers;
}

const route = routesOver<AnswerRouteDeps>();
/** Inputs that one answer calls wrong, and characters of a value. */
const MAX_WRONG = 20;
const MAX_TEXT = 500;

const answerBody = z
  .strictObject({
    why: z.enum(UNDERSTOOD).optional().meta({ description: '"Do you know why it was decided so?"' }),
    next: z.enum(UNDERSTOOD).optional().meta({ description: '"Do you know what you can do now?"' }),
    wrong: z
      .array(
        z.strictObject({
          input: refName,
          value: z.union([z.number(), z.string().max(MAX_TEXT), z.boolean(), z.null()]),
        }),
      )
      .max(MAX_WRONG)
      .default([])
      .meta({ description: 'Inputs that are wrong, with what they should be; the values are run and not kept.' }),
  })
  .refine(
    ({ why, next, wrong }) => why !== undefined || next !== undefined || wrong.length > 0,
    'expected "why", "next" or "wrong"',
  );

/** Routes that take what people say of explanations. */
export const answerRoutes: readonly Route<AnswerRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/decisions/:id/explanation/answers',
    action: 'explanation.answer',
    summary:
      'Take what a person says of the explanation of their decision: whether they understood it, and what in it is wrong',
    body: jsonBody(answerBody),
    answer: z.object({ id: z.string(), kept: z.literal(true) }).meta({ id: 'KeptAnswer' }),
    noStore: true,
    errors: ['BODY_INVALID', 'DECISION_UNKNOWN', 'INVALID', 'NOT_FOUND', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    async handle(call, { answers }) {
      const { id = '' } = call.params;
      const { why = null, next = null, wrong } = call.body;
      const taken = await answers.take(id, { why, next, wrong }, call.actor);
      if (taken === 'unknown')
        throw unknownDecision('no decision has this id', { remedy: 'Check the id; it is a UUID.' });
      if (taken === 'erased')
        throw decisionErased('the decision was erased, and with it whatever explained it', {
          remedy: 'Its receipt still proves that something was logged.',
        });
      return { id, kept: true as const };
    },
  }),
];
