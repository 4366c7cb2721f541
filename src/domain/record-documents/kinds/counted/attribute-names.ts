import { TribuneError } from '../../../../core/base/errors.js';
import { suggest } from '../../../../core/base/suggest.js';
import type { AuditResult } from '../../../audits/result/index.js';

/** Names under which people keep the two attributes that the law of New York City names. */
const USUAL = {
  sex: ['sex', 'gender'],
  race: ['race', 'ethnicity', 'race_ethnicity', 'race/ethnicity', 'race-ethnicity', 'raceethnicity'],
} as const;

/**
 * Finds the attribute of an audit that is sex, or race and ethnicity: the one that is named, or the one with a usual name.
 *
 * @returns null where none has a usual name
 * @throws TribuneError INVALID_ARGUMENT for a named attribute that the audit does not have
 */
export function attributeNamed(what: keyof typeof USUAL, named: string | null, { policy }: AuditResult): string | null {
  const { attributes } = policy;
  if (named === null)
    return attributes.find((name) => USUAL[what].some((usual) => usual === name.toLowerCase())) ?? null;
  if (attributes.includes(named)) return named;
  const near = suggest(named, attributes);
  throw new TribuneError('INVALID_ARGUMENT', `the audit has no attribute ${JSON.stringify(named.slice(0, 80))}`, {
    remedy: near === null ? `It has ${attributes.join(', ')}.` : `Did you mean ${near}?`,
  });
}
