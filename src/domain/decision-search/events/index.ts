import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const decisionsSearched = defineEvent(
  'read.search',
  {
    actor: z.string(),
    purpose: z.string(),
    filter: z.string(),
    attributes: z.boolean(),
    found: z.array(z.string()).readonly(),
  },
  'Recorded decisions were searched: the filter with a subject in it as a keyed tag, whether it asked for attributes, and the decisions that were shown.',
  { log: 'reads' },
);

/** Events about searches. */
export const searchEvents = [decisionsSearched] as const;
