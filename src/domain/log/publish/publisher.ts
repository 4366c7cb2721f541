import type { Clock, Timer } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  equalBytes,
  type NoteSigner,
  printCheckpoint,
  printNote,
  readCheckpoint,
  recoverEdge,
  signNote,
  TileReader,
  type TreeHasher,
  type TreeHead,
} from '../../../core/ledger/index.js';
import type { CommittedBatch } from '../commit/work.js';
import type { DecisionLog, LeafRange, LedgerStore, LogName, SignedCheckpoint, TreeGrowth } from '../ports/index.js';
import type { OpenDeps } from '../seal/open-batch.js';
import { forked, gap, rewritten, shrunk } from './faults.js';
import { HASH_BYTES } from './leaves.js';
import { demandRecentTiles } from './recent-tiles.js';
import { demandAsCommitted } from './unsigned-entries.js';

/** Number of batches read at once when catching up. */
const CATCH_UP_BATCHES = 256;
const RETRY_MS = 1000;

/** Consecutive commitments from an index on. */
type Leaves = Omit<LeafRange, 'seq'>;

export interface PublisherDeps extends OpenDeps {
  readonly log: LogName;
  readonly decisions: DecisionLog;
  readonly ledger: LedgerStore;
  readonly hasher: TreeHasher;
  readonly clock: Clock;
  /** Keys that sign a checkpoint now; more than one while the log changes its key. */
  readonly signers: () => readonly NoteSigner[];
  /** Longest time between a commit and its checkpoint; at most 1,000 ms. */
  readonly intervalMs: number;
  /** Called with every checkpoint that was signed and stored, oldest first. */
  readonly onCheckpoint: (checkpoint: SignedCheckpoint) => void;
  readonly onProblem: (cause: Error) => void;
}

/**
 * Integrates committed leaves into tiles and signs checkpoints. A checkpoint is stored durably, in the database and outside it, before
 * anyone sees it, so that no crash can lead to two contradicting checkpoints. A log has one publisher.
 */
export class Publisher {
  readonly #deps: PublisherDeps;
  readonly #tree: TreeGrowth;
  /** Number of entries in the tree; null when the tree must be begun again. */
  #size: number | null = null;
  #checkpoint: SignedCheckpoint | null = null;
  #halted: TribuneError | null = null;
  #queue: Leaves[] = [];
  #timer: Timer | null = null;
  #publishing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
    this.#tree = deps.ledger.growTree(deps.log);
  }

  get checkpoint(): SignedCheckpoint | null {
    return this.#checkpoint;
  }

  /**
   * Continues from the last checkpoint: it recovers the right edge from the tiles, or derives all tiles again from the leaves in the
   * database; in both cases the root must be the signed one. Then it integrates the entries committed since. Throws `LEDGER_INVALID` when
   * the log is not the one that was signed, because such a log must not be served.
   */
  async open(): Promise<void> {
    const { log, ledger, decisions } = this.#deps;
    const checkpoint = await ledger.lastCheckpoint(log);
    const { size } = await decisions.size(log);
    if (checkpoint !== null && size < checkpoint.size) throw shrunk(log, size, checkpoint.size);
    const pinned = await ledger.pinnedCheckpoint(log);
    await this.#demandNotRolledBack(checkpoint?.size ?? 0, pinned);
    await this.#begin(checkpoint);
    if (checkpoint !== null && pinned !== null) await this.#demandExtends(checkpoint, pinned);
    this.#checkpoint = checkpoint;
    // A crash may have come between storing and pinning the checkpoint.
    if (checkpoint !== null && checkpoint.size !== pinned?.size) await ledger.pinCheckpoint(checkpoint);
    await this.#catchUp();
    if (this.#halted === null) await this.publish();
  }

  /** Called with every durable batch, in order. */
  enqueue(batches: readonly CommittedBatch[]): void {
    if (this.#halted !== null) return;
    for (const { batch } of batches) this.#queue.push({ firstIndex: batch.firstIndex, leaves: batch.leaves });
    if (this.#timer !== null || this.#closed) return;
    this.#timer = this.#deps.clock.after(this.#deps.intervalMs, () => this.#tick());
  }

  /** Signs everything committed so far. Throws the reason when signing was halted. */
  publish(): Promise<void> {
    return this.exclusive(() => this.#publish());
  }

  /** Runs a task while no checkpoint is being signed. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#publishing.then(work);
    this.#publishing = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Stops signing, because the log is not what was signed. */
  halt(why: TribuneError): void {
    this.#halted ??= why;
  }

  /** Resumes signing, after the entries were read again and found to be those that were signed. */
  resume(): void {
    this.#halted = null;
    // Entries committed meanwhile are in no queue, so the tree must be begun again.
    this.#size = null;
  }

  /** Why nothing is signed any more; null while there is no fault. */
  get halted(): TribuneError | null {
    return this.#halted;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    if (this.#halted === null) await this.publish();
    await this.#publishing;
  }

  /** Ends without signing what is left, after a failed opening: the tree may not be the one that was signed. */
  async abandon(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#publishing;
  }

  async #tick(): Promise<void> {
    this.#timer = null;
    try {
      await this.publish();
    } catch (cause) {
      this.#deps.onProblem(cause as Error);
      if (this.#closed || this.#halted !== null) return;
      this.#timer ??= this.#deps.clock.after(RETRY_MS, () => this.#tick());
    }
  }

  async #publish(): Promise<void> {
    if (this.#halted !== null) throw this.#halted;
    try {
      if (this.#size === null) await this.#startOver();
      await this.#integrate();
      if (this.#checkpoint !== null && this.#size === this.#checkpoint.size) return;
      await this.#sign(await this.#tree.settle());
    } catch (cause) {
      this.#size = null;
      throw cause;
    }
  }

  /** Begins the tree again from the last checkpoint and the leaves of the database, because after a failure it is ahead of the files. */
  async #startOver(): Promise<void> {
    this.#queue = [];
    await this.#begin(this.#checkpoint);
    await this.#catchUp();
  }

  async #integrate(): Promise<void> {
    const queue = this.#queue;
    this.#queue = [];
    // Entries that were read from the database may be in the queue as well.
    await this.#append(queue.filter(({ firstIndex }) => firstIndex >= this.#size!));
  }

  /** Appends leaves that follow on one another. */
  async #append(ranges: readonly Leaves[]): Promise<void> {
    let size = this.#size!;
    for (const { firstIndex, leaves } of ranges) {
      if (firstIndex > size) throw gap(this.#deps.log, size);
      size += leaves.length / HASH_BYTES;
    }
    if (ranges.length > 0) await this.#tree.append(ranges.map(({ leaves }) => leaves));
    this.#size = size;
  }

  async #sign({ size, root }: TreeHead): Promise<void> {
    const { log, ledger, signers, onCheckpoint } = this.#deps;
    const keys = signers();
    const text = printCheckpoint({ origin: keys[0]!.key.name, size, root, extensions: [] });
    const checkpoint = { log, size, root, note: printNote(await signNote(text, keys)) };
    await ledger.saveCheckpoint(checkpoint);
    await ledger.pinCheckpoint(checkpoint);
    this.#checkpoint = checkpoint;
    onCheckpoint(checkpoint);
  }

  /**
   * Refuses a database that was rolled back. Pin and file are written after the row, so one that is ahead of the row means that the
   * database is an older copy.
   */
  async #demandNotRolledBack(size: number, pinned: SignedCheckpoint | null): Promise<void> {
    const { ledger, log } = this.#deps;
    if (pinned !== null && pinned.size > size) throw shrunk(log, size, pinned.size);
    const bytes = await ledger.readFile(log, 'checkpoint');
    if (bytes === null) return;
    const shown = readCheckpoint(bytes).checkpoint.size;
    if (shown > size) throw shrunk(log, size, shown);
  }

  /** Refuses a log that does not extend the pinned checkpoint: an older copy of the database may have grown again by other entries. */
  async #demandExtends(checkpoint: SignedCheckpoint, pinned: SignedCheckpoint): Promise<void> {
    const { hasher, ledger, log } = this.#deps;
    const reader = new TileReader(hasher, (path) => ledger.readFile(log, path), checkpoint);
    const isSame = equalBytes(await reader.rootAt(pinned.size), pinned.root);
    if (!isSame) throw forked(log, pinned.size);
  }

  async #begin(checkpoint: SignedCheckpoint | null): Promise<void> {
    if (checkpoint !== null) return this.#recover(checkpoint);
    await this.#beginEmpty();
  }

  async #beginEmpty(): Promise<void> {
    await this.#deps.ledger.clearFiles(this.#deps.log);
    await this.#tree.begin(null);
    this.#size = 0;
  }

  async #recover(checkpoint: SignedCheckpoint): Promise<void> {
    const { hasher, ledger, log } = this.#deps;
    try {
      const edge = await recoverEdge(hasher, (path) => ledger.readFile(log, path), checkpoint);
      await demandRecentTiles(new TileReader(hasher, (path) => ledger.readFile(log, path), checkpoint));
      await this.#tree.begin(edge);
      this.#size = checkpoint.size;
    } catch (cause) {
      if (!(cause instanceof TribuneError) || cause.code !== 'LEDGER_INVALID') throw cause;
      this.#deps.onProblem(cause);
      await this.#derive(checkpoint);
    }
  }

  /** Derives all tiles again from the leaves in the database, up to the checkpoint. */
  async #derive(checkpoint: SignedCheckpoint): Promise<void> {
    await this.#beginEmpty();
    await this.#appendLeaves(checkpoint.size);
    const { root } = await this.#tree.settle();
    if (!equalBytes(root, checkpoint.root)) throw rewritten(this.#deps.log, checkpoint.size);
  }

  /** Takes the entries that were committed and not signed, each after a check that it is one that this service committed. */
  async #catchUp(): Promise<void> {
    const { size } = await this.#deps.decisions.size(this.#deps.log);
    await demandAsCommitted(this.#deps, { from: this.#size!, upTo: size });
    await this.#appendLeaves(size);
  }

  /** Appends leaves of the database from the end of the tree up to a size. */
  async #appendLeaves(upTo: number): Promise<void> {
    const { decisions, log } = this.#deps;
    while (this.#size! < upTo) {
      const from = this.#size!;
      const ranges = await decisions.leavesFrom(log, from, CATCH_UP_BATCHES);
      await this.#append(ranges.map((range) => cut(range, from, upTo)).filter(({ leaves }) => leaves.length > 0));
      if (this.#size === from) throw gap(log, from);
    }
  }
}

/** The part of a range of leaves between two indexes. */
function cut({ firstIndex, leaves }: Leaves, from: number, upTo: number): Leaves {
  const skipped = Math.max(0, from - firstIndex);
  const end = Math.max(0, upTo - firstIndex);
  return { firstIndex: firstIndex + skipped, leaves: leaves.subarray(skipped * HASH_BYTES, end * HASH_BYTES) };
}
