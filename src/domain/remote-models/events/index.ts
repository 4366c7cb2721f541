import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const remoteModelChecked = defineEvent(
  'remote-model.checked',
  {
    version: z.string(),
    endpoint: z.string(),
    canaries: z.int(),
    other: z.int(),
    greatest: z.number().nullable(),
    tolerance: z.number(),
    actor: z.string(),
    purpose: z.string(),
  },
  'The endpoint of a version was asked for its canaries: how many rows it answers otherwise than when it was pinned, and the greatest difference (null where an answer was no number). `other` above 0 means that another model answers there.',
);

/** Events about models behind a network. */
export const remoteModelEvents = [remoteModelChecked] as const;
