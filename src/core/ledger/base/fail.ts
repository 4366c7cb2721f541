import { TribuneError } from '../../base/errors.js';

/** The error of this room: data read from a ledger are malformed or do not verify. */
export function ledgerError(what: string, remedy: string): TribuneError {
  return new TribuneError('LEDGER_INVALID', what, { remedy });
}

/** Throws `LEDGER_INVALID` with what is wrong and how to mend it, unless `ok`. */
export function demand(ok: boolean, what: string, remedy: string): asserts ok {
  if (!ok) throw ledgerError(what, remedy);
}

/** Throws `INVALID_ARGUMENT` unless `ok`, for a mistake of the calling program rather than of ledger data. */
export function demandArgument(ok: boolean, what: string, remedy: string): asserts ok {
  if (!ok) throw new TribuneError('INVALID_ARGUMENT', what, { remedy });
}

/** Foreign text for use in a message, cut short and without control characters. */
export function quote(text: string): string {
  const longest = 60;
  const shown = text.length > longest ? `${text.slice(0, longest)}...` : text;
  return JSON.stringify(shown);
}
