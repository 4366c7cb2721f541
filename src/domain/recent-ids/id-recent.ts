import type { Clock } from '../../core/base/clock.js';
import { IdChunks } from './id-chunks.js';
import { blocksFor, IdTable } from './id-table.js';
import type { IdSpill } from './ports.js';

/** Ids made within this time share a bucket. */
const BUCKET_MS = 10_000;
/** Largest distance of the time in an id from its receipt, for clocks that are wrong and clients that were cut off for a while. */
const NEAR_MS = 3_600_000;
/** A table is spilled when its seconds are over and nothing was added for this time. */
const IDLE_MS = 30_000;
/** Interval at which tables are examined. */
const TEND_MS = 1000;
/** Pause after a table could not be spilled. */
const RETRY_MS = 60_000;
/** Blocks of a bucket's first table: 1 KB, or the size of the bucket before; each further table is larger, up to 16 MB. */
const FIRST_BLOCKS = 2;
const GROWTH = 4;
const MOST_BLOCKS = 1 << 15;
/** Spare room for a rate that grows from one bucket to the next. */
const MARGIN = 1.125;
/** Largest table (4 KB) that is not worth a file. */
const SMALL_BLOCKS = 8;
/** Number of tables waiting to be spilled at which callers that add should wait. */
const QUEUE_BOUND = 4;

/** Byte of a UUID that holds its version, in the upper half. */
const VERSION_BYTE = 6;
const VERSION = 7;
const NO_TABLES: readonly IdTable[] = [];

interface Bucket {
  readonly endMs: number;
  tables: readonly IdTable[];
  /** The table that ids are added to. */
  writable: IdTable | null;
  /** Whether a table of the bucket was spilled: ids that still come are late, and rarely many. */
  isLate: boolean;
}

export interface RecentDeps {
  readonly spill: IdSpill;
  readonly clock: Pick<Clock, 'turn'>;
  /** Called when a table could not be spilled; it stays in memory and is tried again. */
  readonly onProblem: (cause: Error) => void;
}

/**
 * Tables of ids that carry the time at which they were made (UUIDs of version 7, RFC 9562 section 5.7), by that time. An id can only be in
 * the tables of its own seconds, so all other tables may be in files.
 */
export class RecentIds {
  readonly #deps: RecentDeps;
  readonly #buckets = new Map<number, Bucket>();
  /** Tables in memory that will be spilled one day. */
  readonly #resident = new Map<IdTable, Bucket>();
  #firstKey = Number.POSITIVE_INFINITY;
  #lastKey = Number.NEGATIVE_INFINITY;
  readonly #chunks = new IdChunks();
  #queue: IdTable[] = [];
  #spilling: Promise<void> | null = null;
  #nTables = 0;
  #lastTendMs = 0;
  #waitMs = TEND_MS;

  constructor(deps: RecentDeps) {
    this.#deps = deps;
  }

  get size(): number {
    let sum = 0;
    for (const bucket of this.#buckets.values()) sum += sizeOf(bucket);
    return sum;
  }

  /** The table that an id belongs to; null for an id without a time, or with one far from its receipt. */
  tableFor(ids: Uint8Array, at: number, receivedAtMs: number): IdTable | null {
    const madeAtMs = timeOf(ids, at);
    if (madeAtMs < 0 || Math.abs(madeAtMs - receivedAtMs) > NEAR_MS) return null;
    const key = Math.floor(madeAtMs / BUCKET_MS);
    const bucket = this.#buckets.get(key) ?? this.#bucket(key);
    let table = bucket.writable;
    if (table === null || table.isFull) table = this.#extend(bucket, key);
    if (receivedAtMs > table.newestMs) table.newestMs = receivedAtMs;
    return table;
  }

  /** The tables that may hold an id. */
  tablesOf(ids: Uint8Array, at: number): readonly IdTable[] {
    const madeAtMs = timeOf(ids, at);
    if (madeAtMs < 0) return NO_TABLES;
    const key = Math.floor(madeAtMs / BUCKET_MS);
    // Keys out of range need not be small integers, and only small integers can be looked up in a map without an allocation.
    if (key < this.#firstKey || key > this.#lastKey) return NO_TABLES;
    return this.#buckets.get(key)?.tables ?? NO_TABLES;
  }

  /** Spills tables to which nothing is added any more. The time of receipt serves as clock, which may be set back. */
  tend(receivedAtMs: number): void {
    if (Math.abs(receivedAtMs - this.#lastTendMs) < this.#waitMs) return;
    this.#lastTendMs = receivedAtMs;
    this.#waitMs = TEND_MS;
    for (const [table, bucket] of this.#resident) {
      if (Math.max(table.newestMs, bucket.endMs) + IDLE_MS > receivedAtMs) continue;
      this.#resident.delete(table);
      if (table.blocks <= SMALL_BLOCKS) continue;
      if (bucket.writable === table) bucket.writable = null;
      bucket.isLate = true;
      this.#queue.push(table);
    }
    if (this.#queue.length > 0) this.#spilling ??= this.#spillAll();
  }

  /** Resolves when few enough tables wait to be spilled, or when they cannot be. */
  async yieldToEventLoop(): Promise<void> {
    if (this.#queue.length >= QUEUE_BOUND) await this.#spilling;
  }

  /** Resolves when no table waits to be spilled, or when they cannot be. */
  async settled(): Promise<void> {
    await this.#spilling;
  }

  /** Forgets tables whose every id was received before a time. */
  dropBefore(timeMs: number): void {
    this.#firstKey = Number.POSITIVE_INFINITY;
    this.#lastKey = Number.NEGATIVE_INFINITY;
    for (const [key, bucket] of this.#buckets) {
      for (const table of bucket.tables) if (table.newestMs < timeMs) this.#drop(table, bucket);
      bucket.tables = bucket.tables.filter(({ isDropped }) => !isDropped);
      if (bucket.tables.length === 0) this.#buckets.delete(key);
      else this.#widen(key);
    }
  }

  #drop(table: IdTable, bucket: Bucket): void {
    table.drop();
    this.#resident.delete(table);
    if (bucket.writable === table) bucket.writable = null;
  }

  #bucket(key: number): Bucket {
    const bucket = { endMs: (key + 1) * BUCKET_MS, tables: NO_TABLES, writable: null, isLate: false };
    this.#buckets.set(key, bucket);
    this.#widen(key);
    return bucket;
  }

  #widen(key: number): void {
    if (key < this.#firstKey) this.#firstKey = key;
    if (key > this.#lastKey) this.#lastKey = key;
  }

  #extend(bucket: Bucket, key: number): IdTable {
    const larger = bucket.writable === null ? FIRST_BLOCKS : GROWTH * bucket.writable.blocks;
    const expected = bucket.isLate ? 0 : blocksFor(MARGIN * sizeOf(this.#buckets.get(key - 1)));
    const blocks = Math.min(MOST_BLOCKS, Math.max(larger, expected));
    const table = new IdTable(blocks, this.#nTables++ * MOST_BLOCKS, this.#chunks);
    bucket.tables = [...bucket.tables, table];
    bucket.writable = table;
    this.#resident.set(table, bucket);
    return table;
  }

  async #spillAll(): Promise<void> {
    for (let table = this.#queue[0]; table !== undefined; table = this.#queue[0]) {
      try {
        if (!table.isDropped) await table.spill(this.#deps.spill, this.#deps.clock);
      } catch (cause) {
        this.#waitMs = RETRY_MS;
        this.#deps.onProblem(cause instanceof Error ? cause : new Error(String(cause)));
        break;
      }
      this.#queue.shift();
    }
    this.#spilling = null;
  }
}

const sizeOf = (bucket: Bucket | undefined): number => bucket?.tables.reduce((sum, { size }) => sum + size, 0) ?? 0;

/** Time at which a UUID of version 7 was made, in milliseconds; -1 for any other UUID. */
function timeOf(ids: Uint8Array, at: number): number {
  if (ids[at + VERSION_BYTE]! >>> 4 !== VERSION) return -1;
  const high = ((ids[at]! << 24) | (ids[at + 1]! << 16) | (ids[at + 2]! << 8) | ids[at + 3]!) >>> 0;
  return high * 0x10000 + ((ids[at + 4]! << 8) | ids[at + 5]!);
}
