import { reasonTexts } from '../../../../data/reason-texts/index.js';
import { newestOf, withoutSchema } from './data-file.js';
import type { ReasonTexts } from './reason-texts.js';

/** All sets of texts that ship (`src/data/reason-texts`), older ones included. */
export const REASON_TEXTS: readonly ReasonTexts[] = reasonTexts.map((file) => withoutSchema<ReasonTexts>(file));

/** The newest set for a use, jurisdiction and language; undefined when there is none. */
export const findTexts = (domain: string, jurisdiction: string, locale: string): ReasonTexts | undefined =>
  newestOf(
    REASON_TEXTS.filter((set) => set.domain === domain && set.jurisdiction === jurisdiction && set.locale === locale),
  );
