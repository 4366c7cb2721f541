import { CREDIT_US_EN } from './credit-us-en.js';
import { HIRING_US_EN } from './hiring-us-en.js';
import { HOUSING_US_EN } from './housing-us-en.js';
import { INSURANCE_US_EN } from './insurance-us-en.js';
import type { ReasonTexts } from './reason-texts.js';

/** Every set of texts that ships. Add a set for a new law or language; never change one that was used. */
export const REASON_TEXTS: readonly ReasonTexts[] = [CREDIT_US_EN, HIRING_US_EN, HOUSING_US_EN, INSURANCE_US_EN];

/** The newest set for a use, jurisdiction and language; undefined when there is none. */
export function findTexts(domain: string, jurisdiction: string, locale: string): ReasonTexts | undefined {
  return REASON_TEXTS.filter(
    (set) => set.domain === domain && set.jurisdiction === jurisdiction && set.locale === locale,
  ).sort((a, b) => b.date.localeCompare(a.date))[0];
}
