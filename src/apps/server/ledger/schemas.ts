import { z } from 'zod';
import { time } from '../http/schemas.js';

export const keyChange = z
  .strictObject({
    log: z.enum(['main', 'reads']).default('main'),
    overlapDays: z.int().min(0).max(3650).optional(),
  })
  .meta({ id: 'LedgerKeyChange' });

const logName = z.enum(['main', 'reads']);

export const ledgerState = z
  .object({
    isPublic: z.boolean().meta({ description: 'Whether anyone may read checkpoints and tiles; a setting.' }),
    isHalted: z.boolean().meta({ description: 'Whether nothing is signed any more, as a log is not what was signed.' }),
    logs: z.array(
      z.object({
        log: logName,
        key: z.string().meta({ description: 'Verifier key (C2SP), which holds the name of the log.' }),
        entries: z.int(),
        shown: z.int().meta({ description: 'Entries under the checkpoint that outsiders are shown.' }),
        cosigned: z.int().meta({ description: 'Entries under the newest checkpoint that enough witnesses signed.' }),
        showsWithinMs: z.int().meta({ description: 'How long a signed checkpoint may wait until it is shown.' }),
        check: z
          .object({ at: time, tookMs: z.int(), entries: z.int(), ok: z.boolean() })
          .nullable()
          .meta({ description: 'The last check of every entry; null before the first since the start.' }),
      }),
    ),
    witnesses: z.array(
      z.object({
        log: logName,
        name: z.string(),
        cosigned: z.int(),
        cosignedAt: time.nullable(),
        failures: z.int(),
        alarm: z.enum(['ahead', 'fork', 'false-signature']).nullable(),
      }),
    ),
    quorum: z.int().nullable().meta({
      description: 'Signatures of witnesses that a checkpoint needs; null where more than half of them is the rule.',
    }),
    checkIntervalMs: z.int().nullable().meta({
      description: 'Time between two checks of every entry; 0 for none, null where the default holds, a day.',
    }),
  })
  .meta({ id: 'LedgerState' });
