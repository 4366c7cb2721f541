import { canonicalJson } from '../../core/base/canonical-json.js';
import { printUuid, UUID_BYTES, uuidV7 } from '../../core/base/uuid.js';
import { encodeHex } from '../../core/ledger/index.js';
import type { Runtime } from '../log/ports/index.js';
import type { KeyPages } from '../log/seal/index.js';
import type { SegmentRecord, SegmentStore } from './ports.js';

export interface SegmentDeps {
  readonly store: SegmentStore;
  readonly pages: KeyPages;
  readonly runtime: Runtime;
  readonly indexKey: Uint8Array;
}

const encoder = new TextEncoder();

/**
 * Formats of files, newest first: files are made in the first, and those of every one are read. A file of another format does not open
 * and is made again. Since v3 the names of columns are spelt out; a program that knows only v2 would find no attribute in them.
 */
const FORMATS = ['v3', 'v2'] as const;

/** Binds a file to its format and to the place in the log that it was made from. */
const aadOf = (format: (typeof FORMATS)[number], { id, firstSeq, lastSeq, size }: SegmentFacts): Uint8Array =>
  encoder.encode(`tribune.segment/${format} main ${id} ${firstSeq} ${lastSeq} ${size}`);

type SegmentFacts = Pick<SegmentRecord, 'id' | 'firstSeq' | 'lastSeq' | 'size'>;

/**
 * Manages sealed segments under keys of their own, in pages like those of the batches. Erasing a person destroys the keys of the segments
 * that hold their rows, and a turn of the epoch wraps the other keys anew, so what is promised of a batch holds for segments derived from
 * it.
 */
export class Segments {
  readonly #deps: SegmentDeps;

  constructor(deps: SegmentDeps) {
    this.#deps = deps;
  }

  /** Gives the segments whose batches were not sealed anew since and whose rows the service wrote. All others are dropped. */
  async current(): Promise<SegmentRecord[]> {
    const { store } = this.#deps;
    const records = await store.list();
    const fresh = await Promise.all(
      records.map(
        async (one) =>
          one.seal === this.#sealOf(one) && (await store.fingerprint(one.firstSeq, one.lastSeq)) === one.fingerprint,
      ),
    );
    await this.drop(records.filter((_, i) => !fresh[i]));
    return records.filter((_, i) => fresh[i]);
  }

  /**
   * Seals and stores a segment. `facts.fingerprint` describes the batches as they were read; if they were sealed anew since, the segment is
   * dropped at once.
   */
  async insert(
    facts: Omit<SegmentRecord, 'id' | 'page' | 'slot' | 'createdAtMs' | 'seal'>,
    plain: Uint8Array,
  ): Promise<void> {
    const { store, pages, runtime } = this.#deps;
    await pages.reserve(1);
    const { page, slot, key } = pages.take();
    const createdAtMs = runtime.nowMs();
    const id = printUuid(uuidV7(createdAtMs, runtime.randomBytes(UUID_BYTES)));
    const unsealed = { ...facts, id, page, slot, createdAtMs };
    const record = { ...unsealed, seal: this.#sealOf(unsealed) };
    await store.insert(record, runtime.seal(key, aadOf(FORMATS[0], record), plain));
    if ((await store.fingerprint(record.firstSeq, record.lastSeq)) !== record.fingerprint) await this.drop([record]);
  }

  /** Opens a segment. When its file or key is gone or does not fit, it is dropped and null is given, and the log is read instead. */
  async open(record: SegmentRecord): Promise<Uint8Array | null> {
    try {
      const opened = await this.#opened(record);
      if (opened !== null) return opened;
    } catch {
      // Nothing is lost when a segment does not open: it is derived from the log, which is whole.
    }
    await this.drop([record]);
    return null;
  }

  /** The content of a segment; null when its file is gone or is of no known format. */
  async #opened(record: SegmentRecord): Promise<Uint8Array | null> {
    const { store, pages, runtime } = this.#deps;
    const sealed = await store.read(record.id);
    if (sealed === null) return null;
    const key = await pages.key(record);
    for (const format of FORMATS) {
      try {
        return runtime.open(key, aadOf(format, record), sealed);
      } catch {
        // The format is part of what a file is sealed with, so a file of another format does not open.
      }
    }
    return null;
  }

  /** Destroys the segments that cover any of these batches. */
  async forget(seqs: Iterable<number>): Promise<void> {
    const touched = [...seqs];
    const records = await this.#deps.store.list();
    await this.drop(
      records.filter(({ firstSeq, lastSeq }) => touched.some((seq) => seq >= firstSeq && seq <= lastSeq)),
    );
  }

  async drop(records: readonly SegmentRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#deps.pages.destroy(records);
    await this.#deps.store.remove(records.map(({ id }) => id));
  }

  #sealOf({ seal: _, ...facts }: Omit<SegmentRecord, 'seal'> & { readonly seal?: string | null }): string {
    const { runtime, indexKey } = this.#deps;
    return encodeHex(runtime.hmacSha256(indexKey, encoder.encode(`segment ${canonicalJson(facts)}`)));
  }

  /**
   * Wraps the keys anew for the next epoch. Outdated segments are dropped first, so that nothing left by an erasure cut short gets into it.
   */
  async rewrap(): Promise<void> {
    await this.current();
    await this.#deps.pages.rewrap();
  }
}
