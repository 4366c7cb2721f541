import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const offersChecked = defineEvent(
  'offers.checked',
  {
    actor: z.string(),
    purpose: z.string(),
    deployment: z.string(),
    version: z.string(),
    cutoff: z.number(),
    offers: z.int(),
    kept: z.int(),
    broken: z.int(),
    notRun: z.int(),
    digest: z.string(),
  },
  'A part of the offers that hold was held against a version: how many it keeps and breaks, and the digest of a line for each decision with what came of it.',
  { log: 'reads' },
);

/** Events about offers of changes. */
export const offerEvents = [offersChecked] as const;
