import { momentText } from './moments.js';

/** What is shown of a fact about the data, as the service gives it. Tests read it without a browser, and so it stands here without the types of the API. */
type Fact =
  | {
      readonly fact: 'silence';
      readonly from: string | null;
      readonly to: string | null;
      readonly madeMeanwhile: number | null;
    }
  | { readonly fact: 'volume'; readonly from: string | null; readonly decisions: number | null };

/** A fact as it stands; what is not known yet is said to be. */
export function factText(fact: Fact | undefined): string {
  if (fact === undefined) return '';
  if (fact.fact === 'volume')
    return fact.decisions === null || fact.from === null
      ? 'no whole block yet'
      : `${fact.decisions.toLocaleString('en')} in the block from ${momentText(fact.from)}`;
  if (fact.from === null) return 'no longer pause yet';
  if (fact.to === null) return `none since ${momentText(fact.from)}`;
  const late =
    fact.madeMeanwhile === null ? '' : `; ${fact.madeMeanwhile.toLocaleString('en')} made meanwhile came later`;
  return `last pause ${momentText(fact.from)} to ${momentText(fact.to)}${late}`;
}
