import { TribuneError } from '../../../core/base/errors.js';
import { printUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import { publicLeaf } from '../../../core/ledger/index.js';
import { decodeBody, decodeRecord, type PartBody, SALT_BYTES } from '../../sealed-bodies/index.js';
import type { LogCrypto, PartName, Runtime, SealedBatch } from '../ports/index.js';
import { entryText, kindOf } from './entry.js';
import type { KeyPages } from './key-pages.js';
import { ATTRIBUTE_SALTS, PAYLOAD_SALTS, partAad } from './seal-batch.js';

export interface OpenedPart {
  readonly salt: Uint8Array;
  readonly content: Uint8Array;
}

/** A record from an opened batch. */
export interface OpenedRecord {
  readonly index: number;
  readonly id: Uint8Array;
  readonly entrySalt: Uint8Array;
  readonly entry: Uint8Array;
  readonly payload: OpenedPart;
  readonly attributes: OpenedPart | null;
}

export interface OpenedBatch {
  readonly batch: SealedBatch;
  readonly payload: PartBody;
  readonly attributes: PartBody | null;
  readonly envelopes: readonly string[];
  readonly which: readonly number[] | null;
}

export interface OpenDeps {
  readonly runtime: Runtime;
  readonly pages: Readonly<Record<PartName, KeyPages>>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const COMMITMENT_PREFIX = Uint8Array.of(0x02);
const HASH_BYTES = 32;

/**
 * Opens both parts of a batch. Throws `KEY_MISSING` when a key was destroyed, `STORE_INVALID` when anything in its row was changed, so that
 * an opened batch is the one that was logged, its ids included.
 */
export async function openBatch(deps: OpenDeps, batch: SealedBatch): Promise<OpenedBatch> {
  const opened = await openParts(deps, batch, (compressed, saltsEach) =>
    decodeBody(deps.runtime, compressed, saltsEach),
  );
  // Batches of programs before schema 11 are not bound to all of their columns, so each record is compared with its leaf.
  if (batch.erased !== null) return opened;
  demandOwnRow(opened, opened.envelopes);
  if (opened.payload.contents.length !== batch.n) throw changedRow(batch, 'payload');
  for (let position = 0; position < batch.n; position++)
    demandLeaf(deps.runtime, batch, openedRecord(deps.runtime, opened, position), position);
  return opened;
}

/**
 * Opens one record of a batch and nothing of the others, for half of the time or less; null when it was erased. The record is held against its
 * leaf. Throws as `openBatch` does.
 */
export async function openRecord(deps: OpenDeps, batch: SealedBatch, position: number): Promise<OpenedRecord | null> {
  const opened = await openParts(deps, batch, (compressed, saltsEach) =>
    decodeRecord(deps.runtime, compressed, { saltsEach, position, n: batch.n }),
  );
  demandOwnRow(opened, [envelopeAt(opened, position)]);
  const record = recordAt(deps.runtime, opened, { position, at: 0 });
  demandLeaf(deps.runtime, batch, record, position);
  return record;
}

type Decode = (compressed: Uint8Array, saltsEach: number) => PartBody;

async function openParts(deps: OpenDeps, batch: SealedBatch, decode: Decode): Promise<OpenedBatch> {
  const [payload, attributes] = [await unseal(deps, batch, 'payload'), await unseal(deps, batch, 'attributes')];
  if (payload === null) throw changedRow(batch, 'payload');
  const body = decode(payload, PAYLOAD_SALTS);
  const { envelopes, which } = JSON.parse(decoder.decode(body.head)) as { envelopes: string[]; which?: number[] };
  const attributesBody = attributes && decode(attributes, ATTRIBUTE_SALTS);
  return { batch, payload: body, attributes: attributesBody, envelopes, which: which ?? null };
}

async function unseal({ runtime, pages }: OpenDeps, batch: SealedBatch, part: PartName): Promise<Uint8Array | null> {
  const sealed = batch[part];
  if (sealed === null) return null;
  const key = await pages[part].key(sealed);
  const facts = { ...batch, hasAttributes: batch.attributes !== null };
  try {
    return runtime.open(key, partAad(runtime, part, facts), sealed.bytes);
  } catch (cause) {
    throw changedRow(batch, part, cause);
  }
}

function demandOwnRow({ batch }: OpenedBatch, envelopes: readonly string[]): void {
  const { n, ids, leaves, receivedAtMs } = batch;
  const fits = ids.length === n * UUID_BYTES && leaves.length === n * HASH_BYTES;
  const at = new Date(receivedAtMs).toISOString();
  const isOfThisRow = envelopes.every((text) => {
    const envelope = JSON.parse(`${text}}`) as { at: string; type: string };
    return envelope.at === at && kindOf(envelope.type) === batch.kind;
  });
  if (!fits || !isOfThisRow) throw changedRow(batch, 'payload');
}

function demandLeaf(
  runtime: LogCrypto,
  batch: SealedBatch,
  record: Pick<OpenedRecord, 'entrySalt' | 'entry'> | null,
  position: number,
): void {
  if (record === null) return;
  const leaf = publicLeaf(runtime.sha256, record.entrySalt, record.entry);
  for (let i = 0; i < HASH_BYTES; i++)
    if (leaf[i + 1] !== batch.leaves[position * HASH_BYTES + i]) throw changedRow(batch, 'payload');
}

const changedRow = ({ log, seq }: SealedBatch, part: PartName, cause?: unknown): TribuneError =>
  new TribuneError('STORE_INVALID', `the ${part} of batch ${log}/${seq} was changed in the database`, {
    remedy: 'Restore the row from a backup and find out who writes to the database.',
    cause,
  });

export const idAt = ({ ids }: SealedBatch, position: number): Uint8Array =>
  ids.subarray(position * UUID_BYTES, (position + 1) * UUID_BYTES);

/** The record at a position, its entry rebuilt byte for byte; null when it was erased. */
export const openedRecord = (runtime: LogCrypto, opened: OpenedBatch, position: number): OpenedRecord | null =>
  recordAt(runtime, opened, { position, at: position });

/** The record at a position of its batch, whose content is at the place `at` of the bodies. */
function recordAt(
  runtime: LogCrypto,
  opened: OpenedBatch,
  { position, at }: { readonly position: number; readonly at: number },
): OpenedRecord | null {
  const content = opened.payload.contents[at];
  if (content === null || content === undefined) return null;
  const id = idAt(opened.batch, position);
  const payload = { salt: saltAt(opened.payload, at * PAYLOAD_SALTS), content };
  const attributes = attributesAt(opened, at);
  const commitments = {
    payload: commitmentBase64(runtime, payload),
    attributes: attributes === null ? null : commitmentBase64(runtime, attributes),
  };
  return {
    index: opened.batch.firstIndex + position,
    id,
    entrySalt: saltAt(opened.payload, at * PAYLOAD_SALTS + 1),
    entry: encoder.encode(entryText(envelopeAt(opened, position), printUuid(id), commitments)),
    payload,
    attributes,
  };
}

const envelopeAt = ({ envelopes, which }: OpenedBatch, position: number): string => envelopes[which?.[position] ?? 0]!;

function attributesAt({ attributes }: OpenedBatch, at: number): OpenedPart | null {
  const content = attributes?.contents[at];
  if (content === null || content === undefined || content.length === 0) return null;
  return { salt: saltAt(attributes!, at), content };
}

const saltAt = ({ salts }: PartBody, which: number): Uint8Array =>
  salts.subarray(which * SALT_BYTES, (which + 1) * SALT_BYTES);

function commitmentBase64(runtime: LogCrypto, { salt, content }: OpenedPart): string {
  return runtime.sha256Base64(joinBytes([COMMITMENT_PREFIX, salt, content]));
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
