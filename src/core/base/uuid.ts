export const UUID_BYTES = 16;

/** Value of a hexadecimal digit by byte, -1 for anything else. */
const HEX = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  HEX[i.toString(16).charCodeAt(0)] = i;
  HEX[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

const BYTE_TEXT = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Number of characters of a UUID. */
export const UUID_LENGTH = 36;
const DASH = 0x2d;
/** Position of the two digits of each byte. */
const DIGITS_AT = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);
const encoder = new TextEncoder();

/** Writes the 16 bytes of a UUID of any version, in either case, into `out`; false when the text is no UUID. */
export function readUuid(text: string, out: Uint8Array, offset = 0): boolean {
  return text.length === UUID_LENGTH && readUuidBytes(encoder.encode(text), 0, out, offset);
}

/** Whether a text is a UUID of any version, in either case. */
export const isUuid = (text: string): boolean => readUuid(text, new Uint8Array(UUID_BYTES));

/** As `readUuid`, for the 36 bytes of a text from `from` on. The bytes in `out` are meaningless when the result is false. */
export function readUuidBytes(bytes: Uint8Array, from: number, out: Uint8Array, offset: number): boolean {
  if (from + UUID_LENGTH > bytes.length) return false;
  let isBad =
    (bytes[from + 8]! ^ DASH) | (bytes[from + 13]! ^ DASH) | (bytes[from + 18]! ^ DASH) | (bytes[from + 23]! ^ DASH);
  for (let i = 0; i < UUID_BYTES; i++) {
    const at = from + DIGITS_AT[i]!;
    const byte = (HEX[bytes[at]!]! << 4) | HEX[bytes[at + 1]!]!;
    out[offset + i] = byte;
    // A byte that is no digit gives -1, which makes the sum negative whatever the other digit is.
    isBad |= byte & ~0xff;
  }
  return isBad === 0;
}

/**
 * The text of the UUID in the first 16 bytes, in lower case. It takes nothing besides, so that `ids.map(printUuid)` prints each id whole: of an id
 * within others give the part that begins with it.
 *
 * @example printUuid(ids.subarray(2 * UUID_BYTES)) // the third of many
 */
export function printUuid(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < UUID_BYTES; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += BYTE_TEXT[bytes[i]!];
  }
  return text;
}

/** Turns `random` (16 bytes) into a UUID of version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits. */
export function uuidV7(nowMs: number, random: Uint8Array): Uint8Array {
  const bytes = random.slice(0, UUID_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(nowMs / 0x10000));
  view.setUint16(4, nowMs % 0x10000);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes;
}

/** A UUID of version 8 (RFC 9562 section 5.8) from 16 bytes or more, such as a digest; the same bytes give the same UUID. */
export function uuidOf(bytes: Uint8Array): Uint8Array {
  const uuid = bytes.slice(0, UUID_BYTES);
  uuid[6] = 0x80 | (uuid[6]! & 0x0f);
  uuid[8] = 0x80 | (uuid[8]! & 0x3f);
  return uuid;
}
