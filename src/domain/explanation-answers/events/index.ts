import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const explanationAnswered = defineEvent(
  'explanation.answered',
  { of: z.string(), by: z.string(), digest: z.string() },
  'A person said of the explanation of their decision whether they understood it, or what in it is wrong: `digest` is a keyed one of what they said.',
);

/** Events about what people say of explanations. */
export const answerEvents = [explanationAnswered] as const;
