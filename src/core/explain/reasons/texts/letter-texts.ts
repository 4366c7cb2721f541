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

/** Every set that ships (`src/data/letter-texts`). */
const LETTER_TEXTS: readonly LetterTexts[] = letterTexts.map((file) => withoutSchema<LetterTexts>(file));

/** Has the words of every language that reasons have: a test says so. */
export const letterTextsIn = (locale: string): LetterTexts['texts'] =>
  newestOf(LETTER_TEXTS.filter((set) => set.locale === locale))!.texts;
