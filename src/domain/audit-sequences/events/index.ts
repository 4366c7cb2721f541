import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();

export const sequenceDecided = defineEvent(
  'audit-sequence.decided',
  {
    ...{ sequence: text, place: z.int(), audit: text, deployment: text, verdict: text },
    ...{ logEvidence: z.number(), logNeeded: z.number(), finding: z.boolean(), findings: z.int(), level: z.number() },
    ...{ requirements: z.array(text), by: text },
  },
  'A kept audit is the next decision of a sequence, the one in `place` from 1. `logEvidence` is the natural logarithm of its e-value against "every blocking requirement keeps its bound", of which `requirements` give some, `logNeeded` that of what a `finding` needed (e-LOND); of all `findings` of the sequence at most the share `level` is false, in expectation.',
);

/** Events about sequences. */
export const auditSequenceEvents = [sequenceDecided] as const;
