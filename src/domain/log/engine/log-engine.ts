import { finishAll } from '../../../core/base/closing.js';
import type { TribuneError } from '../../../core/base/errors.js';
import { printReceipt, TileReader, type TreeHasher } from '../../../core/ledger/index.js';
import { IdIndex } from '../../recent-ids/index.js';
import { CommitPipeline } from '../commit/pipeline.js';
import type { CommittedBatch, PipelineLimits } from '../commit/work.js';
import {
  type LogName,
  type LogSigner,
  type LogStores,
  type PartName,
  type RotationResult,
  type Runtime,
  type SignedCheckpoint,
  signersOf,
} from '../ports/index.js';
import { CheckpointSchedule } from '../publish/checkpoint-schedule.js';
import { CheckpointServing } from '../publish/checkpoint-serving.js';
import { haltedBefore } from '../publish/faults.js';
import {
  LAST_ROUND_MS,
  type LedgerOptions,
  PUBLIC_INTERVAL_MS,
  WITNESS_INTERVAL_MS,
  WITNESS_WAIT_MS,
} from '../publish/ledger-options.js';
import { demandOwnNote } from '../publish/own-note.js';
import { Publisher } from '../publish/publisher.js';
import { finishRotation, type RotationRequest, retireKeys, rotateKey, writeRotations } from '../publish/rotate.js';
import { WitnessLink } from '../publish/witness-link.js';
import { majorityOf, WitnessRound, type WitnessRoundDeps } from '../publish/witness-round.js';
import type { KeyPages } from '../seal/key-pages.js';
import type { Sealer } from '../seal/seal-job.js';

export interface EngineDeps {
  readonly log: LogName;
  readonly stores: LogStores;
  readonly runtime: Runtime;
  readonly pages: Readonly<Record<PartName, KeyPages>>;
  readonly signer: LogSigner;
  readonly hasher: TreeHasher;
  readonly sealer: Sealer;
  readonly limits: PipelineLimits;
  readonly publishIntervalMs: number;
  readonly ledger: LedgerOptions;
  readonly onCommitted: (batches: readonly CommittedBatch[]) => void;
  readonly onCommit: (seconds: number) => void;
  readonly onProblem: (cause: Error) => void;
  readonly onAlarm: WitnessRoundDeps['onAlarm'];
}

/** One log: its pipeline, the ids of its window, its publisher and the part that outsiders see. */
export class LogEngine {
  readonly index: IdIndex;
  readonly pipeline: CommitPipeline;
  readonly #publisher: Publisher;
  readonly #display: CheckpointServing;
  readonly #round: WitnessRound | null;
  readonly #links: readonly WitnessLink[];
  readonly #schedule: CheckpointSchedule;
  readonly #deps: EngineDeps;
  #noting: Promise<void> = Promise.resolve();

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    const { log, runtime, stores, pages, limits, onCommit, hasher, signer, onProblem, ledger: options } = deps;
    const seed = new DataView(runtime.randomBytes(4).buffer).getUint32(0);
    const { idSpill: spill, decisions, ledger } = stores;
    this.index = new IdIndex(seed, spill && { spill, onProblem, clock: runtime });
    this.#publisher = new Publisher({
      log,
      decisions,
      ledger,
      hasher,
      runtime,
      pages,
      clock: runtime,
      onProblem,
      intervalMs: deps.publishIntervalMs,
      signers: () => signersOf(signer),
      onCheckpoint: (checkpoint) => this.#schedule.signed(checkpoint),
    });
    this.#display = new CheckpointServing({ log, ledger, hasher });
    const { ports = [], crypto } = options.witnesses ?? {};
    const nowMs = (): number => runtime.nowMs();
    this.#links = crypto === undefined ? [] : ports.map((witness) => new WitnessLink(witness, { crypto, nowMs }));
    this.#round = this.#links.length === 0 ? null : this.#makeRound();
    this.#schedule = new CheckpointSchedule({
      display: this.#display,
      round: this.#round,
      clock: runtime,
      onProblem,
      publish: () => this.#publisher.publish(),
      witnessIntervalMs: options.witnessIntervalMs ?? WITNESS_INTERVAL_MS,
      publicIntervalMs: options.publicIntervalMs ?? PUBLIC_INTERVAL_MS,
    });
    this.pipeline = new CommitPipeline({
      log,
      decisions,
      runtime,
      pages,
      index: this.index,
      sealer: deps.sealer,
      limits,
      onCommit,
      onCommitted: (batches) => {
        this.#publisher.enqueue(batches);
        deps.onCommitted(batches);
      },
    });
  }

  /** The newest checkpoint. */
  get checkpoint(): SignedCheckpoint | null {
    return this.#publisher.checkpoint;
  }

  /** The newest checkpoint that witnesses signed. */
  get cosigned(): SignedCheckpoint | null {
    return this.#display.cosigned;
  }

  /** Number of durable entries that no checkpoint covers yet. */
  get unsigned(): number {
    return this.pipeline.size - (this.checkpoint?.size ?? 0);
  }

  /** Why nothing is signed any more; null while there is no fault. */
  get halted(): TribuneError | null {
    return this.#publisher.halted;
  }

  /** State of the log for `/metrics`. */
  get status() {
    const { shown, cosigned } = this.#display;
    const witnesses = this.#round?.status ?? [];
    const { showsWithinMs } = this.#schedule;
    return { shownSize: shown?.size ?? 0, cosignedSize: cosigned?.size ?? 0, showsWithinMs, witnesses };
  }

  /** Recovers and verifies the log; records are taken only afterwards. When it throws, nothing of the log goes on. */
  async open(windowStartMs: number): Promise<void> {
    try {
      await this.#open(windowStartMs);
    } catch (cause) {
      const parts = [() => this.#publisher.abandon(), () => this.#schedule.abandon(), () => this.index.settled()];
      await finishAll([...parts, () => this.#noting]).catch(() => undefined);
      throw cause;
    }
  }

  async #open(windowStartMs: number): Promise<void> {
    const { log, stores, ledger } = this.#deps;
    await finishRotation(this.#rotateDeps());
    await this.#restoreFault();
    await demandOwnNote(await stores.ledger.lastCheckpoint(log), signersOf(this.#deps.signer));
    await demandOwnNote(await stores.ledger.cosignedCheckpoint(log), signersOf(this.#deps.signer));
    await this.#publisher.open();
    await writeRotations(this.#rotateDeps());
    await this.#display.open(this.checkpoint);
    const { cosigned } = this.#display;
    if (cosigned !== null) for (const link of this.#links) await link.recall(cosigned.note, cosigned.size);
    await this.#schedule.open(this.checkpoint, ledger.isPublic ?? false);
    for await (const { seq, ids, receivedAtMs } of stores.decisions.idsSince(log, windowStartMs)) {
      this.index.add(ids, seq, receivedAtMs);
      await this.index.yieldToEventLoop();
    }
    await this.pipeline.open();
  }

  /** Signs everything committed so far, and shows the checkpoint unless it waits for witnesses or for its time. */
  async publish(): Promise<void> {
    await this.#publisher.publish();
    await this.#schedule.settled();
  }

  setPublic(isPublic: boolean): void {
    this.#schedule.setPublic(isPublic);
  }

  /** Stops signing, also after a restart. */
  halt(why: TribuneError): void {
    this.#publisher.halt(why);
    this.#note(why.message);
  }

  /** Lets signing go on, after all entries were read again and found to be those that were signed, such as after a restore. */
  clearFault(): void {
    if (this.halted === null) return;
    this.#publisher.resume();
    this.#note(null);
  }

  /** Receipt of an entry; null until a checkpoint that covers it is shown. */
  async receipt(index: number, leaf: Uint8Array): Promise<string | null> {
    const shown = this.#display.covering(index);
    if (shown === null) return null;
    const proof = await shown.reader.inclusionProof(index);
    return printReceipt({ extra: leaf, index, proof, checkpoint: shown.checkpoint.note });
  }

  file(path: string): Promise<Uint8Array | null> {
    return this.#display.file(path);
  }

  /** Hands the log over to a new key; checkpoints signed from now on have both signatures. */
  rotateKey(request: Omit<RotationRequest, 'fromSize'>): Promise<RotationResult> {
    return this.#publisher.exclusive(() =>
      rotateKey(this.#rotateDeps(), { ...request, fromSize: this.checkpoint?.size ?? 0 }),
    );
  }

  /** Destroys old keys whose time is over, each after its event was recorded. */
  retireKeys(nowMs: number, onRetired: (key: string) => Promise<void>): Promise<string[]> {
    return this.#publisher.exclusive(() => retireKeys(this.#rotateDeps(), nowMs, onRetired));
  }

  /** Takes nothing more, signs and shows what it can. Nothing runs any more when it throws the error of what could not be done. */
  close(): Promise<void> {
    return finishAll([
      () => this.pipeline.close(),
      () => this.#publisher.close(),
      () => this.#schedule.close(LAST_ROUND_MS),
      () => this.index.settled(),
      () => this.#noting,
    ]);
  }

  /** Restores a fault that was found before this start: it keeps the log halted until a check finds all entries as they were signed. */
  async #restoreFault(): Promise<void> {
    const { log, stores, onProblem } = this.#deps;
    const found = await stores.ledger.loadFault(log);
    if (found === null) return;
    const why = haltedBefore(found);
    this.#publisher.halt(why);
    onProblem(why);
  }

  #note(fault: string | null): void {
    const { log, stores, onProblem } = this.#deps;
    this.#noting = this.#noting.then(() => stores.ledger.saveFault(log, fault)).catch(onProblem);
  }

  #makeRound(): WitnessRound {
    const { log, runtime, hasher, ledger: options, stores, onProblem, onAlarm } = this.#deps;
    return new WitnessRound({
      log,
      links: this.#links,
      display: this.#display,
      clock: runtime,
      onProblem,
      onAlarm,
      quorum: options.quorum ?? majorityOf(this.#links.length),
      waitMs: options.witnessWaitMs ?? WITNESS_WAIT_MS,
      consistency: (checkpoint) => {
        const reader = new TileReader(hasher, (path) => stores.ledger.readFile(log, path), checkpoint);
        return (oldSize) => reader.consistencyProof(oldSize);
      },
    });
  }

  #rotateDeps() {
    const { log, stores, signer } = this.#deps;
    return { log, ledger: stores.ledger, signer };
  }
}
