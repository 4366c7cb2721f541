import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const documentIssued = defineEvent(
  'document.issued',
  {
    ...{ id: z.string(), kind: z.string(), subject: z.string(), view: z.string(), format: z.string() },
    /** Of its bytes. */
    digest: z.string(),
    /** Entries of the log that stood under a checkpoint when its records were read; null before the first. */
    size: z.int().nullable(),
    ...{ tool: z.string(), to: z.string(), kept: z.boolean(), by: z.string() },
  },
  'A document left the house: which one, the digest of its bytes, the place of the log at which its records were read, to whom, and whether the bytes are kept or their digest alone.',
);

/** Events of documents that leave the house. */
export const issuedEvents = [documentIssued] as const;
