import { wordingRulesIn } from './wording-rules.js';

export interface WordingFault {
  readonly found: string;
  readonly why: string;
  readonly basis: string;
}

/** Fewest words of a reason: "Length of residence" is enough for the commentary to Reg B, one word hardly is. */
const MIN_WORDS = 2;

/**
 * Faults of a reason's wording: vague, naming a protected characteristic, or too short to be specific.
 *
 * @param locale the language of the text; default English
 */
export function lintWording(text: string, locale = 'en'): WordingFault[] {
  const faults = wordingRulesIn(locale).flatMap(({ pattern, why, basis }): WordingFault[] => {
    const found = pattern.exec(text);
    return found === null ? [] : [{ found: found[0], why, basis }];
  });
  if (text.trim().split(/\s+/).filter(Boolean).length < MIN_WORDS) {
    faults.push({ found: text.trim(), why: 'is too short to be specific', basis: 'ours: two words at least' });
  }
  return faults;
}
