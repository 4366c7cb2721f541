import { wordingRules } from '../../../../data/wording-rules/index.js';
import { TribuneError } from '../../../base/errors.js';
import { newestOf, withoutSchema } from '../texts/data-file.js';

/** Wording that tells a person nothing, or tells what may not be told. */
export interface WordingRule {
  readonly pattern: RegExp;
  readonly why: string;
  readonly basis: string;
}

type WrittenRule = Omit<WordingRule, 'pattern'> & { readonly pattern: string };

/** A file of `src/data/wording-rules`. */
interface WordingRules {
  readonly locale: string;
  readonly date: string;
  readonly vague: readonly WrittenRule[];
  /** Characteristics that a reason may not name. */
  readonly protected: readonly WrittenRule[];
}

const FILES = wordingRules.map((file) => withoutSchema<WordingRules>(file));

const compiled = (rules: WordingRules): WordingRule[] =>
  [...rules.vague, ...rules.protected].map(({ pattern, ...rest }) => ({ pattern: new RegExp(pattern, 'i'), ...rest }));

const byLocale = new Map<string, readonly WordingRule[]>();

/**
 * The newest rules of a language: what is vague, then what is protected.
 *
 * @throws TribuneError INVALID_ARGUMENT for a language without rules: no text of it could be called specific
 */
export function wordingRulesIn(locale: string): readonly WordingRule[] {
  const known = byLocale.get(locale);
  if (known !== undefined) return known;
  const newest = newestOf(FILES.filter((file) => file.locale === locale));
  if (newest === undefined) {
    throw new TribuneError('INVALID_ARGUMENT', `there are no rules of wording for the language "${locale}"`, {
      remedy: `There are rules for: ${[...new Set(FILES.map((file) => file.locale))].join(', ')}.`,
    });
  }
  const rules = compiled(newest);
  byLocale.set(locale, rules);
  return rules;
}
