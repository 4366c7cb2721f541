import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const explanationIssued = defineEvent(
  'explanation.issued',
  { of: z.string(), version: z.string(), basis: z.string(), digest: z.string(), by: z.string() },
  'A recorded decision was explained: `digest` is a keyed one of its content, which its erasure makes meaningless, `basis` that of version, background, reasons and method.',
);

export const explanationGiven = defineEvent(
  'explanation.given',
  { actor: z.string(), purpose: z.string(), of: z.string(), view: z.string(), digest: z.string() },
  'Somebody was given the explanation of a decision, in the view that is named.',
  { log: 'reads' },
);

export const explanationsRefused = defineEvent(
  'explanation.refused',
  { actor: z.string(), day: z.string(), budget: z.int() },
  'Somebody asked for explanations of more decisions than the budget of a day allows; told once a day of each.',
  { log: 'reads' },
);

/** Events about explanations of recorded decisions. */
export const explanationEvents = [explanationIssued, explanationGiven, explanationsRefused] as const;
