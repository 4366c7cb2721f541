import { letterTexts } from '../../../../data/letter-texts/index.js';
import { newestOf, withoutSchema } from './data-file.js';

/** The words of the letter to the person beside the reasons: headings, and sentences with words in braces. */
export interface LetterTexts {
  readonly id: string;
  readonly version: string;
  readonly locale: string;
  readonly date: string;
  readonly origin: string;
  readonly texts: Readonly<Record<LetterText, string>>;
}

export type LetterText =
  | 'title'
  | 'decidedOn'
  | 'why'
  | 'onFile'
  | 'whatWeUsed'
  | 'yourData'
  | 'what'
  | 'onFileHead'
  | 'sources'
  | 'notGiven'
  | 'changesTitle'
  | 'change'
  | 'and'
  | 'changesNote'
  | 'appealTitle'
  | 'appealBy'
  | 'contact'
  | 'comparedJustApproved'
  | 'comparedApproved'
  | 'comparedAllApplicants'
  | 'comparedMaxPoints';

/** All sets that ship (`src/data/letter-texts`). */
const LETTER_TEXTS: readonly LetterTexts[] = letterTexts.map((file) => withoutSchema<LetterTexts>(file));

/** Words of the letter in a language. A test ensures that every language of reasons has them. */
export const letterTextsIn = (locale: string): LetterTexts['texts'] =>
  newestOf(LETTER_TEXTS.filter((set) => set.locale === locale))!.texts;
