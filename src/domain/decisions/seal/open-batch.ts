import { TribuneError } from '../../../core/errors.js';
import type { Machine, PartName, SealedBatch } from '../ports.js';
import { printUuid, UUID_BYTES } from '../record/uuid.js';
import { entryText } from './entry.js';
import type { KeyPages } from './key-pages.js';
import { decodeBody, type PartBody, SALT_BYTES } from './part-body.js';
import { ATTRIBUTE_SALTS, PAYLOAD_SALTS, partAad } from './seal-batch.js';

export interface OpenedPart {
  readonly salt: Uint8Array;
  readonly content: Uint8Array;
}

/** A record out of an opened batch. */
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

export interface OpenTools {
  readonly machine: Machine;
  readonly pages: Readonly<Record<PartName, KeyPages>>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const COMMITMENT_PREFIX = Uint8Array.of(0x02);

/** Opens both parts of a batch. Throws `KEY_MISSING` when a key is gone, `STORE_INVALID` when a byte was changed. */
export async function openBatch(tools: OpenTools, batch: SealedBatch): Promise<OpenedBatch> {
  const payload = await openPart(tools, batch, 'payload');
  const attributes = await openPart(tools, batch, 'attributes');
  const { envelopes, which } = JSON.parse(decoder.decode(payload!.head)) as { envelopes: string[]; which?: number[] };
  return { batch, payload: payload!, attributes, envelopes, which: which ?? null };
}

async function openPart({ machine, pages }: OpenTools, batch: SealedBatch, part: PartName): Promise<PartBody | null> {
  const sealed = batch[part];
  if (sealed === null) return null;
  const key = await pages[part].key(sealed);
  let plain: Uint8Array;
  try {
    plain = machine.open(key, partAad(machine, part, batch), sealed.bytes);
  } catch (cause) {
    throw new TribuneError(
      'STORE_INVALID',
      `the ${part} of batch ${batch.log}/${batch.seq} was changed in the database`,
      {
        remedy: 'Restore the row from a backup and find out who writes to the database.',
        cause,
      },
    );
  }
  return decodeBody(machine, plain, part === 'payload' ? PAYLOAD_SALTS : ATTRIBUTE_SALTS);
}

export const idAt = ({ ids }: SealedBatch, position: number): Uint8Array =>
  ids.subarray(position * UUID_BYTES, (position + 1) * UUID_BYTES);

/** The record at a position, its entry rebuilt byte for byte; null when it was erased. */
export function openedRecord(machine: Machine, opened: OpenedBatch, position: number): OpenedRecord | null {
  const content = opened.payload.contents[position];
  if (content === null || content === undefined) return null;
  const id = idAt(opened.batch, position);
  const payload = { salt: saltAt(opened.payload, position * PAYLOAD_SALTS), content };
  const attributes = attributesAt(opened, position);
  const commitments = {
    payload: commitmentBase64(machine, payload),
    attributes: attributes === null ? null : commitmentBase64(machine, attributes),
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

function commitmentBase64(machine: Machine, { salt, content }: OpenedPart): string {
  return machine.sha256Base64(joinBytes([COMMITMENT_PREFIX, salt, content]));
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
