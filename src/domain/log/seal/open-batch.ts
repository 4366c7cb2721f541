import { TribuneError } from '../../../core/base/errors.js';
import { printUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import { publicLeaf } from '../../../core/ledger/index.js';
import type { LogCrypto, PartName, Runtime, SealedBatch } from '../ports/index.js';
import { entryText, kindOf } from './entry.js';
import type { KeyPages } from './key-pages.js';
import { decodeBody, type PartBody, SALT_BYTES } from './part-body.js';
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
  const [payload, attributes] = [await openPart(deps, batch, 'payload'), await openPart(deps, batch, 'attributes')];
  if (payload === null) throw changedRow(batch, 'payload');
  const { envelopes, which } = JSON.parse(decoder.decode(payload.head)) as { envelopes: string[]; which?: number[] };
  const opened = { batch, payload, attributes, envelopes, which: which ?? null };
  if (batch.erased === null) demandAsLogged(deps.runtime, opened);
  return opened;
}

async function openPart(deps: OpenDeps, batch: SealedBatch, part: PartName): Promise<PartBody | null> {
  const plain = await unseal(deps, batch, part);
  return plain && decodeBody(deps.runtime, plain, part === 'payload' ? PAYLOAD_SALTS : ATTRIBUTE_SALTS);
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

/** Compares each record with its leaf, because batches of programs before schema 11 are not bound to all of their columns. */
function demandAsLogged(runtime: LogCrypto, opened: OpenedBatch): void {
  const { batch, payload, envelopes } = opened;
  const { n, ids, leaves, receivedAtMs } = batch;
  const fits = payload.contents.length === n && ids.length === n * UUID_BYTES && leaves.length === n * HASH_BYTES;
  const at = new Date(receivedAtMs).toISOString();
  const isOfThisRow = envelopes.every((text) => {
    const envelope = JSON.parse(`${text}}`) as { at: string; type: string };
    return envelope.at === at && kindOf(envelope.type) === batch.kind;
  });
  if (!fits || !isOfThisRow) throw changedRow(batch, 'payload');
  for (let position = 0; position < n; position++) {
    const record = openedRecord(runtime, opened, position);
    if (record === null) continue;
    const leaf = publicLeaf(runtime.sha256, record.entrySalt, record.entry);
    for (let i = 0; i < HASH_BYTES; i++)
      if (leaf[i + 1] !== leaves[position * HASH_BYTES + i]) throw changedRow(batch, 'payload');
  }
}

const changedRow = ({ log, seq }: SealedBatch, part: PartName, cause?: unknown): TribuneError =>
  new TribuneError('STORE_INVALID', `the ${part} of batch ${log}/${seq} was changed in the database`, {
    remedy: 'Restore the row from a backup and find out who writes to the database.',
    cause,
  });

export const idAt = ({ ids }: SealedBatch, position: number): Uint8Array =>
  ids.subarray(position * UUID_BYTES, (position + 1) * UUID_BYTES);

/** The record at a position, its entry rebuilt byte for byte; null when it was erased. */
export function openedRecord(runtime: LogCrypto, opened: OpenedBatch, position: number): OpenedRecord | null {
  const content = opened.payload.contents[position];
  if (content === null || content === undefined) return null;
  const id = idAt(opened.batch, position);
  const payload = { salt: saltAt(opened.payload, position * PAYLOAD_SALTS), content };
  const attributes = attributesAt(opened, position);
  const commitments = {
    payload: commitmentBase64(runtime, payload),
    attributes: attributes === null ? null : commitmentBase64(runtime, attributes),
  };
  const envelope = opened.envelopes[opened.which?.[position] ?? 0]!;
  return {
    index: opened.batch.firstIndex + position,
    id,
    entrySalt: saltAt(opened.payload, position * PAYLOAD_SALTS + 1),
    entry: encoder.encode(entryText(envelope, printUuid(id), commitments)),
    payload,
    attributes,
  };
}

function attributesAt({ attributes }: OpenedBatch, position: number): OpenedPart | null {
  const content = attributes?.contents[position];
  if (content === null || content === undefined || content.length === 0) return null;
  return { salt: saltAt(attributes!, position), content };
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
