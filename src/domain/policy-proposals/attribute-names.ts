import { nameWords } from '../../core/base/name-words.js';

/**
 * Names under which data hold what people must not be treated unequally for. Words: Civil Rights Act 1964 (race, color, religion, sex, national origin),
 * ADEA 1967, Pregnancy Discrimination Act 1978, ADA 1990, Fair Housing Act (familial status), ECOA (marital status, public assistance), GINA 2008 (genetic
 * information), USERRA 1994 (veterans); Charter of Fundamental Rights of the EU, article 21, and GDPR, article 9 (ethnic or social origin, genetic features,
 * language, political opinions, trade unions, sexual orientation).
 */
const WORDS = new Set(
  `race races racial ethnicity ethnic hispanic latino latina sex gender age religion religious creed faith disability disabled disabilities handicap
   nationality citizenship citizen immigration immigrant migrant ancestry caste tribe tribal indigenous pregnancy pregnant maternity marital married
   marriage single foreign foreigner veteran veterans orientation transgender transsexual genetic genetics political`.split(
    /\s+/,
  ),
);

/** Names of two words, such as `national_origin`; a word alone would be too little. */
const PAIRS = new Set(
  `national origin, native country, country birth, birth country, birth place, social origin, ethnic origin, familial status, family status, parental status,
   civil status, public assistance, skin color, skin colour, skin tone, trade union, union member, union membership, native language, mother tongue,
   military status, country origin`
    .split(',')
    .map((pair) => pair.trim()),
);

/** Names that mean an attribute only where nothing else stands in them: one group of an attribute, and the codes of the American Community Survey. */
const WHOLE = new Set(
  `color colour language birthplace black white asian male female rac1p hisp agep mar pobp nativity cit dis mil`.split(
    /\s+/,
  ),
);

/** Names of ages, which are compared in bins. Other numbers of many values are codes, of which bins have no meaning. */
const AGES = new Set(['age', 'agep']);

/**
 * Whether a column's name says that it holds a protected attribute.
 *
 * @example isAttributeName('foreign-worker') // true
 */
export function isAttributeName(name: string): boolean {
  const words = nameWords(name);
  return (
    (words.length === 1 && WHOLE.has(words[0]!)) ||
    words.some((word, i) => WORDS.has(word) || PAIRS.has(`${word} ${words[i + 1] ?? ''}`.trim()))
  );
}

/** Whether a column's name says that it holds ages. */
export const isAgeName = (name: string): boolean => nameWords(name).some((word) => AGES.has(word));
