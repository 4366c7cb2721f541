import { agree, counted } from '../../../core/base/counted.js';
import { stigmaWords } from '../../../data/stigma-words/index.js';
import { peopleOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { gapSentence, gapsInSets, judgeGaps, unknownNotes } from './rate-test.js';
import type { DataAuditSection, SourceTest } from './source-test.js';
import { countText, openText, shareText } from './words.js';

/** Most difference of the shares of texts with such a word that passes. */
const MAX_DIFFERENCE = 0.02;

interface WordList {
  readonly list: string;
  readonly date: string;
  readonly words: readonly { readonly forms: readonly string[] }[];
}

/** Whether texts about people hold disparaging words equally often in all groups. */
export const stigmaWordsTest: SourceTest = {
  name: 'stigmaWords',
  title: 'Disparaging words in free text',
  source: BIAS_SOURCES.annotation,
  measure: { name: 'difference of shares of texts with such a word', unit: 'points' },
  comparesWithReference: true,
  basis: {
    kind: 'practice',
    source: 'Sun et al. 2022 found 2.54 times the odds of a negative descriptor; the bound is built in',
  },
  columns: (section) => section.stigmaWords?.columns ?? [],
  async run(context) {
    const settings = context.section.stigmaWords;
    if (settings === undefined)
      return { notApplicable: 'The policy names no column of free text (dataAudit.stigmaWords.columns).' };
    const { words, name } = wordsOf(settings);
    if (words.length === 0) return { notApplicable: 'No word is given: list is none, and words is empty.' };
    const maxDifference = settings.maxDifference ?? MAX_DIFFERENCE;
    const measures = [];
    const notes = [name];
    for (const column of settings.columns) {
      const rows = await context.data.aggregate({ keys: [{ kind: 'words', column, words }] });
      const texts = rows.filter(({ keys }) => keys[0] !== null);
      const found = peopleOf(texts.filter(({ keys }) => keys[0] === '1'));
      notes.push(
        `${column}: ${countText(found)} of ${counted(countText(peopleOf(texts)), 'text')} (${shareText(peopleOf(texts) === 0 ? null : found / peopleOf(texts))}) ${agree(countText(found), 'holds', 'hold')} such a word.`,
      );
      measures.push(
        ...gapsInSets(texts, context.policy, column, ({ n, rows: own }) => ({
          n,
          successes: peopleOf(own.filter(({ keys }) => keys[0] === '1')),
        })),
      );
      notes.push(...unknownNotes(texts, context.policy));
    }
    if (measures.length === 0) return { notApplicable: 'Fewer than two groups have texts.' };
    const judged = judgeGaps(measures, maxDifference, context);
    const { decisive } = judged;
    const message =
      decisive === null
        ? 'No group can be compared.'
        : `${decisive.subject} with such a word: ${gapSentence(decisive, maxDifference)}${openText(judged)}`;
    return { judged, message, notes };
  },
};

function wordsOf({ list = 'clinical', words = [] }: NonNullable<DataAuditSection['stigmaWords']>): {
  words: string[];
  name: string;
} {
  const lists = (stigmaWords as readonly WordList[])
    .filter((one) => one.list === list)
    .sort((a, b) => (a.date < b.date ? 1 : -1));
  const built = lists[0]?.words.flatMap(({ forms }) => forms) ?? [];
  const all = [...new Set([...built, ...words.map((word) => word.toLowerCase())])];
  const origin =
    lists[0] === undefined
      ? 'words of the policy'
      : `list ${list} of ${lists[0].date}${words.length > 0 ? ' and words of the policy' : ''}`;
  return { words: all, name: `${counted(all.length, 'word')}: ${origin}.` };
}
