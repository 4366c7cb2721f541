import { z } from 'zod';
import { defineEvent } from '../../../log/events/index.js';
import { STATED_ABOUT } from '../ports/index.js';

export const documentStated = defineEvent(
  'document.stated',
  {
    by: z.string(),
    about: z.enum(STATED_ABOUT),
    id: z.string(),
    field: z.string(),
    statement: z.string(),
  },
  'Somebody said something for a field of documents: what it is about, the field, and the digest of what was said. Documents show it with who said it.',
);

/** Events of statements. */
export const statementEvents = [documentStated] as const;
