import { TribuneError } from '../../../core/errors.js';
import type { BatchKind, DecisionLog, LogName, Machine, PartName, SealedBatch } from '../ports.js';
import { UUID_BYTES } from '../record/uuid.js';
import type { KeyPages, TakenKey } from '../seal/key-pages.js';
import type { Records } from '../seal/records.js';
import { hasAttributes, joinParts, type Part, type Sealer, type SealJob } from '../seal/seal-job.js';
import type { IdIndex } from './id-index.js';
import { IdPrints } from './id-prints.js';
import { IdSet } from './id-set.js';
import type { CommittedBatch, PipelineLimits, Work, WorkResult } from './work.js';

export interface PipelineTools {
  readonly log: LogName;
  readonly decisions: DecisionLog;
  readonly machine: Machine;
  readonly pages: Readonly<Record<PartName, KeyPages>>;
  readonly index: IdIndex;
  readonly sealer: Sealer;
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
  readonly ids: IdSet;
}

interface Prepared {
  readonly group: Group;
  readonly slices: readonly Part[][];
  readonly batches: readonly CommittedBatch[];
}

/** A commit on its way. */
interface Flight {
  readonly group: Group;
  readonly landed: Promise<void>;
}

const RETRY_FIRST_MS = 50;
const RETRY_LONGEST_MS = 2000;
const CATCH_UP_BATCHES = 32;

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
  readonly #prints: IdPrints;

  constructor(tools: PipelineTools) {
    this.#tools = tools;
    this.#prints = new IdPrints(new DataView(tools.machine.randomBytes(4).buffer).getUint32(0));
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
    this.#queuedRecords += work.records.n;
    const result = new Promise<WorkResult>((done, fail) => void this.#waiting.push({ work, done, fail }));
    this.#running ??= this.#run();
    return result.finally(() => {
      this.#queuedBytes -= work.bytes;
      this.#queuedRecords -= work.records.n;
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
      records += work.records.n;
      if (records >= enough) return true;
    }
    return false;
  }

  /**
   * Whole requests, up to a bound. One that brings an id again, of this group or committed since it looked, has to look again;
   * one that brings an id in flight waits for its landing.
   */
  #takeGroup(inFlight?: IdSet): Group {
    const group: Group = { taken: [], ids: new IdSet(this.#prints) };
    const left: Waiting[] = [];
    let records = 0;
    for (const waiting of this.#waiting) {
      const isFull = records >= this.#tools.limits.recordsPerCommit;
      if (isFull || bringsOneOf(waiting.work, inFlight)) {
        left.push(waiting);
      } else if (this.#isKnown(waiting.work, group.ids)) {
        waiting.done({ status: 'retry' });
      } else {
        group.taken.push(waiting);
        records += waiting.work.records.n;
      }
    }
    this.#waiting = left;
    return group;
  }

  /** Also takes note of its ids when it goes on. */
  #isKnown({ records }: Work, ids: IdSet): boolean {
    if (records.kind !== 'decision') return false;
    const { n, cleared } = records;
    for (let i = 0; i < n; i++) {
      if (ids.has(records.ids, i * UUID_BYTES)) return true;
      const seqs = this.#tools.index.candidates(records.ids, i * UUID_BYTES);
      if (seqs.length > 0 && !seqs.every((seq) => cleared.get(i)?.has(seq))) return true;
    }
    for (let i = 0; i < n; i++) ids.add(records.ids, i * UUID_BYTES);
    return false;
  }

  async #prepare(group: Group): Promise<Prepared> {
    const slices = slice(group.taken, this.#tools.limits.recordsPerBatch);
    const withAttributes = slices.filter(hasAttributes).length;
    await this.#tools.pages.payload.reserve(slices.length);
    await this.#tools.pages.attributes.reserve(withAttributes);
    return { group, slices, batches: await this.#seal(slices, this.#tools.machine.nowMs()) };
  }

  #launch(prepared: Prepared): Flight {
    const landed = this.#commit(prepared);
    // Awaited later; until then a failure must not count as unhandled.
    landed.catch(() => undefined);
    return { group: prepared.group, landed };
  }

  async #commit({ group: { taken }, slices, batches }: Prepared): Promise<void> {
    const { machine, decisions, onCommit } = this.#tools;
    const started = machine.nowMs();
    await decisions.append({
      batches: batches.map(({ batch }) => batch),
      answers: taken.flatMap(({ work }) => (work.keptAnswer === null ? [] : [work.keptAnswer])),
      integrityEvents: taken.flatMap(({ work }) => work.integrityEvents),
    });
    onCommit((machine.nowMs() - started) / 1000);
    this.#confirmed(batches);
    const firstOf = firstIndexes(slices, batches);
    for (const { work, done } of taken) done({ status: 'committed', firstIndex: firstOf.get(work.records) ?? -1 });
  }

  #confirmed(batches: readonly CommittedBatch[]): void {
    for (const { batch } of batches) {
      if (batch.kind === 'decision') this.#tools.index.add(batch.ids, batch.seq, batch.receivedAtMs);
      this.#confirmedSeq = batch.seq + 1;
    }
    this.#tools.onCommitted(batches);
  }

  /** Places and keys are given out here, in order; the rest may happen in another thread. */
  async #seal(slices: readonly Part[][], receivedAtMs: number): Promise<CommittedBatch[]> {
    const { log, pages, sealer } = this.#tools;
    const keys: { payload: TakenKey; attributes: TakenKey | null }[] = [];
    const jobs = slices.map((parts, i): SealJob => {
      const taken = {
        payload: pages.payload.take(),
        attributes: hasAttributes(parts) ? pages.attributes.take() : null,
      };
      keys.push(taken);
      const plain = { payload: taken.payload.key, attributes: taken.attributes?.key ?? null };
      return { ...joinParts(parts), log, seq: this.#nextSeq + i, receivedAtMs, keys: plain };
    });
    const sealed = await sealer.seal(jobs);
    return jobs.map(({ kind, seq, n, ids }, i) => {
      const { leaves, payload, attributes, tags } = sealed[i]!;
      const { payload: key, attributes: attributesKey } = keys[i]!;
      const batch: SealedBatch = {
        ...{ log, seq, kind, n, receivedAtMs, ids, leaves, firstIndex: this.#nextIndex },
        payload: { page: key.page, slot: key.slot, bytes: payload },
        attributes:
          attributesKey === null ? null : { page: attributesKey.page, slot: attributesKey.slot, bytes: attributes! },
      };
      this.#nextSeq = seq + 1;
      this.#nextIndex += n;
      return { batch, tags };
    });
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
      this.#confirmed(batches.map((batch) => ({ batch, tags: null })));
    }
  }
}

function bringsOneOf({ records: { ids, n } }: Work, inFlight: IdSet | undefined): boolean {
  if (inFlight === undefined) return false;
  for (let i = 0; i < n; i++) if (inFlight.has(ids, i * UUID_BYTES)) return true;
  return false;
}

/** Batches of one kind each, in the order of arrival within a kind, out of stretches of requests. */
function slice(taken: readonly Waiting[], size: number): Part[][] {
  const byKind = new Map<BatchKind, { readonly slices: Part[][]; room: number }>();
  for (const { records } of taken.map(({ work }) => work)) {
    const open = byKind.get(records.kind) ?? { slices: [], room: 0 };
    byKind.set(records.kind, open);
    for (let from = 0; from < records.n; ) {
      if (open.room === 0) {
        open.slices.push([]);
        open.room = size;
      }
      const to = Math.min(records.n, from + open.room);
      open.slices.at(-1)!.push({ records, from, to });
      open.room -= to - from;
      from = to;
    }
  }
  return [...byKind.values()].flatMap(({ slices }) => slices);
}

/** Entry of the first record of each request with an event. */
function firstIndexes(slices: readonly Part[][], batches: readonly CommittedBatch[]): Map<Records, number> {
  const places = new Map<Records, number>();
  slices.forEach((parts, i) => {
    let index = batches[i]!.batch.firstIndex;
    for (const { records, from, to } of parts) {
      if (records.kind === 'event' && from === 0) places.set(records, index);
      index += to - from;
    }
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
