import type { Cleaned, Refusal } from './refusal.js';

/** `%PDF-`, which stands at the very beginning: readers forgive bytes before it, and files of two kinds live on that (ISO 32000-2, 7.5.2). */
export const PDF_START: readonly number[] = [0x25, 0x50, 0x44, 0x46, 0x2d];

/** How far from its end a PDF says that it ends, bytes (ISO 32000-2, annex I: readers look through the last 1,024). */
const END_WITHIN = 1024;
/** How far from its end a ZIP says what is in it: 22 bytes and a comment of up to 65,535 (APPNOTE, 4.3.16). */
const ZIP_WITHIN = 22 + 65_535;

/**
 * Names of what runs or carries other files. They are looked for in the bytes as they are, also where letters are written by their numbers; what
 * stands compressed inside is not seen, so a PDF is never shown within a page, but saved and opened by a reader of its own.
 */
const ACTIVE = nameOf('JavaScript', 'Launch', 'EmbeddedFile', 'RichMedia', 'ImportData', 'SubmitForm', 'XFA');
const LOCKED = nameOf('Encrypt');

/** Finds names by their beginning, each letter as it is or by its number, such as `#4A` (ISO 32000-2, 7.3.5). */
function nameOf(...names: readonly string[]): RegExp {
  const letter = (char: string): string =>
    `(?:${char}|#${[...char.charCodeAt(0).toString(16)].map((digit) => `[${digit}${digit.toUpperCase()}]`).join('')})`;
  return new RegExp(`/(?:${names.map((name) => [...name].map(letter).join('')).join('|')})`);
}

/** A PDF that can be read without a key and in which nothing is seen that runs; as it came. */
export function cleanPdf(bytes: Uint8Array): Cleaned {
  const refusal = refusalOf(bytes);
  return refusal === null ? { kind: 'application/pdf', bytes } : { refusal };
}

function refusalOf(bytes: Uint8Array): Refusal | null {
  const text = latin1(bytes);
  if (!text.slice(-END_WITHIN).includes('%%EOF')) return 'broken';
  if (text.slice(-ZIP_WITHIN).includes('PK\x05\x06')) return 'active';
  if (ACTIVE.test(text)) return 'active';
  return LOCKED.test(text) ? 'locked' : null;
}

const PIECE = 8192;
function latin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) pieces.push(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  return pieces.join('');
}
