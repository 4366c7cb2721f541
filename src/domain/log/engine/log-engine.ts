import type { TribuneError } from '../../../core/base/errors.js';
import { printReceipt, TileReader, type TreeHasher } from '../../../core/ledger/index.js';
import { finishAll } from '../closing/closing.js';
import { CommitPipeline } from '../commit/pipeline.js';
import type { CommittedBatch, PipelineLimits } from '../commit/work.js';
import { IdIndex } from '../ids/id-index.js';
import {
  type KeptHead,
  type LogName,
  type LogSigner,
  type LogStores,
  type Machine,
  type PartName,
  type RotationResult,
  signersOf,
} from '../ports/index.js';
import { Cadence } from '../publish/cadence.js';
import { HeadDisplay } from '../publish/display.js';
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
import { majorityOf, WitnessRound, type WitnessRoundTools } from '../publish/witness-round.js';
import type { KeyPages } from '../seal/key-pages.js';
import type { Sealer } from '../seal/seal-job.js';

export interface EngineTools {
  readonly log: LogName;
  readonly stores: LogStores;
  readonly machine: Machine;
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
  readonly onAlarm: WitnessRoundTools['onAlarm'];
}

/** One log: its pipeline, the ids of its window, its publisher and what outsiders see of it. */
export class LogEngine {
  readonly index: IdIndex;
  readonly pipeline: CommitPipeline;
  readonly #publisher: Publisher;
  readonly #display: HeadDisplay;
  readonly #round: WitnessRound | null;
  readonly #links: readonly WitnessLink[];
  readonly #cadence: Cadence;
  readonly #tools: EngineTools;
  #noting: Promise<void> = Promise.resolve();

  constructor(tools: EngineTools) {
    this.#tools = tools;
    const { log, machine, stores, pages, limits, onCommit, hasher, signer, onProblem, ledger: options } = tools;
    const seed = new DataView(machine.randomBytes(4).buffer).getUint32(0);
    const { idSpill: spill, decisions, ledger } = stores;
    this.index = new IdIndex(seed, spill && { spill, onProblem, clock: machine });
    this.#publisher = new Publisher({
      log,
      decisions,
      ledger,
      hasher,
      clock: machine,
      onProblem,
      intervalMs: tools.publishIntervalMs,
      signers: () => signersOf(signer),
      onHead: (head) => this.#cadence.signed(head),
    });
    this.#display = new HeadDisplay({ log, ledger, hasher });
    const { ports = [], crypto } = options.witnesses ?? {};
    const nowMs = (): number => machine.nowMs();
    this.#links = crypto === undefined ? [] : ports.map((witness) => new WitnessLink(witness, { crypto, nowMs }));
    this.#round = this.#links.length === 0 ? null : this.#makeRound();
    this.#cadence = new Cadence({
      display: this.#display,
      round: this.#round,
      clock: machine,
      onProblem,
      publish: () => this.#publisher.publish(),
      witnessIntervalMs: options.witnessIntervalMs ?? WITNESS_INTERVAL_MS,
      publicIntervalMs: options.publicIntervalMs ?? PUBLIC_INTERVAL_MS,
    });
    this.pipeline = new CommitPipeline({
      log,
      decisions,
      machine,
      pages,
      index: this.index,
      sealer: tools.sealer,
      limits,
      onCommit,
      onCommitted: (batches) => {
        this.#publisher.enqueue(batches);
        tools.onCommitted(batches);
      },
    });
  }

  /** The newest head that was signed. */
  get head(): KeptHead | null {
    return this.#publisher.head;
  }

  /** The newest head that witnesses signed. */
  get cosigned(): KeptHead | null {
    return this.#display.cosigned;
  }

  /** Entries that are durable and under no signed head. */
  get unsigned(): number {
    return this.pipeline.size - (this.head?.size ?? 0);
  }

  /** Why nothing is signed any more; null while all is well. */
  get halted(): TribuneError | null {
    return this.#publisher.halted;
  }

  /** For `/metrics`. */
  get status() {
    const { shown, cosigned } = this.#display;
    const witnesses = this.#round?.status ?? [];
    return { shownSize: shown?.size ?? 0, cosignedSize: cosigned?.size ?? 0, witnesses };
  }

  /** Recovers and verifies first; only then records are taken. */
  async open(windowStartMs: number): Promise<void> {
    const { log, stores, ledger } = this.#tools;
    await finishRotation(this.#rotateTools());
    await this.#recallFault();
    await demandOwnNote(await stores.ledger.lastHead(log), signersOf(this.#tools.signer));
    await demandOwnNote(await stores.ledger.cosignedHead(log), signersOf(this.#tools.signer));
    await this.#publisher.open();
    await writeRotations(this.#rotateTools());
    await this.#display.open(this.head);
    const { cosigned } = this.#display;
    if (cosigned !== null) for (const link of this.#links) await link.recall(cosigned.note, cosigned.size);
    await this.#cadence.open(this.head, ledger.isPublic ?? false);
    for await (const { seq, ids, receivedAtMs } of stores.decisions.idsSince(log, windowStartMs)) {
      this.index.add(ids, seq, receivedAtMs);
      await this.index.calm();
    }
    await this.pipeline.open();
  }

  /** Signs everything committed so far, and shows it unless that waits for witnesses or for its time. */
  async publish(): Promise<void> {
    await this.#publisher.publish();
    await this.#cadence.settled();
  }

  setPublic(isPublic: boolean): void {
    this.#cadence.setPublic(isPublic);
  }

  /** Signs nothing any more, also after a restart. */
  halt(why: TribuneError): void {
    this.#publisher.halt(why);
    this.#note(why.message);
  }

  /** All entries were read again, and they are what was signed: after a restore signing goes on. */
  acquit(): void {
    if (this.halted === null) return;
    this.#publisher.resume();
    this.#note(null);
  }

  /** Null until a head that covers the entry is shown. */
  async receipt(index: number, leaf: Uint8Array): Promise<string | null> {
    const shown = this.#display.covering(index);
    if (shown === null) return null;
    const proof = await shown.reader.inclusionProof(index);
    return printReceipt({ extra: leaf, index, proof, checkpoint: shown.head.note });
  }

  file(path: string): Promise<Uint8Array | null> {
    return this.#display.file(path);
  }

  /** Hands the log over to a new key; heads signed from now on have both signatures. */
  rotateKey(request: Omit<RotationRequest, 'fromSize'>): Promise<RotationResult> {
    return this.#publisher.exclusive(() =>
      rotateKey(this.#rotateTools(), { ...request, fromSize: this.head?.size ?? 0 }),
    );
  }

  /** Destroys old keys whose time is over, each after it was told of. */
  retireKeys(nowMs: number, tell: (key: string) => Promise<void>): Promise<string[]> {
    return this.#publisher.exclusive(() => retireKeys(this.#rotateTools(), nowMs, tell));
  }

  /** Takes nothing more, signs and shows what it can. Nothing runs any more when it throws what could not be done. */
  close(): Promise<void> {
    return finishAll([
      () => this.pipeline.close(),
      () => this.#publisher.close(),
      () => this.#cadence.close(LAST_ROUND_MS),
      () => this.index.settled(),
      () => this.#noting,
    ]);
  }

  /** What was found before this start keeps the log halted, until a check finds all entries as they were signed. */
  async #recallFault(): Promise<void> {
    const { log, stores, onProblem } = this.#tools;
    const found = await stores.ledger.keptFault(log);
    if (found === null) return;
    const why = haltedBefore(found);
    this.#publisher.halt(why);
    onProblem(why);
  }

  #note(fault: string | null): void {
    const { log, stores, onProblem } = this.#tools;
    this.#noting = this.#noting.then(() => stores.ledger.keepFault(log, fault)).catch(onProblem);
  }

  #makeRound(): WitnessRound {
    const { log, machine, hasher, ledger: options, stores, onProblem, onAlarm } = this.#tools;
    return new WitnessRound({
      log,
      links: this.#links,
      display: this.#display,
      clock: machine,
      onProblem,
      onAlarm,
      quorum: options.quorum ?? majorityOf(this.#links.length),
      waitMs: options.witnessWaitMs ?? WITNESS_WAIT_MS,
      consistency: (head) => {
        const reader = new TileReader(hasher, (path) => stores.ledger.readFile(log, path), head);
        return (oldSize) => reader.consistencyProof(oldSize);
      },
    });
  }

  #rotateTools() {
    const { log, stores, signer } = this.#tools;
    return { log, ledger: stores.ledger, signer };
  }
}
