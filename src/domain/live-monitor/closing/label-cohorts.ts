import type { Random } from '../../../core/base/clock.js';
import { printUuid } from '../../../core/base/uuid.js';
import type { DecisionHistory } from '../../decisions/history/index.js';
import type { DecisionLog } from '../../log/ports/index.js';
import { missingBatch } from '../../log/read/index.js';
import { idAt, type OpenedBatch } from '../../log/seal/index.js';
import { addDecision, addUncounted, blockOf, emptyPane, type Observation, type Pane } from '../../monitor/index.js';
import { type Lateness, LiveBatch, labelAt, OpenBlock, seedOf, shapeOf } from '../following/index.js';
import type { Epoch, PaneRow } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';

/** Batches opened at once. */
const BATCHES_AT_ONCE = 16;
/** Decisions whose labels are looked for together, so that a batch of labels is opened for many of them. */
const DECISIONS_AT_ONCE = 20_000;

export interface LabelCohortDeps {
  readonly history: Pick<DecisionHistory, 'opened'>;
  readonly decisions: Pick<DecisionLog, 'refsOfAll'>;
  readonly random: Random;
  readonly times: Pick<Lateness, 'skewMs'>;
}

/** A decision that counts, on the way to its label. */
interface Awaiting {
  readonly id: Uint8Array;
  readonly observation: Observation;
  readonly decidedAtMs: number;
  /** Labels that became known later do not count. */
  readonly untilMs: number;
}

type KnownLabel = NonNullable<ReturnType<typeof labelAt>>;

/** Where a label stands. */
interface LabelPlace {
  readonly key: string;
  readonly seq: number;
  readonly position: number;
}

/**
 * Counts the decisions of a block with their labels, once the time of labels is over for all of them. They are read again from the log, with
 * the labels that stood before the batch with which that time was over, so that the same is counted whenever it is done, and nothing about a
 * person had to be stored meanwhile.
 */
export class LabelCohorts {
  readonly #deps: LabelCohortDeps;

  constructor(deps: LabelCohortDeps) {
    this.#deps = deps;
  }

  /** @param row the pane of the block, with `ripeSeq` */
  async count(epoch: Epoch, policy: WatchedPolicy, row: PaneRow): Promise<Pane> {
    const pane = emptyPane(shapeOf(policy));
    const block = new OpenBlock(row.startMs, pane, row, seedOf(this.#deps.random));
    let awaiting: Awaiting[] = [];
    for (let at = row.firstSeq; at <= row.lastSeq; ) {
      const batches = await this.#deps.history.opened(at, Math.min(BATCHES_AT_ONCE, row.lastSeq + 1 - at));
      if (batches.length === 0) throw missingBatch('main', at);
      for (const opened of batches) awaiting.push(...this.#decisionsOf(opened, { epoch, policy, block }));
      at += batches.length;
      if (awaiting.length < DECISIONS_AT_ONCE && at <= row.lastSeq) continue;
      await this.#addLabelled({ pane, policy }, awaiting, row.ripeSeq!);
      awaiting = [];
    }
    // What was read for this may have been erased since.
    policy.forget();
    return pane;
  }

  async #addLabelled(
    { pane, policy }: { readonly pane: Pane; readonly policy: WatchedPolicy },
    awaiting: readonly Awaiting[],
    beforeSeq: number,
  ): Promise<void> {
    const labels = await this.#labelsOf(awaiting, beforeSeq);
    for (const { id, observation, decidedAtMs } of awaiting) {
      const label = observation.label === null ? labels.get(printUuid(id)) : undefined;
      addDecision(pane, label === undefined ? observation : policy.withLabel(observation, label.value));
      if (label !== undefined && label.knownAtMs < decidedAtMs) pane.labelsBefore += 1;
    }
  }

  #decisionsOf(
    opened: OpenedBatch,
    { epoch, policy, block }: { epoch: Epoch; policy: WatchedPolicy; block: OpenBlock },
  ): Awaiting[] {
    if (opened.batch.kind !== 'decision') return [];
    const { blockMs, labelHorizonMs } = policy.plan;
    const batch = new LiveBatch(opened);
    const awaiting: Awaiting[] = [];
    for (let position = 0; position < batch.length; position++) {
      if (batch.deploymentAt(position) !== epoch.deployment) continue;
      const decision = batch.decisionAt(position);
      const isOurs =
        decision !== null &&
        decision.decidedAtMs <= opened.batch.receivedAtMs + this.#deps.times.skewMs &&
        blockOf(decision.decidedAtMs, blockMs) === block.startMs;
      if (!isOurs) continue;
      const seen = block.meet(policy, decision);
      if ('uncounted' in seen) addUncounted(block.pane, seen.uncounted);
      // No requirement about lists waits for labels.
      else if ('observation' in seen) {
        const { decidedAtMs } = decision;
        const untilMs = decidedAtMs + labelHorizonMs!;
        awaiting.push({ id: idAt(opened.batch, position), observation: seen.observation, decidedAtMs, untilMs });
      }
    }
    return awaiting;
  }

  /** The last label of each decision that was recorded before a batch and known in time, as audits take the last one. */
  async #labelsOf(awaiting: readonly Awaiting[], beforeSeq: number): Promise<ReadonlyMap<string, KnownLabel>> {
    const refs = await this.#deps.decisions.refsOfAll(
      'main',
      awaiting.map(({ id }) => id),
    );
    const places = refs
      .filter(({ kind, seq }) => kind === 'label' && seq < beforeSeq)
      .map(({ decision, seq, position }): LabelPlace => ({ key: printUuid(decision), seq, position }))
      .sort((a, b) => a.seq - b.seq || a.position - b.position);
    const untilMs = new Map(awaiting.map((one) => [printUuid(one.id), one.untilMs]));
    const labels = new Map<string, KnownLabel>();
    let at = 0;
    for await (const opened of this.#openedOf(places)) {
      for (; places[at]?.seq === opened.batch.seq; at++) {
        const { key, position } = places[at]!;
        const label = labelAt(opened, position);
        if (label !== null && label.knownAtMs <= untilMs.get(key)!) labels.set(key, label);
      }
    }
    return labels;
  }

  /** Opens the batches of labels, each once, those that follow each other together. */
  async *#openedOf(places: readonly LabelPlace[]): AsyncGenerator<OpenedBatch> {
    const seqs = [...new Set(places.map(({ seq }) => seq))];
    for (let from = 0; from < seqs.length; ) {
      const first = seqs[from]!;
      let run = 1;
      while (run < BATCHES_AT_ONCE && seqs[from + run] === first + run) run += 1;
      const found = await this.#deps.history.opened(first, run);
      if (found.length < run) throw missingBatch('main', first + found.length);
      yield* found;
      from += run;
    }
  }
}
