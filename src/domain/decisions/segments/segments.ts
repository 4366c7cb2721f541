import { canonicalJson } from '../../../core/base/canonical-json.js';
import { printUuid, UUID_BYTES, uuidV7 } from '../../../core/base/uuid.js';
import { encodeHex } from '../../../core/ledger/index.js';
import type { Runtime } from '../../log/ports/index.js';
import type { KeyPages } from '../../log/seal/index.js';
import type { SegmentRecord, SegmentStore } from '../ports/segments.js';

export interface SegmentDeps {
  readonly store: SegmentStore;
  readonly pages: KeyPages;
  readonly runtime: Runtime;
  readonly indexKey: Uint8Array;
}

const encoder = new TextEncoder();

/** Binds a file to its format and the place in the log that it was made from: one of an older format does not open and is made again. */
const aadOf = ({ id, firstSeq, lastSeq, size }: SegmentFacts): Uint8Array =>
  encoder.encode(`tribune.segment/v2 main ${id} ${firstSeq} ${lastSeq} ${size}`);

type SegmentFacts = Pick<SegmentRecord, 'id' | 'firstSeq' | 'lastSeq' | 'size'>;

/**
 * Sealed segments under keys of their own, in pages like those of the batches. Erasing a person destroys the keys of the segments that
 * hold their rows, and turning an epoch re-wraps the rest: what is promised of a batch holds for what was derived from it.
 */
export class Segments {
  readonly #deps: SegmentDeps;

  constructor(deps: SegmentDeps) {
    this.#deps = deps;
  }

  /** Segments whose batches are still those they were made from, and whose rows are ours. The others are dropped. */
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

  /** `fingerprint` is of the batches as they were read: were they sealed anew since, the segment is dropped at once. */
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
    await store.insert(record, runtime.seal(key, aadOf(record), plain));
    if ((await store.fingerprint(record.firstSeq, record.lastSeq)) !== record.fingerprint) await this.drop([record]);
  }

  /** Null when file or key are gone or do not fit: then it is dropped, and the log is read instead. */
  async open(record: SegmentRecord): Promise<Uint8Array | null> {
    const { store, pages, runtime } = this.#deps;
    try {
      const sealed = await store.read(record.id);
      if (sealed !== null) return runtime.open(await pages.key(record), aadOf(record), sealed);
    } catch {
      // Derived data that does not open is worth nothing; what it came from is whole.
    }
    await this.drop([record]);
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

  /** What is left of an erasure that a crash cut short does not get into the next epoch. */
  async rewrap(): Promise<void> {
    await this.current();
    await this.#deps.pages.rewrap();
  }
}
