import { reasonTexts } from '../../../../data/reason-texts/index.js';
import { newestOf, withoutSchema } from './data-file.js';
import type { ReasonTexts } from './reason-texts.js';

/** All sets of texts that ship (`src/data/reason-texts`), older ones included. */
export const REASON_TEXTS: readonly ReasonTexts[] = reasonTexts.map((file) => withoutSchema<ReasonTexts>(file));

/** Language of the set of texts that a record names as `id@version`; null for a set that does not ship, whose language the record does not hold. */
export function localeOfTexts(textSet: string): string | null {
  return REASON_TEXTS.find(({ id, version }) => `${id}@${version}` === textSet)?.locale ?? null;
}

/** The newest set for a use, jurisdiction and language; undefined when there is none. */
export const findTexts = (domain: string, jurisdiction: string, locale: string): ReasonTexts | undefined =>
  newestOf(
    REASON_TEXTS.filter((set) => set.domain === domain && set.jurisdiction === jurisdiction && set.locale === locale),
  );
