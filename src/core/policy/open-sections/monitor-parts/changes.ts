import { z } from 'zod';
import { DAY_MS, DURATION, durationMs } from '../../../base/durations.js';
import type { PartMistake } from './durations.js';

/** Most changes of a file, most blocks that lie between the two that are compared (each is remembered of each group), and the longest time between them. */
const MOST_CHANGES = 100;
const MOST_BLOCKS = 400;
const LONGEST_DAYS = 92;

/** Rules such as "the ratio is down by 5 % week over week", as alarms. */
export const changes = z
  .array(
    z.strictObject({
      requirement: z
        .string()
        .min(1)
        .meta({ description: 'Id of a requirement of the file that is about a rate, a mean, an area or F1' }),
      over: z.string().regex(DURATION).meta({
        description:
          'How long before each block the one lies that it is compared with: 7d compares every hour with the same hour of the week before. A multiple of the block, at most 400 of them',
      }),
      by: z.number().min(0).meta({
        description:
          'By how much it may get worse: of a difference or a value in its own unit, of a ratio the share of it that may be lost, so 0.05 is 5 %',
      }),
      oneSided: z.boolean().optional().meta({
        description:
          'Of a requirement that is judged on both sides: watch only that group minus reference rises, or group over reference falls; both unless written',
      }),
      severity: z.enum(['block', 'warn']).optional().meta({ description: 'That of the requirement unless written' }),
    }),
  )
  .max(MOST_CHANGES)
  .optional()
  .meta({
    description:
      'Changes against an earlier time that raise alarms, each within the budget: differences in differences, and ratios over ratios',
  });

export type WrittenChange = NonNullable<z.output<typeof changes>>[number];

/** Changes that cannot be watched, by the length of a block; paths begin inside of the section. */
export function changeMistakes(written: readonly WrittenChange[], block: string): PartMistake[] {
  const blockMs = durationMs(block);
  return written.flatMap(({ over, requirement }, i) => {
    const blocks = durationMs(over) / blockMs;
    const isFirst = written.findIndex((one) => one.requirement === requirement) === i;
    return [
      ...(Number.isInteger(blocks) && blocks <= MOST_BLOCKS && durationMs(over) <= LONGEST_DAYS * DAY_MS
        ? []
        : [
            {
              path: ['changes', i, 'over'],
              message: `${over} is not 1 to ${MOST_BLOCKS} blocks of ${block}, or longer than ${LONGEST_DAYS} days`,
              remedy: 'Write a multiple of the block, such as over: 7d with a block of 1h, or longer blocks.',
            },
          ]),
      ...(isFirst
        ? []
        : [
            {
              path: ['changes', i, 'requirement'],
              message: `changes of ${requirement} are asked for twice`,
              remedy: 'Write each requirement once: its alarms have one name.',
            },
          ]),
    ];
  });
}
