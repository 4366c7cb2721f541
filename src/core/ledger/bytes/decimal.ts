import { demand, quote } from '../base/fail.js';

const CANONICAL = /^(0|[1-9][0-9]*)$/;

/** Reads a count in ASCII decimal without leading zeroes, at most 2^53 - 1. Throws `LEDGER_INVALID`. */
export function parseDecimal(text: string, what: string): number {
  const value = CANONICAL.test(text) ? Number(text) : Number.NaN;
  demand(
    Number.isSafeInteger(value),
    `${what} is ${quote(text)}`,
    `Write ${what} as a decimal number without sign, spaces or leading zeroes, at most 2^53 - 1.`,
  );
  return value;
}
