import { z } from 'zod';
import { dataValue, text } from '../values/index.js';
import type { SourceTexts } from './source-texts.js';

/** Fewest levels or classes with which there is something to decide, and most of them: more are an amount or an identifier. Ours. */
export const FEWEST_WORDS = 2;
export const MOST_WORDS = 1000;

/** Metrics of levels. */
export const ORDERED_METRICS = [
  'superiority',
  'mean_rank',
  'dominance_shortfall',
  'turned_pairs',
  'share_at_least',
  'lowered_share',
  'raised_share',
  'capped_share',
] as const;

/** Metrics of levels that hold a group against other people already: against a reference, or against everybody else. */
export const RELATIVE_METRICS = [
  'superiority',
  'mean_rank',
  'dominance_shortfall',
  'turned_pairs',
] as const satisfies readonly (typeof ORDERED_METRICS)[number][];
export type RelativeMetric = (typeof RELATIVE_METRICS)[number];

export const noDecision = z
  .array(dataValue)
  .optional()
  .meta({ description: 'Values that say that nothing was decided, such as withdrawn; their rows are counted apart' });

/** `data.outcome` of decisions that are levels, such as grades. */
export const orderedOutcome = z.strictObject({
  type: z.literal('ordered'),
  column: text.meta({ description: 'The column of decided levels' }),
  levels: z
    .array(dataValue)
    .min(FEWEST_WORDS)
    .max(MOST_WORDS)
    .meta({ description: 'Every level in ascending order; another one in the data is refused' }),
  favourable: z.enum(['higher', 'lower']).meta({ description: 'Whether the last or the first level is good' }),
  none: noDecision,
});

/** A level as a policy declares it, with every default filled in. */
export interface OrderedOutcome {
  readonly type: 'ordered';
  readonly column: string;
  readonly levels: readonly string[];
  readonly favourable: 'higher' | 'lower';
  readonly none: readonly string[];
  /** The column of the levels that were due; null where the policy binds none. */
  readonly label: string | null;
}

export const buildOrdered = (
  { column, levels, favourable, none }: z.infer<typeof orderedOutcome>,
  label: string | null,
  texts: SourceTexts,
): OrderedOutcome => ({
  type: 'ordered',
  column,
  levels: texts(levels, ['levels']),
  favourable,
  none: texts(none, ['none']),
  label,
});
