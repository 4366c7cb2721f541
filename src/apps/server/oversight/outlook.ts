import { z } from 'zod';
import { QUEUES } from '../../../core/oversight/index.js';
import type { CaseOutlook } from '../../../domain/oversight/index.js';
import { time } from '../http/schemas.js';

const timeOrNull = time.nullable();

export const outlookAnswer = z
  .object({
    asOf: time,
    days: z.int().meta({ description: 'Days back over which `opened` and `perDay` are counted.' }),
    opened: z.int(),
    oldest: timeOrNull.meta({ description: 'When the oldest case that is not decided was opened.' }),
    classes: z.array(
      z.object({
        queue: z.enum(QUEUES),
        waiting: z.int(),
        read: z.int().meta({ description: 'Somebody has them.' }),
        stuck: z.int().meta({ description: 'Wait for the person, or for whoever leads the review.' }),
        oldest: timeOrNull,
        reserved: z.number().meta({ description: 'Least share of the claims that is kept for the class.' }),
        claims: z.int(),
        claimsShare: z.number().nullable(),
      }),
    ),
    readers: z.array(z.object({ reader: z.string(), held: z.int() })),
    readersInAll: z.int().meta({ description: 'Accounts that may read cases at all.' }),
    forecast: z.object({
      waiting: z.int(),
      late: z.int(),
      perDay: z.object({
        estimate: z.number(),
        lower: z.number(),
        upper: z.number(),
        level: z.number(),
        events: z.int(),
        days: z.number(),
      }),
      willBeLate: z.object({ estimate: z.int(), atUpperRate: z.int(), atLowerRate: z.int() }).nullable().meta({
        description:
          'Of those that are not late yet, how many will be where as many are decided a day; null where fewer than 5 were decided in these days.',
      }),
      last: timeOrNull.meta({ description: 'When the last of them would be decided.' }),
      neededPerDay: z.number().meta({ description: 'Least decided a day at which none of the others is late.' }),
    }),
    draws: z.object({ waiting: z.int(), without: z.int() }).meta({
      description:
        'Decisions that policies drew: those that are no case yet, and those of which none can be, of which the newest 1,000 are kept.',
    }),
    sampling: z
      .array(z.object({ deployment: z.string(), policy: z.string(), decisions: z.int(), drawn: z.int() }))
      .meta({ description: 'From how many decisions was drawn in these days.' }),
    beyond: z.int().meta({ description: 'Cases that are not decided and not in the forecast.' }),
  })
  .meta({ id: 'CaseOutlook' });

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export function printOutlook({ asOfMs, oldestMs, classes, forecast, ...rest }: CaseOutlook) {
  const { lastMs, ...told } = forecast;
  return {
    ...{ ...rest, asOf: iso(asOfMs), oldest: isoOrNull(oldestMs) },
    classes: classes.map(({ oldestMs: oldest, ...one }) => ({ ...one, oldest: isoOrNull(oldest) })),
    // A rate of hardly anything gives a moment beyond all calendars.
    forecast: { ...told, last: lastMs === null || lastMs > LAST_MOMENT_MS ? null : iso(lastMs) },
  };
}

/** The last moment that has a year of four digits. */
const LAST_MOMENT_MS = Date.UTC(9999, 11, 31);
