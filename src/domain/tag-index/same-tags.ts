import type { TagPlace } from './tag-index.js';

/** Bytes of an entry: tag 8, batch number 6, position 2, big-endian. */
const ENTRY_BYTES = 16;
const HIGH = 0x100000000;

/** Two entries with the same tag; whether their ids are the same is for the caller to look up. */
export interface SameTag {
  readonly earlier: TagPlace;
  readonly later: TagPlace;
}

/** Range of the batches whose entries are new, inclusive. */
export interface NewBatches {
  readonly fromSeq: number;
  readonly toSeq: number;
}

interface Entry {
  readonly high: number;
  readonly low: number;
  readonly place: TagPlace;
}

/**
 * Finds pairs of entries in one bucket of the tag index that have the same tag and of which the later one is new. Only new entries are put
 * into a table; the others are looked up in it one by one, so that memory does not grow with the index.
 */
export function sameTags(runs: readonly Uint8Array[], { fromSeq, toSeq }: NewBatches): SameTag[] {
  const pairs: SameTag[] = [];
  const fresh: Entry[] = [];
  for (const run of runs) scan(run, fromSeq, toSeq, (entry) => void fresh.push(entry));
  if (fresh.length === 0) return pairs;
  const table = new TagTable(fresh.length);
  for (const entry of fresh) {
    for (const other of table.matches(entry.high, entry.low))
      if (!isSame(other, entry.place)) pairs.push(inOrder(other, entry.place));
    table.add(entry);
  }
  for (const run of runs) scanKnown(run, fromSeq, table, pairs);
  return pairs;
}

const isSame = (a: TagPlace, b: TagPlace): boolean => a.seq === b.seq && a.position === b.position;

const inOrder = (a: TagPlace, b: TagPlace): SameTag =>
  a.seq < b.seq || (a.seq === b.seq && a.position < b.position) ? { earlier: a, later: b } : { earlier: b, later: a };

const viewOf = (run: Uint8Array): DataView => new DataView(run.buffer, run.byteOffset, run.byteLength);
const seqAt = (view: DataView, at: number): number => view.getUint16(at + 8) * HIGH + view.getUint32(at + 10);
const placeAt = (view: DataView, at: number): TagPlace => ({ seq: seqAt(view, at), position: view.getUint16(at + 14) });

function scan(run: Uint8Array, fromSeq: number, toSeq: number, found: (entry: Entry) => void): void {
  const view = viewOf(run);
  for (let at = 0; at < run.length; at += ENTRY_BYTES) {
    const seq = seqAt(view, at);
    if (seq < fromSeq || seq > toSeq) continue;
    found({ high: view.getUint32(at), low: view.getUint32(at + 4), place: placeAt(view, at) });
  }
}

function scanKnown(run: Uint8Array, fromSeq: number, table: TagTable, pairs: SameTag[]): void {
  const view = viewOf(run);
  for (let at = 0; at < run.length; at += ENTRY_BYTES) {
    const matches = table.matches(view.getUint32(at), view.getUint32(at + 4));
    if (matches.length === 0 || seqAt(view, at) >= fromSeq) continue;
    for (const later of matches) pairs.push({ earlier: placeAt(view, at), later });
  }
}

const NONE: readonly TagPlace[] = [];

/** A hash table of tags with open addressing, at most half full. */
class TagTable {
  readonly #mask: number;
  /** Number of the entry + 1; 0 marks an empty slot. */
  readonly #slots: Uint32Array;
  readonly #entries: Entry[] = [];

  constructor(n: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * n + 2));
    this.#mask = slots - 1;
    this.#slots = new Uint32Array(slots);
  }

  add(entry: Entry): void {
    let slot = entry.low & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = this.#entries.push(entry);
  }

  matches(high: number, low: number): readonly TagPlace[] {
    let found: TagPlace[] | null = null;
    for (let slot = low & this.#mask; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const entry = this.#entries[this.#slots[slot]! - 1]!;
      if (entry.low !== low || entry.high !== high) continue;
      found ??= [];
      found.push(entry.place);
    }
    return found ?? NONE;
  }
}
