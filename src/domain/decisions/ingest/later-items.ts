import type { BatchKind } from '../ports.js';
import type { BatchReader } from '../read/batches.js';
import { readTime } from '../record/time.js';
import { printUuid } from '../record/uuid.js';
import { contentOf, idOf, type Records, selectRecords } from '../seal/records.js';
import type { Rejection } from '../service-api.js';
import { type ReadBody, rejection } from './read-items.js';

export interface LaterTools {
  readonly batches: () => BatchReader;
  /** Whether a decision exists and may be spoken about. */
  readonly standing: (id: Uint8Array, batches: BatchReader) => Promise<'known' | 'unknown' | 'erased'>;
  /** Labels and attributes that are there about a decision. */
  readonly refs: (id: Uint8Array) => Promise<readonly { kind: BatchKind; seq: number; position: number }[]>;
}

/** Labels and later attributes of a request, as far as they may be appended. */
export interface LaterItems {
  readonly records: Records;
  readonly duplicates: number;
  readonly rejected: Rejection[];
}

/** Records looked up with the same opened batches: a bound on memory. */
const RECORDS_A_READER = 256;
const decoder = new TextDecoder();

/**
 * Labels and later attributes need a decision to speak about. A label that is there already, with the same time, is a duplicate: sending
 * again is safe without a key. Any other is appended, so that corrections keep their history.
 */
export async function aboutKnown(
  tools: LaterTools,
  { records, rejected: before }: Pick<ReadBody, 'records' | 'rejected'>,
): Promise<LaterItems> {
  const rejected = [...before];
  const kept: number[] = [];
  const inBody = new Set<string>();
  let duplicates = 0;
  let batches = tools.batches();
  for (let i = 0; i < records.n; i++) {
    if (i % RECORDS_A_READER === 0) batches = tools.batches();
    const line = records.lines[i]!;
    const id = idOf(records, i);
    const standing = await tools.standing(id, batches);
    if (standing === 'erased') rejected.push(rejection(line, 'DECISION_ERASED', 'the decision was erased'));
    else if (standing === 'unknown')
      rejected.push(rejection(line, 'DECISION_UNKNOWN', 'no decision has this id; send the decision first'));
    else if (records.kind === 'label' && (await isThere(labelAt(records, i), { tools, id, batches, inBody })))
      duplicates++;
    else kept.push(i);
  }
  return { records: selectRecords(records, kept, records.cleared), duplicates, rejected };
}

interface Known {
  readonly tools: LaterTools;
  readonly id: Uint8Array;
  readonly batches: BatchReader;
  /** Labels of the same request. */
  readonly inBody: Set<string>;
}

async function isThere(label: string, { tools, id, batches, inBody }: Known): Promise<boolean> {
  const name = `${printUuid(id)} ${label}`;
  if (inBody.has(name)) return true;
  inBody.add(name);
  for (const { kind, seq, position } of await tools.refs(id)) {
    if (kind !== 'label') continue;
    const content = (await batches.opened(seq)).payload.contents[position];
    if (content && labelOf(content) === label) return true;
  }
  return false;
}

const labelAt = (records: Records, i: number): string => labelOf(contentOf(records, i));

/** What a label says, whatever way its time is written. */
function labelOf(content: Uint8Array): string {
  const { label, knownAt } = JSON.parse(decoder.decode(content)) as { label: number; knownAt: string };
  return `${label} ${readTime(knownAt)}`;
}

/** One after the other: between looking whether a label is there and its commit no other request looks. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
