/** Plurals that no rule gives. */
const PLURALS: Readonly<Record<string, string>> = { person: 'people', stratum: 'strata', leaf: 'leaves' };

/** The plural of a noun, or of a phrase that ends in one: `groups`, `blocking requirements`, `people`. */
function pluralOf(noun: string): string {
  const [, before = '', last = ''] = /^(.* )?(\S+)$/.exec(noun) ?? [];
  const known = PLURALS[last];
  if (known !== undefined) return before + known;
  if (/[^aeiou]y$/.test(last)) return `${before}${last.slice(0, -1)}ies`;
  return `${before}${last}${/(s|x|ch|sh)$/.test(last) ? 'es' : 's'}`;
}

/**
 * A count with its noun as a sentence says it. What is shown decides, so a count may come as text with separators and decimals.
 *
 * @example counted(1, 'person') // '1 person'; counted(2, 'person') is '2 people', counted('1,234', 'entry') '1,234 entries'
 */
export const counted = (count: number | string, noun: string): string =>
  `${count} ${agree(count, noun, pluralOf(noun))}`;

/** The form of a word that fits a count: `agree(1, 'is', 'are')`. */
export const agree = (count: number | string, one: string, many: string): string =>
  String(count) === '1' ? one : many;
