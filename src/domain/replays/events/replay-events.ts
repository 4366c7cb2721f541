import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const decisionReplayed = defineEvent(
  'decision.replayed',
  {
    actor: z.string(),
    purpose: z.string(),
    of: z.string(),
    version: z.string(),
    equal: z.boolean(),
    tolerance: z.number(),
    differs: z.array(z.string()).readonly(),
  },
  'A recorded decision was run again by the bytes of its version: whether score and outcome came out the same, and what differed.',
  { log: 'reads' },
);

/** Events about decisions that are run again. */
export const replayEvents = [decisionReplayed] as const;
