import { z } from 'zod';
import type { PartMistake } from './durations.js';

/** `monitor.amounts`: where amounts are cut, so that their means can be watched. */
export const amounts = z
  .strictObject({
    from: z.number().min(0).optional().meta({ description: 'An amount below counts as this one; 0 unless written' }),
    to: z.number().positive().meta({ description: 'An amount above counts as this one' }),
    errors: z.number().positive().optional().meta({
      description: 'An error of an amount, or an interval, larger than this counts as this; to - from unless written',
    }),
  })
  .optional()
  .meta({
    description:
      'The range, in the unit of the amounts, within which means are watched: the wider, the longer until evidence is found',
  });

type WrittenAmounts = NonNullable<z.output<typeof amounts>>;

/** A range that cannot be, or that is of no use. @param outcome type of the decisions, as written; null where the data cannot be read */
export function amountMistakes({ from = 0, to }: WrittenAmounts, outcome: string | null): PartMistake[] {
  const mistakes: PartMistake[] = [];
  if (from >= to)
    mistakes.push({
      path: ['amounts'],
      message: `amounts are cut from ${from} to ${to}`,
      remedy: 'Write a from below its to.',
    });
  if (outcome !== null && outcome !== 'amount')
    mistakes.push({
      path: ['amounts'],
      message: `the section names a range of amounts, and decisions are ${outcome === 'binary' ? 'yes or no' : `of type ${outcome}`}`,
      remedy: 'Leave amounts out, or declare data.outcome with type: amount.',
    });
  return mistakes;
}
