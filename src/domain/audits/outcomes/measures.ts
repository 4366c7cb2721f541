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

/** The table of people by the word that was due and the one given, without its empty places; nothing where nobody has a label. */
export function labelledOf(
  words: readonly string[],
  table: readonly (readonly number[])[],
): Pick<WordDistribution, 'labelled'> {
  const labelled = table.flatMap((row, label) =>
    row.flatMap((n, given) => (n === 0 ? [] : [{ label: words[label]!, word: words[given]!, n }])),
  );
  return labelled.length === 0 ? {} : { labelled };
}
