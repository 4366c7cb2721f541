import { z } from 'zod';
import { dataValue, text } from '../values/index.js';
import { FEWEST_WORDS, MOST_WORDS, noDecision } from './ordered.js';
import type { SourceTexts } from './source-texts.js';

/** Metrics of classes. */
export const CLASS_METRICS = [
  'class_rate',
  'class_recall',
  'class_precision',
  'macro_recall',
  'worst_class_recall',
  'expected_cost',
] as const;

/** `data.outcome` of decisions that are one of several classes without an order. */
export const classOutcome = z.strictObject({
  type: z.literal('class'),
  column: text.meta({ description: 'The column of decided classes' }),
  classes: z
    .array(dataValue)
    .min(FEWEST_WORDS)
    .max(MOST_WORDS)
    .meta({ description: 'Every class; another one in the data is refused' }),
  favourable: z.array(dataValue).optional().meta({ description: 'Classes that are good for the person' }),
  none: noDecision,
});

/** A class as a policy declares it, with every default filled in. */
export interface ClassOutcome {
  readonly type: 'class';
  readonly column: string;
  readonly classes: readonly string[];
  readonly favourable: readonly string[];
  readonly none: readonly string[];
  /** The column of the true classes; null where the policy binds none. */
  readonly label: string | null;
}

export const buildClass = (
  { column, classes, favourable, none }: z.infer<typeof classOutcome>,
  label: string | null,
  texts: SourceTexts,
): ClassOutcome => ({
  type: 'class',
  column,
  classes: texts(classes, ['classes']),
  favourable: texts(favourable, ['favourable']),
  none: texts(none, ['none']),
  label,
});
