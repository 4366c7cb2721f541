import { nodeClock } from '../../../adapters/runtime/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256, treeHasher } from '../../../core/ledger/index.js';
import type { Transactions } from '../../../domain/acts/ports.js';
import type {
  DecisionStores,
  ErasureRecord,
  ErasureStore,
  LegalHold,
  TagIndexStore,
  TagRun,
  WrittenStores,
} from '../../../domain/decisions/ports/index.js';
import type {
  EventOutbox,
  Keyring,
  KeyStore,
  LedgerStore,
  LogName,
  PartName,
  PendingEvent,
  RotationRecord,
  SignedCheckpoint,
  TreeGrowth,
  WrappedPage,
} from '../../../domain/log/ports/index.js';
import { growHere } from '../../../domain/log/publish/index.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import { MemoryDecisionLog } from './memory-decision-log.js';
import { MemoryErasedListStore, MemoryRepeatStore, MemorySegmentStore } from './memory-derived-stores.js';
import { MemoryFollowerStore } from './memory-follower-store.js';
import { MemoryIdSpill } from './memory-id-spill.js';
import { MemoryOutbox } from './memory-outbox.js';
import { MemoryProducerStore } from './memory-producer-store.js';
import { MemoryRegistryStore } from './memory-registry-store.js';
import { memoryTransactions, SAVE, type Savable, saveMaps } from './memory-transactions.js';

/** All stores of the decision service in memory. */
export interface MemoryStores extends DecisionStores {
  readonly registry: RegistryStore;
  readonly transactions: Transactions<WrittenStores & { readonly registry: RegistryStore }>;
}

/** Makes the stores, for tests. */
export function memoryStores(nowMs = 0): MemoryStores {
  const decisions = new MemoryDecisionLog();
  const outbox = new MemoryOutbox(decisions);
  const followed = {
    followers: new MemoryFollowerStore(),
    tags: new MemoryTagIndexStore(),
    repeats: new MemoryRepeatStore(decisions),
  };
  const erasures = new MemoryErasureStore();
  const registry = new MemoryRegistryStore();
  return {
    ...followed,
    transactions: memoryTransactions(outbox, { ...followed, erasures, registry }),
    decisions,
    segments: new MemorySegmentStore(decisions),
    producers: new MemoryProducerStore(decisions),
    erasedLists: new MemoryErasedListStore(),
    idSpill: new MemoryIdSpill(),
    ledger: new MemoryLedgerStore(outbox),
    outbox,
    keys: new MemoryKeyStore(),
    keyring: new MemoryKeyring(nowMs),
    erasures,
    registry,
  };
}

export class MemoryLedgerStore implements LedgerStore {
  readonly #outbox: EventOutbox;
  readonly #heads = new Map<LogName, SignedCheckpoint>();
  readonly #pinned = new Map<LogName, SignedCheckpoint>();
  readonly #cosigned = new Map<LogName, SignedCheckpoint>();
  readonly #faults = new Map<LogName, string>();
  readonly #rotations: RotationRecord[] = [];
  readonly #files = new Map<string, Uint8Array>();

  constructor(outbox: EventOutbox) {
    this.#outbox = outbox;
  }

  async pinnedCheckpoint(log: LogName): Promise<SignedCheckpoint | null> {
    return this.#pinned.get(log) ?? null;
  }

  async pinCheckpoint(head: SignedCheckpoint): Promise<void> {
    this.#pinned.set(head.log, head);
  }

  async loadFault(log: LogName): Promise<string | null> {
    return this.#faults.get(log) ?? null;
  }

  async saveFault(log: LogName, fault: string | null): Promise<void> {
    if (fault === null) this.#faults.delete(log);
    else this.#faults.set(log, fault);
  }

  async cosignedCheckpoint(log: LogName): Promise<SignedCheckpoint | null> {
    return this.#cosigned.get(log) ?? null;
  }

  async saveCosignedCheckpoint(head: SignedCheckpoint): Promise<void> {
    this.#cosigned.set(head.log, head);
  }

  async rotations(log: LogName): Promise<RotationRecord[]> {
    return this.#rotations.filter((rotation) => rotation.log === log);
  }

  async saveRotation(rotation: RotationRecord, event: PendingEvent): Promise<void> {
    this.#rotations.push(rotation);
    await this.#outbox.add(event);
  }

  async lastCheckpoint(log: LogName): Promise<SignedCheckpoint | null> {
    return this.#heads.get(log) ?? null;
  }

  async saveCheckpoint(head: SignedCheckpoint): Promise<void> {
    const last = this.#heads.get(head.log);
    const isSame = last?.size === head.size && last.root.every((byte, i) => byte === head.root[i]);
    if (last !== undefined && !isSame && head.size <= last.size) {
      throw new TribuneError(
        'LEDGER_INVALID',
        `a checkpoint of ${head.size} entries contradicts the one signed before`,
        {
          remedy: 'Restore the newest backup.',
        },
      );
    }
    this.#heads.set(head.log, head);
  }

  async readFile(log: LogName, path: string): Promise<Uint8Array | null> {
    return this.#files.get(`${log}/${path}`) ?? null;
  }

  async writeFiles(log: LogName, files: readonly { path: string; bytes: Uint8Array }[]): Promise<void> {
    for (const { path, bytes } of files) this.#files.set(`${log}/${path}`, bytes.slice());
  }

  growTree(log: LogName): TreeGrowth {
    return growHere(treeHasher(sha256), nodeClock, (files) => this.writeFiles(log, files));
  }

  async clearFiles(log: LogName): Promise<void> {
    for (const path of this.#files.keys()) if (path.startsWith(`${log}/`)) this.#files.delete(path);
  }
}

export class MemoryKeyStore implements KeyStore {
  readonly #pages = new Map<string, WrappedPage>();

  async nextPage(part: PartName): Promise<number> {
    return [...this.#pages.values()].filter((page) => page.part === part).length;
  }

  async insertPage(page: WrappedPage): Promise<void> {
    const name = `${page.part} ${page.page}`;
    if (this.#pages.has(name))
      throw new TribuneError('INTERNAL', `key page ${name} is there`, { remedy: 'Report this.' });
    this.#pages.set(name, page);
  }

  async readPage(part: PartName, page: number): Promise<WrappedPage | null> {
    return this.#pages.get(`${part} ${page}`) ?? null;
  }

  async replacePage(page: WrappedPage): Promise<void> {
    this.#pages.set(`${page.part} ${page.page}`, page);
  }

  async pagesOutside(part: PartName, epoch: number, limit: number): Promise<WrappedPage[]> {
    return [...this.#pages.values()].filter((page) => page.part === part && page.epoch !== epoch).slice(0, limit);
  }
}

const KEY_BYTES = 32;

/** Keys that are derived from their epoch, for tests only. */
export class MemoryKeyring implements Keyring {
  readonly #keys = new Map<number, Uint8Array>([[1, new Uint8Array(KEY_BYTES).fill(1)]]);
  #startedAtMs: number;

  constructor(nowMs: number) {
    this.#startedAtMs = nowMs;
  }

  currentEpoch = (): number => Math.max(...this.#keys.keys());

  epochStartedAtMs = (): number => this.#startedAtMs;

  epochs = (): number[] => [...this.#keys.keys()];

  indexKey = (): Uint8Array => new Uint8Array(KEY_BYTES).fill(255);

  key(epoch: number): Uint8Array {
    const key = this.#keys.get(epoch);
    if (key !== undefined) return key;
    throw new TribuneError('KEY_MISSING', `the key of epoch ${epoch} was destroyed`, { remedy: 'None.' });
  }

  async begin(epoch: number, nowMs: number): Promise<void> {
    if (!this.#keys.has(epoch)) this.#keys.set(epoch, new Uint8Array(KEY_BYTES).fill(epoch));
    this.#startedAtMs = nowMs;
  }

  async destroy(epoch: number): Promise<void> {
    this.#keys.delete(epoch);
  }
}

export class MemoryTagIndexStore implements TagIndexStore, Savable {
  #runs: { run: TagRun; buckets: Uint8Array[] }[] = [];

  async indexedTo(log: LogName, kind: TagRun['kind']): Promise<number> {
    return this.#of(log, kind).reduce((next, { run }) => Math.max(next, run.lastSeq + 1), 0);
  }

  async insertRuns(runs: readonly TagRun[]): Promise<void> {
    for (const run of runs) this.#runs.push({ run, buckets: run.buckets.map((bucket) => bucket.slice()) });
  }

  async runs(log: LogName, kind: TagRun['kind']): Promise<Pick<TagRun, 'firstSeq' | 'lastSeq'>[]> {
    const own = this.#of(log, kind).map(({ run: { firstSeq, lastSeq } }) => ({ firstSeq, lastSeq }));
    return own.toSorted((a, b) => a.firstSeq - b.firstSeq);
  }

  async bucket(log: LogName, kind: TagRun['kind'], bucket: number): Promise<{ firstSeq: number; bytes: Uint8Array }[]> {
    return this.#of(log, kind)
      .map(({ run, buckets }) => ({ firstSeq: run.firstSeq, bytes: buckets[bucket]! }))
      .filter(({ bytes }) => bytes.length > 0);
  }

  async buckets(
    log: LogName,
    kind: TagRun['kind'],
    wanted: readonly number[],
  ): Promise<{ firstSeq: number; bucket: number; bytes: Uint8Array }[]> {
    return this.#of(log, kind).flatMap(({ run: { firstSeq }, buckets }) =>
      wanted.map((bucket) => ({ firstSeq, bucket, bytes: buckets[bucket]! })),
    );
  }

  async replaceBucket(
    log: LogName,
    kind: TagRun['kind'],
    { firstSeq, bucket }: { firstSeq: number; bucket: number },
    bytes: Uint8Array,
  ): Promise<void> {
    const found = this.#of(log, kind).find(({ run }) => run.firstSeq === firstSeq);
    if (found !== undefined) found.buckets[bucket] = bytes;
  }

  [SAVE](): () => void {
    const runs = this.#runs.map((one) => ({ ...one, buckets: [...one.buckets] }));
    return () => {
      this.#runs = runs;
    };
  }

  #of(log: LogName, kind: TagRun['kind']) {
    return this.#runs.filter(({ run }) => run.log === log && run.kind === kind);
  }
}

export class MemoryErasureStore implements ErasureStore {
  readonly #erasures = new Map<string, ErasureRecord>();
  readonly #holds = new Map<string, LegalHold>();
  [SAVE](): () => void {
    return saveMaps([this.#erasures, this.#holds]);
  }

  async insertErasure(erasure: ErasureRecord): Promise<void> {
    this.#erasures.set(erasure.id, erasure);
  }

  async updateErasure(erasure: ErasureRecord): Promise<void> {
    this.#erasures.set(erasure.id, erasure);
  }

  async erasure(id: string): Promise<ErasureRecord | null> {
    return this.#erasures.get(id) ?? null;
  }

  async erasures(status?: ErasureRecord['status']): Promise<ErasureRecord[]> {
    return [...this.#erasures.values()].filter((erasure) => status === undefined || erasure.status === status);
  }

  async insertHold(hold: LegalHold): Promise<void> {
    this.#holds.set(hold.id, hold);
  }

  async updateHold(hold: LegalHold): Promise<void> {
    this.#holds.set(hold.id, hold);
  }

  async holds(subjectTag?: Uint8Array): Promise<LegalHold[]> {
    const isAbout = ({ subjectTag: tag }: LegalHold): boolean =>
      subjectTag === undefined || tag.every((byte, i) => byte === subjectTag[i]);
    return [...this.#holds.values()].filter(isAbout);
  }
}
