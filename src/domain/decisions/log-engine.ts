import type { NoteSigner, TreeHasher } from '../../core/ledger/index.js';
import { IdIndex } from './commit/id-index.js';
import { CommitPipeline } from './commit/pipeline.js';
import type { CommittedBatch, PipelineLimits } from './commit/work.js';
import type { DecisionStores, LogName, Machine, PartName } from './ports.js';
import { Publisher } from './publish/publisher.js';
import type { KeyPages } from './seal/key-pages.js';
import type { Sealer } from './seal/seal-job.js';

export interface EngineTools {
  readonly log: LogName;
  readonly stores: DecisionStores;
  readonly machine: Machine;
  readonly pages: Readonly<Record<PartName, KeyPages>>;
  readonly signer: NoteSigner;
  readonly hasher: TreeHasher;
  readonly sealer: Sealer;
  readonly limits: PipelineLimits;
  readonly publishIntervalMs: number;
  readonly onCommitted: (batches: readonly CommittedBatch[]) => void;
  readonly onCommit: (seconds: number) => void;
  readonly onProblem: (cause: Error) => void;
}

/** One log: its pipeline, the ids of its window and its publisher. */
export class LogEngine {
  readonly index: IdIndex;
  readonly pipeline: CommitPipeline;
  readonly publisher: Publisher;
  readonly #tools: EngineTools;

  constructor(tools: EngineTools) {
    this.#tools = tools;
    const { log, machine, stores, pages, sealer, limits, onCommit } = tools;
    const seed = new DataView(machine.randomBytes(4).buffer).getUint32(0);
    const { idSpill: spill } = stores;
    this.index = new IdIndex(seed, spill && { spill, onProblem: tools.onProblem });
    const { decisions, ledger } = stores;
    const { signer, hasher, publishIntervalMs: intervalMs, onProblem } = tools;
    this.publisher = new Publisher({ log, decisions, ledger, hasher, signer, intervalMs, onProblem });
    this.pipeline = new CommitPipeline({
      log,
      decisions,
      machine,
      pages,
      index: this.index,
      sealer,
      limits,
      onCommit,
      onCommitted: (batches) => {
        this.publisher.enqueue(batches);
        tools.onCommitted(batches);
      },
    });
  }

  /** Recovers and verifies first; only then records are taken. */
  async open(windowStartMs: number): Promise<void> {
    await this.publisher.open();
    const { decisions } = this.#tools.stores;
    for await (const { seq, ids, receivedAtMs } of decisions.idsSince(this.#tools.log, windowStartMs)) {
      this.index.add(ids, seq, receivedAtMs);
      await this.index.calm();
    }
    await this.pipeline.open();
  }

  async close(): Promise<void> {
    await this.pipeline.close();
    await this.publisher.close();
    await this.index.settled();
  }
}
