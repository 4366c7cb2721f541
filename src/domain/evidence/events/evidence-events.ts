import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();
const OF_FILE = { evidence: text, decision: text, notice: text, by: text };

export const evidenceAdded = defineEvent(
  'evidence.added',
  { ...OF_FILE, kind: text, bytes: z.int(), digest: text },
  'A file was handed in about a decision. It is beside the log, sealed under a key that the erasure of the decision destroys; `digest` is that of the sealed file and commits to it.',
);

export const evidenceRemoved = defineEvent(
  'evidence.removed',
  OF_FILE,
  'A file that was handed in was taken back before anybody could read it.',
);

export const evidenceOpened = defineEvent(
  'evidence.opened',
  { actor: text, evidence: text, case: text, of: text },
  'A reader of a case about the decision `of` opened a file that the person handed in.',
  { log: 'reads' },
);

/** Events of files that people hand in. */
export const evidenceEvents = [evidenceAdded, evidenceRemoved, evidenceOpened] as const;
