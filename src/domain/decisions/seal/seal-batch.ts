import type { BatchKind, LogName, Machine, SealedBatch, SealedPart } from '../ports.js';
import { MAX_RECORD_BYTES } from '../record/limits.js';
import { UUID_BYTES } from '../record/uuid.js';
import { entryText, envelopeText } from './entry.js';
import { hasAttributes, type Item, writePayload } from './item.js';
import type { TakenKey } from './key-pages.js';
import { PartWriter, SALT_BYTES } from './part-body.js';

const HASH_BYTES = 32;
/** Salt of the payload, then salt of the entry. */
export const PAYLOAD_SALTS = 2;
export const ATTRIBUTE_SALTS = 1;

/** RFC 6962 uses 0x00 and 0x01; commitments are told apart by 0x02 (core/ledger). */
const COMMITMENT_PREFIX = 0x02;
const CONTENT_AT = 1 + SALT_BYTES;

const encoder = new TextEncoder();

/** One record's bytes behind prefix and salt, ready to be hashed. Shared: everything here is synchronous. */
const scratch = new Uint8Array(CONTENT_AT + MAX_RECORD_BYTES + 64);
scratch[0] = COMMITMENT_PREFIX;

export interface BatchPlace {
  readonly log: LogName;
  readonly seq: number;
  readonly firstIndex: number;
  readonly receivedAtMs: number;
}

/** Associated data of a sealed part: binds it to its place and to the commitments it opens. */
export function partAad(
  machine: Machine,
  part: string,
  batch: Pick<SealedBatch, 'log' | 'seq' | 'leaves'>,
): Uint8Array {
  return encoder.encode(`tribune.batch/v1 ${part} ${batch.log} ${batch.seq} ${machine.sha256Base64(batch.leaves)}`);
}

/**
 * Commits to, compresses and seals records of one kind: two or three hashes a record, one cipher call a part.
 *
 * @param keys taken from the key pages: always one for the payload, one for attributes when an item has some.
 */
export function sealBatch(
  machine: Machine,
  items: readonly Item[],
  { place, keys }: { place: BatchPlace; keys: { payload: TakenKey; attributes: TakenKey | null } },
): SealedBatch {
  const { kind } = items[0]!;
  const parts = writeParts(machine, items, {
    kind,
    receivedAtMs: place.receivedAtMs,
    isSplit: keys.attributes !== null,
  });
  const batch = { ...place, kind, n: items.length, ids: parts.ids, leaves: parts.leaves };
  const seal = (part: 'payload' | 'attributes', { page, slot, key }: TakenKey, plain: Uint8Array): SealedPart => ({
    page,
    slot,
    bytes: machine.seal(key, partAad(machine, part, batch), plain),
  });
  return {
    ...batch,
    payload: seal('payload', keys.payload, parts.payload),
    attributes: keys.attributes === null ? null : seal('attributes', keys.attributes, parts.attributes!),
  };
}

interface WriteOptions {
  readonly kind: BatchKind;
  readonly receivedAtMs: number;
  readonly isSplit: boolean;
}

function writeParts(machine: Machine, items: readonly Item[], { kind, receivedAtMs, isSplit }: WriteOptions) {
  const n = items.length;
  const expected = items.reduce((sum, { start, end }) => sum + end - start, 0);
  const payload = new PartWriter(machine, n, PAYLOAD_SALTS, expected + 4 * n);
  const attributes = isSplit ? new PartWriter(machine, n, ATTRIBUTE_SALTS, expected) : null;
  const envelopes = new Envelopes(kind, new Date(receivedAtMs).toISOString(), n);
  const ids = new Uint8Array(n * UUID_BYTES);
  const leaves = new Uint8Array(n * HASH_BYTES);
  for (let i = 0; i < n; i++) {
    const item = items[i]!;
    ids.set(item.id, i * UUID_BYTES);
    const attributesCommitment = attributes === null ? null : addAttributes(machine, attributes, item, i);
    setSalt(payload.salts, i * PAYLOAD_SALTS);
    const payloadEnd = writePayload(item, scratch, CONTENT_AT);
    payload.add(scratch.subarray(CONTENT_AT, payloadEnd));
    const payloadCommitment = machine.sha256Base64(scratch.subarray(0, payloadEnd));
    const envelope = envelopes.textFor(item, i);
    const entry = entryText(envelope, item.idText, { payload: payloadCommitment, attributes: attributesCommitment });
    setSalt(payload.salts, i * PAYLOAD_SALTS + 1);
    const { written } = encoder.encodeInto(entry, scratch.subarray(CONTENT_AT));
    writeHash(leaves, i, machine.sha256Latin1(scratch.subarray(0, CONTENT_AT + written)));
  }
  return {
    ids,
    leaves,
    payload: payload.finish(envelopes.head()),
    attributes: attributes?.finish(new Uint8Array()) ?? null,
  };
}

/** A record without attributes in a batch with some has empty content and no commitment. */
function addAttributes(machine: Machine, writer: PartWriter, item: Item, i: number): string | null {
  if (!hasAttributes(item)) {
    writer.add(new Uint8Array());
    return null;
  }
  setSalt(writer.salts, i);
  const content = item.source.subarray(item.attributesStart, item.attributesEnd);
  scratch.set(content, CONTENT_AT);
  writer.add(content);
  return machine.sha256Base64(scratch.subarray(0, CONTENT_AT + content.length));
}

function setSalt(salts: Uint8Array, which: number): void {
  const from = which * SALT_BYTES;
  for (let i = 0; i < SALT_BYTES; i++) scratch[1 + i] = salts[from + i]!;
}

function writeHash(leaves: Uint8Array, i: number, hash: string): void {
  for (let at = 0; at < HASH_BYTES; at++) leaves[i * HASH_BYTES + at] = hash.charCodeAt(at);
}

/** The envelope texts of a batch, few for many records. */
class Envelopes {
  readonly #kind: BatchKind;
  readonly #receivedAt: string;
  readonly #texts: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #which: Uint16Array;

  constructor(kind: BatchKind, receivedAt: string, n: number) {
    this.#kind = kind;
    this.#receivedAt = receivedAt;
    this.#which = new Uint16Array(n);
  }

  textFor({ context }: Item, i: number): string {
    let place = this.#places.get(context);
    if (place === undefined) {
      place = this.#texts.push(envelopeText(this.#kind, this.#receivedAt, context)) - 1;
      this.#places.set(context, place);
    }
    this.#which[i] = place;
    return this.#texts[place]!;
  }

  head(): Uint8Array {
    const isOne = this.#texts.length === 1;
    return encoder.encode(JSON.stringify({ envelopes: this.#texts, ...(isOne ? {} : { which: [...this.#which] }) }));
  }
}
