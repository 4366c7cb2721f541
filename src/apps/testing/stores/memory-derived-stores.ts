import { SlotsFingerprint } from '../../../adapters/postgres/log/index.js';
import { HOUR_MS } from '../../../core/base/durations.js';
import type {
  ErasedCandidates,
  ErasedListStore,
  LateRepeat,
  RepeatStore,
  SegmentRecord,
  SegmentStore,
} from '../../../domain/decisions/ports/index.js';
import type { DecisionLog } from '../../../domain/log/ports/index.js';
import { SAVE, type Savable, saveMaps } from './memory-transactions.js';

/** A number of batches above that of any test. */
const ALL = 1_000_000;

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Sealed segments in memory, for tests. */
export class MemorySegmentStore implements SegmentStore {
  readonly #log: DecisionLog;
  readonly #segments = new Map<string, { record: SegmentRecord; sealed: Uint8Array }>();

  constructor(log: DecisionLog) {
    this.#log = log;
  }

  async list(): Promise<SegmentRecord[]> {
    return [...this.#segments.values()].map(({ record }) => record).toSorted((a, b) => a.firstSeq - b.firstSeq);
  }

  async insert(record: SegmentRecord, sealed: Uint8Array): Promise<void> {
    this.#segments.set(record.id, { record: structuredClone(record), sealed: sealed.slice() });
  }

  async read(id: string): Promise<Uint8Array | null> {
    return this.#segments.get(id)?.sealed ?? null;
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#segments.delete(id);
  }

  async fingerprint(firstSeq: number, lastSeq: number): Promise<string> {
    const fingerprint = new SlotsFingerprint();
    const batches = await this.#log.readFrom('main', firstSeq, ALL);
    const covered = batches.filter(({ seq }) => seq <= lastSeq);
    for (const batch of covered) fingerprint.add(batch);
    return covered.length === 0 ? '' : fingerprint.finish();
  }
}

/** How many candidates of lists were erased, in memory, for tests. */
export class MemoryErasedListStore implements ErasedListStore {
  readonly #erased = new Map<string, ErasedCandidates>();

  async keep(erased: readonly ErasedCandidates[]): Promise<void> {
    for (const one of erased) {
      const name = `${one.listKey} ${one.index}`;
      if (!this.#erased.has(name)) this.#erased.set(name, one);
    }
  }

  async countsOf(listKeys: readonly string[], size: number): Promise<ReadonlyMap<string, number>> {
    const wanted = new Set(listKeys);
    const counts = new Map<string, number>();
    for (const { listKey, index, n } of this.#erased.values())
      if (wanted.has(listKey) && index < size) counts.set(listKey, (counts.get(listKey) ?? 0) + n);
    return counts;
  }
}

/** Repetitions found beyond the window, in memory, for tests. */
export class MemoryRepeatStore implements RepeatStore, Savable {
  readonly #log: DecisionLog;
  readonly #found = new Map<number, LateRepeat>();

  constructor(log: DecisionLog) {
    this.#log = log;
  }

  async keep(found: readonly LateRepeat[]): Promise<void> {
    for (const one of found) if (!this.#found.has(one.index)) this.#found.set(one.index, structuredClone(one));
  }

  async between(first: number, end: number): Promise<LateRepeat[]> {
    return this.#sorted().filter(({ index }) => index >= first && index < end);
  }

  async newest(limit: number): Promise<LateRepeat[]> {
    return this.#sorted().toReversed().slice(0, limit);
  }

  async about(decisions: readonly Uint8Array[]): Promise<LateRepeat[]> {
    return this.#of(decisions);
  }

  async firstOf(decision: Uint8Array): Promise<number | null> {
    const firsts = this.#of([decision]).map(({ firstIndex }) => firstIndex);
    return firsts.length === 0 ? null : Math.min(...firsts);
  }

  async counts(): Promise<Readonly<Record<LateRepeat['content'], number>>> {
    const counts = { same: 0, other: 0, unknown: 0 };
    for (const { content } of this.#found.values()) counts[content]++;
    return counts;
  }

  async forget(decisions: readonly Uint8Array[]): Promise<void> {
    for (const one of this.#of(decisions)) {
      const receivedAtMs = (await this.#log.readAt('main', one.index))?.receivedAtMs ?? 0;
      this.#found.set(one.index, { ...one, hourMs: Math.floor(receivedAtMs / HOUR_MS) * HOUR_MS });
    }
  }

  [SAVE](): () => void {
    return saveMaps([this.#found]);
  }

  #sorted(): LateRepeat[] {
    return [...this.#found.values()].toSorted((a, b) => a.index - b.index);
  }

  #of(decisions: readonly Uint8Array[]): LateRepeat[] {
    return this.#sorted().filter(({ decision }) => decisions.some((id) => sameBytes(id, decision)));
  }
}
