import { amountText, declaredText } from '../../core/policy/sections/index.js';

/** A true minus sign, behind which, unlike a hyphen, no line ends. */
const asPrinted = (text: string): string => text.replace(/^-/, '\u2212');

/**
 * An amount with its unit as pages print it.
 *
 * @param beside declared amounts, such as bounds, that are told in the same sentence; decimals keep the amount apart from them
 * @param decimals as many, where a reader is to subtract amounts
 */
export const printedAmount = (
  value: number | null,
  unit: string,
  beside: readonly (number | null)[] = [],
  decimals?: number,
): string => asPrinted(amountText(value, unit, beside, decimals));

/** An amount that the policy states, such as a bound, in full as pages print it. */
export const printedBound = (value: number, unit: string): string => asPrinted(declaredText(value, unit));
