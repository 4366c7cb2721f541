import { z } from 'zod';
import { AMOUNT_METRICS, type AmountMetric } from '../../../fairness/outcomes/amount/index.js';
import { type AmountOutcome, amountOutcome, buildAmount } from './amount.js';
import { buildClass, CLASS_METRICS, type ClassOutcome, classOutcome } from './class.js';
import { buildOrdered, ORDERED_METRICS, type OrderedOutcome, orderedOutcome } from './ordered.js';
import { buildRanking, RANKING_METRICS, type RankingOutcome, rankingOutcome } from './ranking.js';
import type { SourceTexts } from './source-texts.js';
import { buildStages, STAGES_METRICS, type StagesOutcome, stagesOutcome } from './stages.js';

/**
 * The kinds of outcomes besides decisions of 0 and 1 that a policy may declare, by type: the metrics that a requirement may name. A further
 * kind is one entry here, one in `outcome` and `buildOutcome`, and one in each list of this kind: the fate of a row (bind), subjects (judge),
 * SQL (adapters/dataset/outcomes), result and sentence (domain). docs/decisions/0018-outcomes.md.
 */
const METRICS: Readonly<Record<OutcomeType, readonly OutcomeMetric[]>> = {
  amount: AMOUNT_METRICS,
  ordered: ORDERED_METRICS,
  class: CLASS_METRICS,
  stages: STAGES_METRICS,
  ranking: RANKING_METRICS,
};

/** Decisions that are not 0 or 1, as a policy declares them. */
export type Outcome = AmountOutcome | OrderedOutcome | ClassOutcome | StagesOutcome | RankingOutcome;
export type OutcomeType = Outcome['type'];
/** Metrics of outcomes that are not 0 or 1. */
export type OutcomeMetric =
  | AmountMetric
  | (typeof ORDERED_METRICS)[number]
  | (typeof CLASS_METRICS)[number]
  | (typeof STAGES_METRICS)[number]
  | (typeof RANKING_METRICS)[number];

export { RELATIVE_METRICS, type RelativeMetric } from './ordered.js';
export {
  EXPOSED,
  type Exposed,
  POSITION_WEIGHTS,
  RANKED_PAIRS,
  RANKING_METRICS,
  type RankedPairs,
  type TopTargets,
} from './ranking.js';

export const OUTCOME_METRICS: readonly OutcomeMetric[] = [...new Set(Object.values(METRICS).flat())];

/** The metrics of one type of outcome. */
export const metricsOfOutcome = (type: OutcomeType): readonly OutcomeMetric[] => METRICS[type];

const binaryOutcome = z.strictObject({ type: z.literal('binary') });

/** `data.outcome`; absent, it is binary. */
export const outcome = z
  .discriminatedUnion('type', [
    binaryOutcome,
    amountOutcome,
    orderedOutcome,
    classOutcome,
    stagesOutcome,
    rankingOutcome,
  ])
  .meta({ description: 'What a decision is; absent, it is binary: 0 or 1' });

export type RawOutcome = z.infer<typeof outcome>;

/** An outcome with its defaults; null where decisions are 0 or 1. */
export function buildOutcome(raw: RawOutcome | undefined, label: string | null, texts: SourceTexts): Outcome | null {
  switch (raw?.type) {
    case 'amount':
      return buildAmount(raw, label);
    case 'ordered':
      return buildOrdered(raw, label, texts);
    case 'class':
      return buildClass(raw, label, texts);
    case 'stages':
      return buildStages(raw, texts);
    case 'ranking':
      return buildRanking(raw);
    default:
      return null;
  }
}

/** The types of outcomes that a metric measures; `share_at_least` is one of amounts and of levels. */
export function outcomesOfMetric(metric: string): readonly (OutcomeType | 'binary')[] {
  const types = (Object.keys(METRICS) as OutcomeType[]).filter((type) => METRICS[type].some((one) => one === metric));
  return types.length === 0 ? ['binary'] : types;
}

/** What decisions of a type are called in a sentence. */
export const OUTCOME_WORDS: Readonly<Record<OutcomeType | 'binary', string>> = {
  binary: '0 or 1',
  amount: 'amounts',
  ordered: 'levels',
  class: 'classes',
  stages: 'stages',
  ranking: 'rankings',
};

/** An example of each declaration, for remedies. */
export const OUTCOME_EXAMPLES: Readonly<Record<OutcomeType, string>> = {
  amount: '{ type: amount, column: COLUMN, unit: USD, favourable: higher }',
  ordered: '{ type: ordered, column: COLUMN, levels: [C, B, A], favourable: higher }',
  class: '{ type: class, column: COLUMN, classes: [cat, dog], favourable: [cat] }',
  stages: '{ type: stages, stages: [{ name: screen, column: COLUMN }, { name: offer, column: COLUMN }] }',
  ranking: '{ type: ranking, list: COLUMN, position: COLUMN, k: [10] }',
};
