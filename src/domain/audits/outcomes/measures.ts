import { metricKey } from '../../../core/policy/sections/index.js';
import type { WordDistribution } from '../result/result.js';
import type { ShownMeasure } from './view.js';

/** Each measure once. */
export const distinctMeasures = (measures: readonly ShownMeasure[]): ShownMeasure[] => [
  ...new Map(measures.map((each) => [metricKey(each), each])).values(),
];

/** How the people of a group are spread over words. */
export const wordShares = (
  frame: Pick<WordDistribution, 'by' | 'group' | 'n'>,
  words: readonly string[],
  counts: readonly number[],
): WordDistribution => ({ ...frame, counts: words.map((word, place) => ({ word, n: counts[place]! })) });
