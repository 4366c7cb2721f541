import { BASE64_ALPHABET } from '../../base/bytes.js';
import { demand, quote } from '../base/fail.js';

const VALUES: ReadonlyMap<string, number> = new Map([...BASE64_ALPHABET].map((letter, value) => [letter, value]));

/**
 * Reads standard base64, strictly: padding is required and unused bits must be zero, so that a byte string has exactly one text and no bit
 * of a text can change unnoticed. Throws `LEDGER_INVALID`.
 *
 * @param what names the text in the message, such as `root hash`.
 */
export function decodeBase64(text: string, what: string): Uint8Array {
  const canonical = `${what} is not canonical base64: ${quote(text)}`;
  const remedy = 'Use standard base64 with padding (RFC 4648 section 4), no spaces and zero unused bits.';
  demand(text.length % 4 === 0, canonical, remedy);
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const letters = text.length - padding;
  let bits = 0;
  let held = 0;
  let written = 0;
  for (let at = 0; at < letters; at++) {
    const value = VALUES.get(text[at]!);
    demand(value !== undefined, canonical, remedy);
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[written++] = (bits >> held) & 0xff;
    }
  }
  demand((bits & ((1 << held) - 1)) === 0, canonical, remedy);
  return bytes;
}
