import { z } from 'zod';
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
}

const DEFAULT_DECIMALS = 2;

export function buildAmount(raw: z.infer<typeof amountOutcome>, label: string | null): AmountOutcome {
  const { decimals = DEFAULT_DECIMALS, unitColumn = null, ...rest } = raw;
  return { ...rest, decimals, unitColumn, label };
}
