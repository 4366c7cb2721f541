/** What is summed for each group in each list. Reals are in fixed point, 2^40 for 1. */
const BASIC = [
  'lists',
  'candidates',
  'shown',
  /** Sum of the position weights of the shown candidates. */
  'exposure',
  'relevance',
  /** Lists in which the group has a relevant candidate, and the sum of its normalised gains in them. */
  'ranked',
  'ndcg',
  /** Twice the pairs of different relevance inside the group, and twice those in which the more relevant stands higher (once where neither is shown). */
  'pairs_within',
  'kept_within',
  /** The same of pairs whose more relevant candidate is of the group and whose other one is not. */
  'pairs_across',
  'kept_across',
] as const;

export type Measure = (typeof BASIC)[number] | `top_${number}`;

/** The measures that are in fixed point; the others count. */
export const isFixedPoint = (measure: Measure): boolean =>
  measure === 'exposure' || measure === 'relevance' || measure === 'ndcg';

/** Names of the sums of a group in their order. */
export const measuresOf = (k: readonly number[]): readonly Measure[] => [
  ...BASIC,
  ...k.map((top) => `top_${top}` as const),
];

/** Measures whose products within a list are summed: those that are divided by each other, or compared between groups. */
export const blocksOf = (k: readonly number[]): readonly (readonly Measure[])[] => [
  ['lists'],
  ['candidates', 'shown', 'exposure', 'relevance'],
  ['ranked', 'ndcg'],
  ['pairs_within', 'kept_within'],
  ['pairs_across', 'kept_across'],
  ...k.map((top): readonly Measure[] => ['candidates', `top_${top}`]),
];

/** Place of the product of two measures among the products of two groups; -1 where it is not summed. */
export function productPlace(k: readonly number[], one: Measure, two: Measure): number {
  let start = 0;
  for (const block of blocksOf(k)) {
    const [row, column] = [block.indexOf(one), block.indexOf(two)];
    if (row >= 0 && column >= 0) return start + row * block.length + column;
    start += block.length * block.length;
  }
  return -1;
}

/** Number of products of two groups. */
export const productCount = (k: readonly number[]): number =>
  blocksOf(k).reduce((sum, block) => sum + block.length * block.length, 0);
