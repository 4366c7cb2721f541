import { z } from 'zod';
import { defineEvent } from '../log/events/index.js';

const text = z.string();
const OF_REQUEST = { request: text, notice: text, decision: text, kind: text, by: text };

export const requestMade = defineEvent(
  'request.made',
  { ...OF_REQUEST, due: text },
  'The person decided about asks for a copy of what is held about them, for its erasure, or that a consent ends; they are to be answered by `due`.',
);

export const requestAnsweredBy = defineEvent(
  'request.answered',
  { ...OF_REQUEST, outcome: text, because: text.optional() },
  'A request of the person decided about was done or refused; `because` says why it was refused.',
);

/** Events of requests of people. */
export const requestEvents = [requestMade, requestAnsweredBy] as const;
