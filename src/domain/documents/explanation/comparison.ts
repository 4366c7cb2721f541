import type { Comparison } from '../../../core/explain/index.js';
import type { ExplanationPage } from './page-data.js';

/** Words of a page for the reference of the contributions. */
export interface ComparisonWords {
  /** Reference in a sentence: `compared with ...`. */
  readonly against: string;
  /** Name of the value from which the steps begin. */
  readonly start: string;
  /** Beginning of the sentence with that value: `...; <this> 0.35.` */
  readonly startIs: string;
  /** Caution for a careful reader; null for none. */
  readonly caution: string | null;
}

const WORDS: Readonly<Record<Comparison, ComparisonWords>> = {
  background: {
    against: 'the people in the background',
    start: 'average of those compared with',
    startIs: 'the average of those compared with is',
    caution: null,
  },
  'training data': {
    against: 'the average of the training data, as the trees remember it',
    start: 'average of the training data',
    startIs: 'the average of the training data is',
    caution: 'No background was given: the average is that of the training data as the trees remember it.',
  },
  zeros: {
    against: 'an input of zeros',
    start: 'an input of zeros',
    startIs: 'an input of zeros scores',
    caution:
      'No background was given: the steps compare with an input of zeros in every place, which may be nobody. A background gives a comparison with people.',
  },
  intercept: {
    against: "the model's own intercept, where no fact counts",
    start: "the model's intercept",
    startIs: "the model's intercept is",
    caution:
      "No background was given: the steps compare with the model's own intercept, and every fact counts in full. A background gives a comparison with people.",
  },
};
const ONE_ROW: ComparisonWords = {
  against: 'the one row of the background',
  start: 'the row compared with',
  startIs: 'the row compared with scores',
  caution: null,
};

/**
 * Words for a comparison.
 *
 * @param rows number of rows of the background, null without one
 */
export const comparisonWords = (comparison: Comparison, rows: number | null): ComparisonWords =>
  comparison === 'background' && rows === 1 ? ONE_ROW : WORDS[comparison];

/** The scale of a score, for a reader who meets two of them. */
export function scaleWords(
  scale: 'raw' | 'linked',
  { link, output }: Pick<ExplanationPage, 'link' | 'output'>,
): string {
  if (output.chance != null && (scale === 'linked' || link === 'identity')) return `probability ${output.chance}`;
  if (link === 'identity') return 'score';
  if (scale === 'linked') return 'published score';
  return link === 'logit' ? 'score in log-odds' : "score before publication (the model's own sum)";
}
