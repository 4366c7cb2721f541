import { z } from 'zod';
import { AMOUNT_METRICS, type AmountMetric } from '../../../fairness/outcomes/amount/index.js';
import { type AmountOutcome, amountOutcome } from './amount.js';

/**
 * The kinds of outcomes besides decisions of 0 and 1 that a policy may declare, by type: the shape of `data.outcome` and the metrics that a
 * requirement may name. A further kind is one entry here and one in each list of this kind: the fate of a row (bind), subjects (judge),
 * SQL (adapters/dataset/outcomes), result and sentence (domain). docs/decisions/0018-outcomes.md.
 */
const KINDS = {
  amount: { schema: amountOutcome, metrics: AMOUNT_METRICS },
} as const;

/** Decisions that are not 0 or 1, as a policy declares them. */
export type Outcome = AmountOutcome;
export type OutcomeType = Outcome['type'];
/** Metrics of outcomes that are not 0 or 1. */
export type OutcomeMetric = AmountMetric;

export const OUTCOME_METRICS = KINDS.amount.metrics;

const binaryOutcome = z.strictObject({ type: z.literal('binary') });

/** `data.outcome`; absent, it is binary. */
export const outcome = z
  .discriminatedUnion('type', [binaryOutcome, KINDS.amount.schema])
  .meta({ description: 'What a decision is; absent, it is binary: 0 or 1' });

/** The type of outcome that a metric measures. */
export function outcomeOfMetric(metric: string): OutcomeType | 'binary' {
  const kinds = Object.entries(KINDS) as [OutcomeType, (typeof KINDS)[OutcomeType]][];
  return kinds.find(([, { metrics }]) => (metrics as readonly string[]).includes(metric))?.[0] ?? 'binary';
}
