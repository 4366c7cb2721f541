import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';
import { ARTIFACT_CLASSES } from '../classes/index.js';

export const artifactStored = defineEvent(
  'artifact.stored',
  { digest: z.string(), size: z.int(), class: z.enum(ARTIFACT_CLASSES).optional(), by: z.string() },
  'Bytes were stored; without `class` they are those of a model. That the same bytes are put back where they were damaged is no event: they are what they were.',
);

export const artifactClassed = defineEvent(
  'artifact.classed',
  { digest: z.string(), class: z.enum(ARTIFACT_CLASSES), by: z.string() },
  'Bytes that were stored as something else were found to hold persons: fewer may fetch them from here on.',
);

export const artifactErased = defineEvent(
  'artifact.erased',
  { digest: z.string(), class: z.enum(ARTIFACT_CLASSES), basis: z.string(), by: z.string() },
  'The bytes of an artifact were erased, and the same ones are not taken again.',
);

export const artifactRead = defineEvent(
  'artifact.read',
  { actor: z.string(), purpose: z.string(), digest: z.string() },
  'Somebody was given bytes that hold persons.',
  { log: 'reads' },
);

/** Events of stored artifacts. */
export const artifactEvents = [artifactStored, artifactClassed, artifactErased, artifactRead] as const;
