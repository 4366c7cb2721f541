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

export const sampleReplayed = defineEvent(
  'decisions.replayed',
  {
    actor: z.string(),
    purpose: z.string(),
    from: z.string(),
    to: z.string(),
    of: z.int(),
    drawn: z.int(),
    first: z.int(),
    same: z.int(),
    other: z.int(),
    gone: z.int(),
    notRun: z.int(),
    damaged: z.int(),
    tolerance: z.number(),
    digest: z.string(),
  },
  'A part of a sample of recorded decisions was run again: how many came out the same, and the digest of a line for each id with what came of it. Those that came out otherwise have entries of their own, up to a hundred.',
  { log: 'reads' },
);

/** Events about decisions that are run again. */
export const replayEvents = [decisionReplayed, sampleReplayed] as const;
