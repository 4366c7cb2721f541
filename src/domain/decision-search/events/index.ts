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
  'Recorded decisions were searched: the filter, in which values that an erasure destroys (subject, outcome, route, stage, attributes) stand as keyed tags, whether it asked for attributes, and the decisions that were shown.',
  { log: 'reads' },
);

/** Events about searches. */
export const searchEvents = [decisionsSearched] as const;
