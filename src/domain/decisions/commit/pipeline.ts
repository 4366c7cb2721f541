import { TribuneError } from '../../../core/errors.js';
import type { BatchKind, DecisionLog, LogName, Machine, PartName, SealedBatch } from '../ports.js';
import { hasAttributes, type Item } from '../seal/item.js';
import type { KeyPages } from '../seal/key-pages.js';
import { sealBatch } from '../seal/seal-batch.js';
import type { IdIndex } from './id-index.js';
import type { CommittedBatch, PipelineLimits, Work, WorkResult } from './work.js';

export interface PipelineTools {
  readonly log: LogName;
  readonly decisions: DecisionLog;
  readonly machine: Machine;
  readonly pages: Readonly<Record<PartName, KeyPages>>;
  readonly index: IdIndex;
  readonly limits: PipelineLimits;
  /** Told of every batch once it is durable, in order. */
  readonly onCommitted: (batches: readonly CommittedBatch[]) => void;
  readonly onCommit: (seconds: number) => void;
}

interface Waiting {
  readonly work: Work;
  readonly done: (result: WorkResult) => void;
  readonly fail: (cause: Error) => void;
}

/** Requests that go into one commit, and the ids they bring. */
interface Group {
  readonly taken: Waiting[];
  readonly ids: Set<string>;
}

interface Prepared {
  readonly group: Group;
  readonly slices: readonly Item[][];
  readonly sealed: readonly SealedBatch[];
}

/** A commit on its way. */
interface Flight {
  readonly group: Group;
  readonly landed: Promise<void>;
}

const NO_IDS: ReadonlySet<string> = new Set();

const RETRY_FIRST_MS = 50;
const RETRY_LONGEST_MS = 2000;
const CATCH_UP_BATCHES = 32;
/** V8 makes views into the whole for cuts from this length on. */
const SHORTEST_VIEW = 13;

/**
 * Group commit of one log: requests that arrive while a commit is on its way go together into the next. One commit is in
 * flight at a time and batches are numbered in the order of committing, so the log has no gaps. After a failure nothing is
 * taken until the end of the log was read again: a commit of unknown fate is either there or not.
 */
export class CommitPipeline {
  readonly #tools: PipelineTools;
  #waiting: Waiting[] = [];
  #nextSeq = 0;
  #nextIndex = 0;
  #confirmedSeq = 0;
  #queuedBytes = 0;
  #queuedRecords = 0;
  #running: Promise<void> | null = null;
  #state: 'closed' | 'open' | 'closing' | 'recovering' = 'closed';

  constructor(tools: PipelineTools) {
    this.#tools = tools;
  }

  get queued(): { readonly bytes: number; readonly records: number } {
    return { bytes: this.#queuedBytes, records: this.#queuedRecords };
  }

  get size(): number {
    return this.#nextIndex;
  }

  /** Reads the end of the log; before, nothing is taken. */
  async open(): Promise<void> {
    const { nextSeq, size } = await this.#tools.decisions.size(this.#tools.log);
    this.#nextSeq = nextSeq;
    this.#confirmedSeq = nextSeq;
    this.#nextIndex = size;
    this.#state = 'open';
  }

  /** Resolves once durable. Throws `SERVICE_BUSY` over the bound and `STORE_UNAVAILABLE` while the store is away. */
  submit(work: Work): Promise<WorkResult> {
    if (this.#state !== 'open') return Promise.reject(unavailable(this.#state));
    if (this.#queuedBytes + work.bytes > this.#tools.limits.maxQueuedBytes && this.#queuedBytes > 0) {
      return Promise.reject(busy());
    }
    this.#queuedBytes += work.bytes;
    this.#queuedRecords += work.items.length;
    const result = new Promise<WorkResult>((done, fail) => void this.#waiting.push({ work, done, fail }));
    this.#running ??= this.#run();
    return result.finally(() => {
      this.#queuedBytes -= work.bytes;
      this.#queuedRecords -= work.items.length;
    });
  }

  /** Takes nothing more and finishes what waits. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    await this.#running;
    this.#state = 'closed';
  }

  /** Seals one group while the one before is on its way to the disk, when enough requests wait to make that worthwhile. */
  async #run(): Promise<void> {
    // Requests that arrived in the same turn of the event loop join the first commit.
    await Promise.resolve();
    let flight: Flight | null = null;
    let group: Group | null = null;
    while (this.#waiting.length > 0 || flight !== null) {
      try {
        group = this.#takeGroup(flight?.group.ids);
        const prepared: Prepared | null = group.taken.length === 0 ? null : await this.#prepare(group);
        await flight?.landed;
        flight = prepared === null ? null : this.#launch(prepared);
        if (!this.#hasPlenty()) {
          await flight?.landed;
          flight = null;
        }
      } catch (cause) {
        this.#failAll([flight?.group, group], cause instanceof Error ? cause : new Error(String(cause)));
        flight = null;
        this.#recover();
      }
    }
    this.#running = null;
  }

  #hasPlenty(): boolean {
    const enough = this.#tools.limits.recordsPerCommit / 2;
    let records = 0;
    for (const { work } of this.#waiting) {
      records += work.items.length;
      if (records >= enough) return true;
    }
    return false;
  }

  /**
   * Whole requests, up to a bound. One that brings an id again, of this group or committed since it looked, has to look again;
   * one that brings an id in flight waits for its landing.
   */
  #takeGroup(inFlight: ReadonlySet<string> = NO_IDS): Group {
    const group: Group = { taken: [], ids: new Set() };
    const left: Waiting[] = [];
    let records = 0;
    for (const waiting of this.#waiting) {
      const isFull = records >= this.#tools.limits.recordsPerCommit;
      if (isFull || waiting.work.items.some(({ idText }) => inFlight.has(idText))) {
        left.push(waiting);
      } else if (this.#isKnown(waiting.work, group.ids)) {
        waiting.done({ status: 'retry' });
      } else {
        group.taken.push(waiting);
        records += waiting.work.items.length;
      }
    }
    this.#waiting = left;
    return group;
  }

  #isKnown({ items }: Work, ids: Set<string>): boolean {
    for (const item of items) {
      if (item.kind !== 'decision') continue;
      if (ids.has(item.idText)) return true;
      if (this.#tools.index.candidates(item.id).some((seq) => !item.cleared.has(seq))) return true;
    }
    for (const item of items) if (item.kind === 'decision') ids.add(item.idText);
    return false;
  }

  async #prepare(group: Group): Promise<Prepared> {
    const slices = slice(group.taken, this.#tools.limits.recordsPerBatch);
    const withAttributes = slices.filter((items) => items.some(hasAttributes)).length;
    await this.#tools.pages.payload.reserve(slices.length);
    await this.#tools.pages.attributes.reserve(withAttributes);
    return { group, slices, sealed: this.#seal(slices, this.#tools.machine.nowMs()) };
  }

  #launch(prepared: Prepared): Flight {
    const landed = this.#commit(prepared);
    // Awaited later; until then a failure must not count as unhandled.
    landed.catch(() => undefined);
    return { group: prepared.group, landed };
  }

  async #commit({ group: { taken }, slices, sealed }: Prepared): Promise<void> {
    const { machine, decisions, onCommit } = this.#tools;
    const started = machine.nowMs();
    await decisions.append({
      batches: sealed,
      answers: taken.flatMap(({ work }) => (work.keptAnswer === null ? [] : [work.keptAnswer])),
      integrityEvents: taken.flatMap(({ work }) => work.integrityEvents),
    });
    onCommit((machine.nowMs() - started) / 1000);
    this.#confirmed(sealed.map((batch, i) => ({ batch, subjects: slices[i]!.map(({ subject }) => ownCopy(subject)) })));
    const firstOf = firstIndexes(slices, sealed);
    for (const { work, done } of taken) done({ status: 'committed', firstIndex: firstOf.get(work.items[0]) ?? -1 });
  }

  #confirmed(batches: readonly CommittedBatch[]): void {
    for (const { batch } of batches) {
      if (batch.kind === 'decision') this.#tools.index.add(batch.ids, batch.seq, batch.receivedAtMs);
      this.#confirmedSeq = batch.seq + 1;
    }
    this.#tools.onCommitted(batches);
  }

  #seal(slices: readonly Item[][], receivedAtMs: number): SealedBatch[] {
    const { log, machine, pages } = this.#tools;
    let { seq, firstIndex } = { seq: this.#nextSeq, firstIndex: this.#nextIndex };
    const sealed = slices.map((items) => {
      const attributes = items.some(hasAttributes) ? pages.attributes.take() : null;
      const keys = { payload: pages.payload.take(), attributes };
      const batch = sealBatch(machine, items, { place: { log, seq, firstIndex, receivedAtMs }, keys });
      seq++;
      firstIndex += items.length;
      return batch;
    });
    this.#nextSeq = seq;
    this.#nextIndex = firstIndex;
    return sealed;
  }

  #failAll(groups: readonly (Group | null | undefined)[], cause: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const taken = groups.flatMap((group) => group?.taken ?? []);
    for (const { fail } of [...taken, ...waiting]) fail(cause);
  }

  /** In the background until the store answers; requests are refused meanwhile. */
  #recover(): void {
    if (this.#state !== 'open') return;
    this.#state = 'recovering';
    const attempt = async (waitMs: number): Promise<void> => {
      if (this.#state !== 'recovering') return;
      try {
        await this.#catchUp();
        await this.open();
      } catch {
        setTimeout(() => void attempt(Math.min(2 * waitMs, RETRY_LONGEST_MS)), waitMs).unref?.();
      }
    };
    void attempt(RETRY_FIRST_MS);
  }

  /** The commit that failed may be there all the same: its requests were refused, their records count. */
  async #catchUp(): Promise<void> {
    const { decisions, log } = this.#tools;
    const { nextSeq } = await decisions.size(log);
    while (this.#confirmedSeq < nextSeq) {
      const batches = await decisions.readFrom(log, this.#confirmedSeq, CATCH_UP_BATCHES);
      this.#confirmed(batches.map((batch) => ({ batch, subjects: null })));
    }
  }
}

/** Batches of one kind each, in the order of arrival within a kind. */
function slice(taken: readonly Waiting[], size: number): Item[][] {
  const byKind = new Map<BatchKind, Item[][]>();
  for (const item of taken.flatMap(({ work }) => work.items)) {
    const slices = byKind.get(item.kind) ?? [];
    if (slices.length === 0) byKind.set(item.kind, slices);
    const last = slices.at(-1);
    if (last === undefined || last.length === size) slices.push([item]);
    else last.push(item);
  }
  return [...byKind.values()].flat();
}

/** Short texts are copied as they are cut out; a longer one would keep the whole body it was cut from in memory. */
const ownCopy = (text: string): string => (text.length < SHORTEST_VIEW ? text : JSON.parse(JSON.stringify(text)));

function firstIndexes(slices: readonly Item[][], sealed: readonly SealedBatch[]): Map<Item | undefined, number> {
  const places = new Map<Item | undefined, number>();
  slices.forEach((items, i) => {
    if (items[0]!.kind !== 'event') return;
    items.forEach((item, position) => void places.set(item, sealed[i]!.firstIndex + position));
  });
  return places;
}

const busy = (): TribuneError =>
  new TribuneError('SERVICE_BUSY', 'more records wait than the service holds', {
    remedy: 'Send again after a moment, with the same ids: what was taken before counts as duplicate.',
  });

const unavailable = (state: string): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', state === 'recovering' ? 'the store is away' : 'the service is closing', {
    remedy: 'Send again after a moment, with the same ids: what was taken before counts as duplicate.',
  });
