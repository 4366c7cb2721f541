import { TribuneError } from '../../base/errors.js';
import { type LedgerCrypto, type SubtleVerifier, webLedgerCrypto } from './crypto.js';

/**
 * The default crypto of verification: WebCrypto, which Node, Deno and browsers have. Only its verification of signatures is used, which
 * gives the same answer for the same bytes everywhere.
 *
 * @throws TribuneError INVALID_ARGUMENT where the engine has none
 */
export function platformCrypto(): LedgerCrypto {
  const { subtle } = (globalThis as { readonly crypto?: { readonly subtle?: unknown } }).crypto ?? {};
  if (subtle === undefined) {
    throw new TribuneError('INVALID_ARGUMENT', 'this engine has no WebCrypto to verify signatures with', {
      remedy: 'Pass `crypto`: { sha256, verifyEd25519 }. In a browser, WebCrypto needs a page over https.',
    });
  }
  return webLedgerCrypto(subtle as SubtleVerifier);
}
