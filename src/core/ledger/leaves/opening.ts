import { encodeBase64, encodeHex, equalBytes } from '../../base/bytes.js';
import { demand, quote } from '../base/fail.js';
import { MAX_ENTRY_BYTES, MAX_OPENING_BYTES, SALT_BYTES } from '../base/limits.js';
import { decodeBase64 } from '../bytes/base64.js';
import { readText, type TextInput } from '../bytes/utf8.js';
import type { Sha256 } from '../hashing/crypto.js';
import { readRecord } from './json.js';
import { commitment } from './leaf.js';

/** Content that an entry commits to by name and that may be erased apart from it, such as `payload` or `attributes`. */
export interface OpenedPart {
  readonly salt: Uint8Array;
  /** The exact bytes that were committed to. */
  readonly content: Uint8Array;
}

/** The proof of a leaf's content, for the subject, their agent or an auditor; it is never public. */
export interface Opening {
  readonly salt: Uint8Array;
  /** The exact bytes of the entry. */
  readonly entry: Uint8Array;
  readonly parts: ReadonlyMap<string, OpenedPart>;
}

const FORMAT = 'tribune-opening@v1';
const MAX_PARTS = 16;
const PART_NAME = /^[a-z][A-Za-z0-9]{0,31}$/;
const REMEDY = `An opening is the JSON of format ${FORMAT} as the service gave it (docs/reference/ledger-format.md).`;

/** The opening as a JSON text; byte strings are base64, so that they stay exact. */
export function printOpening({ salt, entry, parts }: Opening): string {
  const opened = [...parts].map(([name, part]) => [
    name,
    { salt: encodeBase64(part.salt), content: encodeBase64(part.content) },
  ]);
  const document = {
    format: FORMAT,
    salt: encodeBase64(salt),
    entry: encodeBase64(entry),
    parts: Object.fromEntries(opened),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Reads an opening, strictly: unknown fields are refused. Throws `LEDGER_INVALID`. */
export function parseOpening(input: TextInput): Opening {
  const text = readText(input, 'the opening', MAX_OPENING_BYTES);
  const document = readRecord(text, 'the opening', REMEDY);
  demandFields(document, ['format', 'salt', 'entry', 'parts'], 'the opening');
  demand(document.format === FORMAT, `the format of the opening is ${quote(String(document.format))}`, REMEDY);
  const entry = base64Field(document.entry, 'the entry');
  demand(entry.length <= MAX_ENTRY_BYTES, `the entry has ${entry.length} bytes`, `At most ${MAX_ENTRY_BYTES}.`);
  const named = document.parts;
  demand(isRecord(named), 'the parts of the opening are no object', REMEDY);
  const names = Object.keys(named);
  demand(names.length <= MAX_PARTS, `the opening has ${names.length} parts`, `At most ${MAX_PARTS} are accepted.`);
  const parts = new Map(names.map((name) => [name, parsePart(name, named[name])]));
  return { salt: saltField(document.salt, 'the salt'), entry, parts };
}

function parsePart(name: string, value: unknown): OpenedPart {
  demand(PART_NAME.test(name), `the opening names a part ${quote(name)}`, REMEDY);
  demand(isRecord(value), `part ${name} of the opening is no object`, REMEDY);
  demandFields(value, ['salt', 'content'], `part ${name}`);
  return {
    salt: saltField(value.salt, `the salt of ${name}`),
    content: base64Field(value.content, `the content of ${name}`),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function demandFields(record: Record<string, unknown>, fields: readonly string[], what: string): void {
  const same = Object.keys(record).toSorted().join() === fields.toSorted().join();
  demand(same, `${what} must have exactly the fields ${fields.join(', ')}`, REMEDY);
}

function base64Field(value: unknown, what: string): Uint8Array {
  demand(typeof value === 'string', `${what} is missing`, REMEDY);
  return decodeBase64(value, what);
}

function saltField(value: unknown, what: string): Uint8Array {
  const salt = base64Field(value, what);
  demand(salt.length === SALT_BYTES, `${what} has ${salt.length} bytes`, `A salt has ${SALT_BYTES} bytes.`);
  return salt;
}

/**
 * The commitments of an entry: its JSON has a member `commitments` that maps part names to base64 of 32 bytes. Throws `LEDGER_INVALID` when
 * the entry is no such JSON.
 */
export function entryCommitments(entry: Uint8Array): Map<string, Uint8Array> {
  const remedy = 'The entry is not one that Tribune writes; ask the operator which program made it.';
  const record = readRecord(readText(entry, 'the entry', MAX_ENTRY_BYTES), 'the entry', remedy);
  const commitments = record.commitments ?? {};
  demand(isRecord(commitments), 'the commitments of the entry are no object', remedy);
  return new Map(
    Object.entries(commitments).map(([name, value]) => {
      demand(typeof value === 'string', `the commitment to ${quote(name)} is no text`, remedy);
      return [name, decodeBase64(value, `the commitment to ${quote(name)}`)];
    }),
  );
}

/** Throws `LEDGER_INVALID` unless the part is what the entry committed to under this name. */
export function verifyPart(sha256: Sha256, entry: Uint8Array, name: string, part: OpenedPart): void {
  const committed = entryCommitments(entry).get(name);
  demand(committed !== undefined, `the entry commits to no ${quote(name)}`, 'Ask for an opening of this entry.');
  demand(
    equalBytes(commitment(sha256, part.salt, part.content), committed),
    `the ${name} is not what was logged: its commitment is not ${encodeHex(committed).slice(0, 16)}...`,
    'Ask for the opening again; if it stays so, the content was changed after logging.',
  );
}
