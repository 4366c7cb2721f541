import { UUID_BYTES } from '../../../core/base/uuid.js';
import { encodeHex } from '../../../core/ledger/index.js';
import { PartWriter, SALT_BYTES } from '../../sealed-bodies/index.js';
import type { Runtime, SealedBatch } from '../ports/index.js';
import { EntryWriter } from './entry-writer.js';
import { MAX_RECORD_BYTES } from './limits.js';
import { PLACE_WIDTH } from './records.js';
import type { Sealed, Sealer, SealJob } from './seal-job.js';
import { subjectTags } from './subject-tag.js';

const HASH_BYTES = 32;
/** Number of salts of a payload: one for the payload, one for the entry. */
export const PAYLOAD_SALTS = 2;
export const ATTRIBUTE_SALTS = 1;

/** RFC 6962 uses the prefixes 0x00 and 0x01; commitments have 0x02 (core/ledger). */
const COMMITMENT_PREFIX = 0x02;
const CONTENT_AT = 1 + SALT_BYTES;

/** Text in the place of attributes that were cut out. */
const NULL = Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c);

const encoder = new TextEncoder();

/** Bytes of one record after prefix and salt, ready to be hashed. The buffer can be shared because everything here is synchronous. */
const scratch = new Uint8Array(CONTENT_AT + MAX_RECORD_BYTES + NULL.length);
scratch[0] = COMMITMENT_PREFIX;

/** Columns of a batch beside its sealed parts, and whether it has attributes. */
export type BatchFacts = Omit<SealedBatch, 'payload' | 'attributes'> & { readonly hasAttributes: boolean };

/**
 * Associated data of a sealed part, which binds it to every column of its row, so that no row opens whose ids, place, kind or time were
 * changed. Batches of programs before schema 11 are bound to their place and commitments only.
 */
export function partAad(runtime: Runtime, part: string, batch: BatchFacts): Uint8Array {
  const { log, seq, kind, firstIndex, n, receivedAtMs, ids, leaves, erased, hasAttributes } = batch;
  const leavesHash = runtime.sha256Base64(leaves);
  if (erased === null) return encoder.encode(`tribune.batch/v1 ${part} ${log} ${seq} ${leavesHash}`);
  const place = `${log} ${seq} ${kind} ${firstIndex} ${n} ${receivedAtMs} ${hasAttributes ? 'split' : 'whole'}`;
  const hashes = `${runtime.sha256Base64(ids)} ${leavesHash} ${encodeHex(erased)}`;
  return encoder.encode(`tribune.batch/v2 ${part} ${place} ${hashes}`);
}

const NONE_ERASED = new Uint8Array();

/** A sealer that works in this thread. */
export const inlineSealer = (runtime: Runtime, indexKey: Uint8Array): Sealer => ({
  seal: async (jobs) => jobs.map((job) => sealBatch(runtime, indexKey, job)),
});

/**
 * Commits to, compresses and seals records of one kind: two or three hashes a record, one cipher call a part. It also makes the tags of
 * their subjects under the index key.
 */
export function sealBatch(runtime: Runtime, indexKey: Uint8Array, job: SealJob): Sealed {
  const { keys } = job;
  const { leaves, payload, attributes } = writeParts(runtime, job);
  const facts = { ...job, leaves, erased: NONE_ERASED, hasAttributes: keys.attributes !== null };
  const seal = (part: 'payload' | 'attributes', key: Uint8Array, plain: Uint8Array): Uint8Array =>
    runtime.seal(key, partAad(runtime, part, facts), plain);
  return {
    leaves,
    payload: seal('payload', keys.payload, payload),
    attributes: keys.attributes === null ? null : seal('attributes', keys.attributes, attributes!),
    tags: subjectTags(runtime, indexKey, job),
  };
}

function writeParts(runtime: Runtime, job: SealJob) {
  const { n, bytes, ids, contexts, which, keys } = job;
  const payload = new PartWriter(runtime, n, PAYLOAD_SALTS, bytes.length + NULL.length * n);
  const attributes = keys.attributes === null ? null : new PartWriter(runtime, n, ATTRIBUTE_SALTS, bytes.length);
  const entries = new EntryWriter(job.kind, new Date(job.receivedAtMs).toISOString(), contexts);
  const leaves = new Uint8Array(n * HASH_BYTES);
  for (let i = 0; i < n; i++) {
    const attributesCommitment = attributes === null ? null : addAttributes(runtime, attributes, job, i);
    setSalt(scratch, payload.salts, i * PAYLOAD_SALTS);
    const content = scratch.subarray(0, writePayload(job, i));
    payload.add(content, CONTENT_AT);
    const commitments = { payload: runtime.sha256Base64(content), attributes: attributesCommitment };
    const entry = entries.write(which[i]!, ids, i * UUID_BYTES, commitments);
    setSalt(entry, payload.salts, i * PAYLOAD_SALTS + 1);
    writeHash(leaves, i, runtime.sha256Latin1(entry));
  }
  const body = payload.finish(entries.head(which));
  return { leaves, payload: body, attributes: attributes?.finish(new Uint8Array()) ?? null };
}

/** Writes the received bytes with `null` in the place of the attributes, which are sealed separately. Returns the end in `scratch`. */
function writePayload({ bytes, places }: SealJob, i: number): number {
  const at = i * PLACE_WIDTH;
  const [start, end, attributesStart, attributesEnd] = [places[at]!, places[at + 1]!, places[at + 2]!, places[at + 3]!];
  if (attributesStart < 0) return copy(bytes, start, end, CONTENT_AT);
  const head = copy(bytes, start, attributesStart, CONTENT_AT);
  scratch.set(NULL, head);
  return copy(bytes, attributesEnd, end, head + NULL.length);
}

function copy(bytes: Uint8Array, start: number, end: number, at: number): number {
  scratch.set(bytes.subarray(start, end), at);
  return at + end - start;
}

/** Adds the attributes of a record. One without attributes in a batch with some has empty content and no commitment. */
function addAttributes(runtime: Runtime, writer: PartWriter, { bytes, places }: SealJob, i: number): string | null {
  const start = places[i * PLACE_WIDTH + 2]!;
  if (start < 0) {
    writer.add(scratch.subarray(0, CONTENT_AT), CONTENT_AT);
    return null;
  }
  setSalt(scratch, writer.salts, i);
  const content = scratch.subarray(0, copy(bytes, start, places[i * PLACE_WIDTH + 3]!, CONTENT_AT));
  writer.add(content, CONTENT_AT);
  return runtime.sha256Base64(content);
}

function setSalt(target: Uint8Array, salts: Uint8Array, which: number): void {
  const from = which * SALT_BYTES;
  for (let i = 0; i < SALT_BYTES; i++) target[1 + i] = salts[from + i]!;
}

function writeHash(leaves: Uint8Array, i: number, hash: string): void {
  for (let at = 0; at < HASH_BYTES; at++) leaves[i * HASH_BYTES + at] = hash.charCodeAt(at);
}
