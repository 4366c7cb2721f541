import { z } from 'zod';
import { someText } from '../../../domain/settings/index.js';
import { DEPENDENT_KINDS, type DependentKind } from '../../../domain/system-ends/index.js';
import { refName, time } from '../http/schemas.js';

const MOST_WORDS = 500;
const words = someText(MOST_WORDS);

const end = z
  .object({
    ...{ announcedAt: time, announcedBy: z.string(), decisionsUntil: time, successor: z.string().nullable() },
    ...{ reason: z.string(), told: z.string() },
    ...{ retiredAt: time.nullable(), retiredBy: z.string().nullable(), lastAudit: z.string().nullable() },
  })
  .meta({ id: 'SystemEnd' });

export const endQuery = z.strictObject({ system: refName });

export const endAnswer = z
  .object({
    system: z.string(),
    state: z
      .enum(['announced', 'frozen', 'retired'])
      .nullable()
      .meta({ description: 'Null where no end was announced.' }),
    end: end.nullable(),
    dependents: z.array(
      z.object({
        kind: z.enum(Object.keys(DEPENDENT_KINDS) as [DependentKind, ...DependentKind[]]),
        says: z.string(),
        n: z.int(),
        more: z.boolean().meta({ description: 'Whether there may be more than were counted.' }),
        some: z.array(z.string()),
        blocks: z.boolean().meta({ description: 'Whether the system cannot be retired while there are some.' }),
      }),
    ),
    lastAudit: z.object({ id: z.string(), at: time }).nullable(),
    open: z.array(z.string()).meta({ description: 'What has to be over before it may be retired.' }),
  })
  .meta({ id: 'SystemEndStanding' });

export const announceRequest = z
  .strictObject({
    system: refName,
    decisionsUntil: time.meta({ description: 'From this moment on no decision of the system is taken.' }),
    successor: refName.nullable().default(null).meta({ description: 'The registered system that takes its place.' }),
    reason: words,
    told: words.meta({ description: 'How the people decided about, and those who use the decisions, are told.' }),
  })
  .meta({ id: 'SystemEndAnnounced' });

export const withdrawRequest = z.strictObject({ system: refName, reason: words }).meta({ id: 'SystemEndWithdrawn' });
export const retireRequest = z.strictObject({ system: refName }).meta({ id: 'SystemRetired' });
