import { levelText } from '../../../core/policy/sections/index.js';
import { sentenceCase } from '../../wording/index.js';
import type { SearchResult } from '../search/index.js';
import { marginsText } from './search-words.js';
import { partsSentence, qualityNote } from './words.js';

/** How a search was made, in paragraphs for page and Markdown. */
export function searchMethod(result: SearchResult): string[] {
  const { candidates, shortlist, level, asked, seed, trainer, data } = result;
  const count = (status: string): number => candidates.filter((one) => one.status === status).length;
  const note = qualityNote(result);
  return [
    `${partsSentence(result)}. All were dealt out by the seed "${seed}", those of each group and label alike.`,
    `An alternative has ${marginsText(result)}, against the reference: the usual model of the learner that is best on the choosing part.`,
    `Of ${asked} candidates asked for, ${candidates.length} were tried by ${trainer === null ? 'our learners' : `the command ${trainer}`}: ${count('judged')} judged, ${count('alike')} that decide alike about everybody and count for nothing, ${count('failed')} that failed. They differ by learner, settings, seed, features that tell the group in or out, directions, and mitigation steps.`,
    `Up to three that promise most on the choosing part were looked at closely on the judging part (here ${shortlist.length}). Yes is said where one of them is shown to have both a smaller gap and no materially worse quality, at ${levelText(level)} for all of them together (Bonferroni; each end of the intervals in their table holds by itself). No is said where every candidate is shown to lack one of both. Else it is not decidable.`,
    `A yes is wrong in at most ${levelText(1 - level)} of searches of people like these; whether it holds for other people, a search cannot tell. The intervals of the table of candidates hold for all candidates at once, whichever is picked.`,
    ...(note === null ? [] : [`${sentenceCase(note)}.`]),
    `Learned from: ${data.features.join(', ')}.`,
  ];
}
