const TEXT = new TextEncoder();

/** Bytes of randomness in keys, sessions and links: 256 bits. */
export const SECRET_BYTES = 32;

/** Writes bytes as base64url without padding (RFC 4648 section 5). */
export const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

export const utf8 = (text: string): Uint8Array => TEXT.encode(text);

/**
 * Letters of ids that people read aloud, without vowels and look-alikes. There are 2^5, so that 5 bits of a byte choose one without bias.
 */
const LETTERS = '23456789bcdfghjkmnpqrstvwxzBCDFG';

export const readableId = (bytes: Uint8Array): string => [...bytes].map((byte) => LETTERS[byte & 31]).join('');

/** Makes a UUID version 4 of 16 random bytes (RFC 9562 section 5.4). */
export function uuid4(random: Uint8Array): string {
  const bytes = random.slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
