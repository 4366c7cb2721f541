import { encodeBase64 } from '../../base/bytes.js';
import { demand } from '../base/fail.js';
import { MAX_NOTE_BYTES, MAX_NOTE_SIGNATURES } from '../base/limits.js';
import { decodeBase64 } from '../bytes/base64.js';
import { readText, type TextInput } from '../bytes/utf8.js';
import { isKeyName } from './key.js';

/** One signature line. The bytes are unverified; `signature` does not include the key id. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** The parts of a signed note. Its text must not be believed before `verifyNote`. */
export interface SignedNote {
  /** Text of the note. It ends in a newline, which is signed; the blank line after it is not. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const SIGNATURE_START = '\u2014 ';
const KEY_ID_BYTES = 4;
const REMEDY =
  'A signed note is text, a blank line, and lines of em dash, name and base64 (C2SP signed-note), unchanged from its source.';

/** Any control character but the newline; a carriage return is one, too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

export function demandNoControls(text: string, what: string): void {
  demand(!CONTROL.test(text), `${what} contains control characters`, REMEDY);
}

/** Reads a signed note, strictly, so that printing it again gives the same bytes. Throws `LEDGER_INVALID`. */
export function parseNote(input: TextInput): SignedNote {
  const whole = readText(input, 'the signed note', MAX_NOTE_BYTES);
  demandNoControls(whole, 'the signed note');
  const split = whole.lastIndexOf('\n\n');
  demand(split >= 0, 'the signed note has no blank line before its signatures', REMEDY);
  return { text: whole.slice(0, split + 1), signatures: parseSignatureLines(whole.slice(split + 2)) };
}

/** Reads signature lines alone, as a witness sends them. */
export function parseSignatureLines(lines: string): NoteSignature[] {
  demand(lines.endsWith('\n'), 'the last signature line does not end in a newline', REMEDY);
  const each = lines.slice(0, -1).split('\n');
  const few = each.length <= MAX_NOTE_SIGNATURES;
  demand(few, `the signed note has ${each.length} signatures`, `At most ${MAX_NOTE_SIGNATURES} are accepted.`);
  return each.map(parseSignatureLine);
}

function parseSignatureLine(line: string, index: number): NoteSignature {
  const what = `signature line ${index + 1}`;
  demand(line.startsWith(SIGNATURE_START), `${what} does not start with an em dash and a space`, REMEDY);
  const space = line.indexOf(' ', SIGNATURE_START.length);
  demand(space > 0, `${what} has no signature`, REMEDY);
  const name = line.slice(SIGNATURE_START.length, space);
  demand(isKeyName(name), `${what} has no usable key name`, REMEDY);
  const bytes = decodeBase64(line.slice(space + 1), what);
  demand(bytes.length > KEY_ID_BYTES, `${what} has only ${bytes.length} bytes`, REMEDY);
  const keyId = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, keyId, signature: bytes.slice(KEY_ID_BYTES) };
}

/** One signature line with its newline. */
export function printSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(KEY_ID_BYTES + signature.length);
  new DataView(bytes.buffer).setUint32(0, keyId);
  bytes.set(signature, KEY_ID_BYTES);
  return `${SIGNATURE_START}${name} ${encodeBase64(bytes)}\n`;
}

export function printNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(printSignatureLine).join('')}`;
}
