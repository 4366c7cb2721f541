import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const artifactStored = defineEvent(
  'artifact.stored',
  { digest: z.string(), size: z.int(), by: z.string() },
  'The bytes of a model were stored. That the same bytes are put back where they were damaged is no event: they are what they were.',
);

/** Events of stored artifacts. */
export const artifactEvents = [artifactStored] as const;
