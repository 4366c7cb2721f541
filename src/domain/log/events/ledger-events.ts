import { z } from 'zod';
import { defineEvent } from './define-event.js';

const log = z.enum(['main', 'reads']);

export const keyRotated = defineEvent(
  'ledger.key-rotated',
  {
    log,
    oldKey: z.string(),
    newKey: z.string(),
    fromSize: z.int(),
    statement: z.string(),
    retiresAt: z.string(),
    by: z.string(),
  },
  'A log was handed over to a new signing key; `statement` is the note that both keys signed.',
);

export const keyRetired = defineEvent(
  'ledger.key-retired',
  { log, key: z.string() },
  'The overlap of an old signing key is over, and the key is destroyed.',
);

export const rollbackAccepted = defineEvent(
  'ledger.rollback-accepted',
  {
    log,
    lostSize: z.int(),
    lostHead: z.string(),
    keptSize: z.int(),
    reason: z.string(),
    by: z.string(),
  },
  'After a restore to an older state an administrator let the log go on from it; `lostHead` is the newest signed checkpoint that was given up.',
);

export const verificationFailed = defineEvent(
  'verification.failed',
  { log, witness: z.string(), kind: z.enum(['ahead', 'fork', 'false-signature']), detail: z.string() },
  'A witness saw another log, or answered with a signature that is not its own.',
);

/** Events of the logs themselves. */
export const ledgerEvents = [keyRotated, keyRetired, rollbackAccepted, verificationFailed] as const;
