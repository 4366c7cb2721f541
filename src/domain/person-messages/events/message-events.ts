import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();
const OF_MESSAGE = { message: text, kind: text, notice: text, decision: text, case: text.optional(), by: text };

export const messageSent = defineEvent(
  'message.sent',
  { ...OF_MESSAGE, texts: text, digest: text },
  'A message to the person decided about was taken by the mail server, or by the system, `by` which it goes. That is no proof that anybody read it. `digest` is that of the sealed message and commits to what it said; where it went stands in no entry.',
);

export const messageFailed = defineEvent(
  'message.failed',
  { ...OF_MESSAGE, attempts: z.int(), problem: text },
  'A message to the person decided about was given up: somebody has to tell them otherwise.',
);

/** Events of messages to people. */
export const messageEvents = [messageSent, messageFailed] as const;
