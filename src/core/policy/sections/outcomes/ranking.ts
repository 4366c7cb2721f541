import { z } from 'zod';
import { MOST_POSITIONS, MOST_TOPS } from '../../../fairness/outcomes/index.js';
import { text } from '../values/index.js';

/** Metrics of rankings. */
export const RANKING_METRICS = [
  'exposure',
  'exposure_per_relevance',
  'share_in_top_k',
  'representation_in_top_k',
  'pairwise_accuracy',
  'ndcg',
] as const;

/** Which pairs `pairwise_accuracy` and `turned_pairs` count: of two members of the group, or of one of the group and one of another. */
export const RANKED_PAIRS = ['within', 'across'] as const;
export type RankedPairs = (typeof RANKED_PAIRS)[number];

/** Whom `exposure` divides by: those shown, or all candidates. */
export const EXPOSED = ['shown', 'candidate'] as const;
export type Exposed = (typeof EXPOSED)[number];

/** The shares of the first places that groups of one attribute should hold. */
export interface TopTargets {
  readonly by: string;
  /** By the value of the attribute, each above 0. */
  readonly shares: Readonly<Record<string, number>>;
}

/** `data.outcome` of decisions that are lists in which candidates stand at positions. */
export const rankingOutcome = z.strictObject({
  type: z.literal('ranking'),
  list: text.meta({ description: 'The column that names the list (query, vacancy, day) of each candidate' }),
  position: text.meta({ description: 'The column of positions, 1 first; empty: the candidate was not shown' }),
  relevance: text.optional().meta({ description: 'The column of what a candidate was worth, 0 for nothing' }),
  k: z
    .array(z.int().min(1).max(MOST_POSITIONS))
    .max(MOST_TOPS)
    .optional()
    .meta({ description: 'The numbers of first places that are counted' }),
  holes: z.enum(['refuse', 'keep']).optional().meta({
    description: 'Positions that no candidate holds: refuse (a row is missing), or keep (something else stands there)',
  }),
});

/** What a position is worth, as an audit names it, so that one by other weights is never compared with it. */
export const POSITION_WEIGHTS = '1/log2(1 + position)';

/** A ranking as a policy declares it, with every default filled in. */
export interface RankingOutcome {
  readonly type: 'ranking';
  readonly list: string;
  readonly position: string;
  readonly relevance: string | null;
  /** Ascending. */
  readonly k: readonly number[];
  readonly holes: 'refuse' | 'keep';
  readonly positionWeights: typeof POSITION_WEIGHTS;
  readonly label: null;
}

export const buildRanking = ({
  list,
  position,
  relevance,
  k,
  holes,
}: z.infer<typeof rankingOutcome>): RankingOutcome => ({
  type: 'ranking',
  list,
  position,
  relevance: relevance ?? null,
  k: [...(k ?? [])].sort((a, b) => a - b),
  holes: holes ?? 'refuse',
  positionWeights: POSITION_WEIGHTS,
  label: null,
});
