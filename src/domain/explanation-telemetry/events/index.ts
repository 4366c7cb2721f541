import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const explanationsSurveyed = defineEvent(
  'explanations.surveyed',
  {
    actor: z.string(),
    purpose: z.string(),
    deployment: z.string(),
    from: z.string(),
    to: z.string(),
    people: z.int(),
    by: z.string().nullable(),
    digest: z.string(),
  },
  'Somebody was told what the explanations of many decisions say together: of how many people, by which attribute, and the digest of the ids of those decisions.',
  { log: 'reads' },
);

/** Events about explanations of many decisions. */
export const telemetryEvents = [explanationsSurveyed] as const;
