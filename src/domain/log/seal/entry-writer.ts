import { UUID_BYTES } from '../../../core/base/uuid.js';
import { SALT_BYTES } from '../../sealed-bodies/index.js';
import type { BatchKind } from '../ports/index.js';
import { entryText, envelopeText } from './entry.js';

const COMMITMENT_PREFIX = 0x02;
const CONTENT_AT = 1 + SALT_BYTES;

const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const NO_ID = '00000000-0000-0000-0000-000000000000';
/** Placeholder of a commitment, because base64 of a hash has this many characters. */
const NO_COMMITMENT = 'A'.repeat(44);

/** Entry of one envelope, with or without attributes; only id and commitments change from record to record. */
interface Template {
  /** Prefix, room for the salt, and the entry. */
  readonly bytes: Uint8Array;
  readonly idAt: number;
  readonly payloadAt: number;
  /** Offset of the attributes' commitment; -1 without attributes. */
  readonly attributesAt: number;
}

/** Writes the entries of a batch, byte for byte as `entryText` does, into one template per envelope. */
export class EntryWriter {
  readonly #envelopes: readonly string[];
  readonly #plain: (Template | undefined)[] = [];
  readonly #withAttributes: (Template | undefined)[] = [];

  constructor(kind: BatchKind, receivedAt: string, contexts: readonly string[]) {
    this.#envelopes = contexts.map((context) => envelopeText(kind, receivedAt, context));
  }

  /** Prefix, 32 bytes for the salt, and the entry of the record whose id is at `at`. The bytes are valid until the next call. */
  write(
    which: number,
    ids: Uint8Array,
    at: number,
    commitments: { readonly payload: string; readonly attributes: string | null },
  ): Uint8Array {
    const isSplit = commitments.attributes !== null;
    const templates = isSplit ? this.#withAttributes : this.#plain;
    templates[which] ??= template(this.#envelopes[which]!, isSplit);
    const { bytes, idAt, payloadAt, attributesAt } = templates[which];
    writeId(bytes, idAt, ids, at);
    writeText(bytes, payloadAt, commitments.payload);
    if (commitments.attributes !== null) writeText(bytes, attributesAt, commitments.attributes);
    return bytes;
  }

  /** The head of the payload's body: the envelopes, and the envelope of each record where there are several. */
  head(which: Uint16Array): Uint8Array {
    const isOne = this.#envelopes.length === 1;
    const head = { envelopes: this.#envelopes, ...(isOne ? {} : { which: [...which] }) };
    return new TextEncoder().encode(JSON.stringify(head));
  }
}

function template(envelope: string, isSplit: boolean): Template {
  const commitments = { payload: NO_COMMITMENT, attributes: isSplit ? NO_COMMITMENT : null };
  const entry = new TextEncoder().encode(entryText(envelope, NO_ID, commitments));
  const bytes = new Uint8Array(CONTENT_AT + entry.length);
  bytes[0] = COMMITMENT_PREFIX;
  bytes.set(entry, CONTENT_AT);
  // The text after the envelope is ASCII, so places can be counted from the end in characters.
  const tail = entryText('', NO_ID, commitments);
  const from = bytes.length - tail.length;
  const payloadAt = tail.indexOf(NO_COMMITMENT);
  const attributesAt = isSplit ? from + tail.lastIndexOf(NO_COMMITMENT) : -1;
  return { bytes, idAt: from + tail.indexOf(NO_ID), payloadAt: from + payloadAt, attributesAt };
}

/** Writes a UUID in lower case. */
function writeId(bytes: Uint8Array, to: number, ids: Uint8Array, from: number): void {
  let at = to;
  for (let i = 0; i < UUID_BYTES; i++) {
    // The template has the dashes already.
    if (i === 4 || i === 6 || i === 8 || i === 10) at++;
    const byte = ids[from + i]!;
    bytes[at++] = HEX[byte >> 4]!;
    bytes[at++] = HEX[byte & 15]!;
  }
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}
