import { z } from 'zod';
import { defined } from '../../../base/defined.js';
import { MAX_DECIMALS } from '../../../fairness/outcomes/amount/index.js';

const text = z.string().min(1);

/** `data.outcome` of decisions that are amounts. */
export const amountOutcome = z.strictObject({
  type: z.literal('amount'),
  column: text.meta({ description: 'The column of decided amounts' }),
  unit: text.meta({ description: 'What the amounts count, such as USD' }),
  favourable: z.enum(['higher', 'lower']).meta({ description: 'Whether more or less is good for the person' }),
  decimals: z
    .int()
    .min(0)
    .max(MAX_DECIMALS)
    .optional()
    .meta({ description: 'Decimals of the unit, 2 unless given; an amount with more is refused' }),
  unitColumn: text.optional().meta({ description: 'A column with the unit of each row; another unit is refused' }),
  interval: z
    .strictObject({
      lower: text.meta({ description: 'The column of lower ends' }),
      upper: text.meta({ description: 'The column of upper ends' }),
    })
    .optional()
    .meta({
      description:
        'Columns of a prediction interval of each amount, both ends among it: how often it holds the label, and how wide it is, can be required',
    }),
});

/** An amount as a policy declares it, with every default filled in. */
export interface AmountOutcome {
  readonly type: 'amount';
  readonly column: string;
  readonly unit: string;
  readonly favourable: 'higher' | 'lower';
  readonly decimals: number;
  readonly unitColumn: string | null;
  /** The column of the amounts that turned out right; null where the policy binds none. */
  readonly label: string | null;
  /** The columns of a prediction interval's ends; absent where the policy names none. */
  readonly interval?: { readonly lower: string; readonly upper: string };
}

const DEFAULT_DECIMALS = 2;

export function buildAmount(raw: z.infer<typeof amountOutcome>, label: string | null): AmountOutcome {
  const { decimals = DEFAULT_DECIMALS, unitColumn = null, interval, ...rest } = raw;
  return { ...rest, decimals, unitColumn, label, ...defined({ interval }) };
}
