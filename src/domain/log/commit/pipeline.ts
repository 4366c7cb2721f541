import { TribuneError } from '../../../core/base/errors.js';
import { IdFingerprints, type IdIndex } from '../../recent-ids/index.js';
import type { DecisionLog, LogName, PartName, Runtime, SealedBatch } from '../ports/index.js';
import type { KeyPages, TakenKey } from '../seal/key-pages.js';
import { hasAttributes, joinParts, type Part, type Sealer, type SealJob } from '../seal/seal-job.js';
import { firstIndexes, type Group, slice, takeGroup, type Waiting } from './groups.js';
import type { CommittedBatch, PipelineLimits, Work, WorkResult } from './work.js';

export interface PipelineDeps {
  readonly log: LogName;
  readonly decisions: DecisionLog;
  readonly runtime: Runtime;
  readonly pages: Readonly<Record<PartName, KeyPages>>;
  readonly index: IdIndex;
  readonly sealer: Sealer;
  readonly limits: PipelineLimits;
  /** Called with every batch once it is durable, in order. */
  readonly onCommitted: (batches: readonly CommittedBatch[]) => void;
  readonly onCommit: (seconds: number) => void;
}

interface Prepared {
  readonly group: Group;
  readonly slices: readonly Part[][];
  readonly batches: readonly CommittedBatch[];
}

const RETRY_FIRST_MS = 50;
const RETRY_LONGEST_MS = 2000;
const CATCH_UP_BATCHES = 32;
const NONE_ERASED = new Uint8Array();

/**
 * Group commit of one log: requests that arrive during a commit go together into the next one, and are sealed meanwhile. One commit is in
 * flight at a time and batches are numbered in the order of committing, so the log has no gaps. After a failure nothing is taken until the
 * end of the log was read again, which shows whether a commit of unknown fate succeeded.
 */
export class CommitPipeline {
  readonly #deps: PipelineDeps;
  readonly #fingerprints: IdFingerprints;
  #waiting: Waiting[] = [];
  #waitingRecords = 0;
  /** Groups taken and not yet committed, oldest first. */
  #flying: Group[] = [];
  /** Those groups that are sealed and wait for their commit. */
  #sealed: Prepared[] = [];
  #sealing: Promise<void> | null = null;
  #committing: Promise<void> | null = null;
  #nextSeq = 0;
  #nextIndex = 0;
  #confirmedSeq = 0;
  #confirmedSize = 0;
  #queuedBytes = 0;
  #queuedRecords = 0;
  #state: 'closed' | 'open' | 'closing' | 'recovering' = 'closed';

  constructor(deps: PipelineDeps) {
    this.#deps = deps;
    this.#fingerprints = new IdFingerprints(new DataView(deps.runtime.randomBytes(4).buffer).getUint32(0));
  }

  get queued(): { readonly bytes: number; readonly records: number } {
    return { bytes: this.#queuedBytes, records: this.#queuedRecords };
  }

  /** Number of durable entries. */
  get size(): number {
    return this.#confirmedSize;
  }

  /** Reads the end of the log; nothing is taken before that. */
  async open(): Promise<void> {
    await this.#readEnd();
    this.#state = 'open';
  }

  /** Resolves once the records are durable. Throws `SERVICE_BUSY` over the bound and `STORE_UNAVAILABLE` while the store is away. */
  submit(work: Work): Promise<WorkResult> {
    if (this.#state !== 'open') return Promise.reject(unavailable(this.#state));
    if (this.#queuedBytes + work.bytes > this.#deps.limits.maxQueuedBytes && this.#queuedBytes > 0) {
      return Promise.reject(busy());
    }
    this.#queuedBytes += work.bytes;
    this.#queuedRecords += work.records.n;
    const result = new Promise<WorkResult>((done, fail) => void this.#waiting.push({ work, done, fail }));
    this.#waitingRecords += work.records.n;
    this.#kick();
    return result.finally(() => {
      this.#queuedBytes -= work.bytes;
      this.#queuedRecords -= work.records.n;
    });
  }

  /** Takes no more requests and finishes those that wait. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    while (this.#sealing !== null || this.#committing !== null) await Promise.all([this.#sealing, this.#committing]);
    this.#state = 'closed';
  }

  #kick(): void {
    if (this.#isWorthSealing()) this.#sealing ??= this.#sealWaiting();
  }

  /**
   * Whether sealing now is worthwhile: while other groups are in flight only a full batch is, because each batch costs a row and a cipher
   * call.
   */
  #isWorthSealing(): boolean {
    if (this.#waiting.length === 0) return false;
    return this.#flying.length === 0 || this.#waitingRecords >= this.#deps.limits.recordsPerBatch;
  }

  async #sealWaiting(): Promise<void> {
    // Requests that arrived in the same turn of the event loop join the first group.
    await Promise.resolve();
    while (this.#isWorthSealing()) {
      const group = this.#takeGroup();
      if (group.taken.length === 0) break;
      this.#flying.push(group);
      try {
        const prepared = await this.#prepare(group);
        // An earlier commit failed meanwhile, and this group with it.
        if (!this.#flying.includes(group)) break;
        this.#sealed.push(prepared);
        this.#committing ??= this.#commitSealed();
      } catch (cause) {
        this.#failFrom(group, cause);
        break;
      }
    }
    this.#sealing = null;
  }

  async #commitSealed(): Promise<void> {
    for (let prepared = this.#takeSealed(); prepared.length > 0; prepared = this.#takeSealed()) {
      try {
        await this.#commit(prepared);
        this.#flying.splice(0, prepared.length);
        this.#kick();
      } catch (cause) {
        this.#failFrom(prepared[0]!.group, cause);
      }
    }
    this.#committing = null;
  }

  #takeGroup(): Group {
    const { recordsPerCommit: most } = this.#deps.limits;
    const index = this.#deps.index;
    const { group, left, leftRecords } = takeGroup(this.#waiting, {
      fingerprints: this.#fingerprints,
      flying: this.#flying,
      index,
      most,
    });
    this.#waiting = left;
    this.#waitingRecords = leftRecords;
    return group;
  }

  /** Takes the sealed groups that go into one commit. */
  #takeSealed(): Prepared[] {
    const { recordsPerCommit: most } = this.#deps.limits;
    let records = 0;
    let n = 0;
    while (n < this.#sealed.length && records < most) records += this.#sealed[n++]!.group.n;
    return this.#sealed.splice(0, n);
  }

  async #prepare(group: Group): Promise<Prepared> {
    const slices = slice(group.taken, this.#deps.limits.recordsPerBatch);
    const withAttributes = slices.filter(hasAttributes).length;
    await this.#deps.pages.payload.reserve(slices.length);
    await this.#deps.pages.attributes.reserve(withAttributes);
    return { group, slices, batches: await this.#seal(slices, this.#deps.runtime.nowMs()) };
  }

  async #commit(prepared: readonly Prepared[]): Promise<void> {
    const { runtime, decisions, onCommit } = this.#deps;
    const started = runtime.nowMs();
    const batches = prepared.flatMap((one) => one.batches);
    const taken = prepared.flatMap(({ group }) => group.taken);
    await decisions.append({
      batches: batches.map(({ batch }) => batch),
      answers: taken.flatMap(({ work }) => (work.idempotentAnswer === null ? [] : [work.idempotentAnswer])),
      integrityEvents: taken.flatMap(({ work }) => work.integrityEvents),
    });
    onCommit((runtime.nowMs() - started) / 1000);
    this.#confirmed(batches);
    for (const one of prepared) {
      const firstOf = firstIndexes(one.slices, one.batches);
      for (const { work, done } of one.group.taken) {
        done({ status: 'committed', firstIndex: firstOf.get(work.records) ?? -1 });
      }
    }
  }

  #confirmed(batches: readonly CommittedBatch[]): void {
    for (const { batch } of batches) {
      if (batch.kind === 'decision') this.#deps.index.add(batch.ids, batch.seq, batch.receivedAtMs);
      this.#confirmedSeq = batch.seq + 1;
      this.#confirmedSize = batch.firstIndex + batch.n;
    }
    this.#deps.onCommitted(batches);
  }

  /** Seals slices into batches. Places and keys are assigned here, in order; the rest may run in another thread. */
  async #seal(slices: readonly Part[][], receivedAtMs: number): Promise<CommittedBatch[]> {
    const { log, pages, sealer } = this.#deps;
    const places: { payload: TakenKey; attributes: TakenKey | null; firstIndex: number }[] = [];
    const jobs = slices.map((parts): SealJob => {
      const taken = {
        payload: pages.payload.take(),
        attributes: hasAttributes(parts) ? pages.attributes.take() : null,
      };
      const columns = joinParts(parts);
      const firstIndex = this.#nextIndex;
      places.push({ ...taken, firstIndex });
      this.#nextIndex += columns.n;
      const keys = { payload: taken.payload.key, attributes: taken.attributes?.key ?? null };
      return { ...columns, log, seq: this.#nextSeq++, firstIndex, receivedAtMs, keys };
    });
    const sealed = await sealer.seal(jobs);
    return jobs.map(({ kind, seq, n, ids }, i) => {
      const { leaves, payload, attributes, tags } = sealed[i]!;
      const { payload: key, attributes: attributesKey, firstIndex } = places[i]!;
      const batch: SealedBatch = {
        log,
        seq,
        kind,
        n,
        receivedAtMs,
        ids,
        leaves,
        firstIndex,
        erased: NONE_ERASED,
        payload: { page: key.page, slot: key.slot, bytes: payload },
        attributes:
          attributesKey === null ? null : { page: attributesKey.page, slot: attributesKey.slot, bytes: attributes! },
      };
      return { batch, tags, parts: slices[i]! };
    });
  }

  /** Fails a group, those after it and all waiting requests. A group before it may still be committed. */
  #failFrom(group: Group, cause: unknown): void {
    const from = this.#flying.indexOf(group);
    const failed = from < 0 ? [] : this.#flying.splice(from).flatMap(({ taken }) => taken);
    const waiting = this.#waiting;
    this.#sealed = this.#sealed.filter((one) => this.#flying.includes(one.group));
    this.#waiting = [];
    this.#waitingRecords = 0;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    for (const { fail } of [...failed, ...waiting]) fail(error);
    this.#recover();
  }

  /** Recovers in the background until the store answers; requests are refused meanwhile. */
  #recover(): void {
    if (this.#state !== 'open') return;
    this.#state = 'recovering';
    const attempt = async (waitMs: number): Promise<void> => {
      if (this.#state !== 'recovering') return;
      try {
        await Promise.all([this.#sealing, this.#committing]);
        await this.#catchUp();
        await this.#readEnd();
        // The pipeline may have been closed meanwhile.
        if (this.#state === 'recovering') this.#state = 'open';
      } catch {
        const nextMs = Math.min(2 * waitMs, RETRY_LONGEST_MS);
        this.#deps.runtime.after(waitMs, () => attempt(nextMs));
      }
    };
    void attempt(RETRY_FIRST_MS);
  }

  async #readEnd(): Promise<void> {
    const { nextSeq, size } = await this.#deps.decisions.size(this.#deps.log);
    this.#nextSeq = nextSeq;
    this.#confirmedSeq = nextSeq;
    this.#nextIndex = size;
    this.#confirmedSize = size;
  }

  /** Reads the end of the log. The commit that failed may have succeeded there: its requests were refused, but its records count. */
  async #catchUp(): Promise<void> {
    const { decisions, log } = this.#deps;
    const { nextSeq } = await decisions.size(log);
    while (this.#confirmedSeq < nextSeq) {
      const batches = await decisions.readFrom(log, this.#confirmedSeq, CATCH_UP_BATCHES);
      this.#confirmed(batches.map((batch) => ({ batch, tags: null, parts: null })));
    }
  }
}

const busy = (): TribuneError =>
  new TribuneError('SERVICE_BUSY', 'more records wait than the service holds', {
    remedy: 'Send again after a moment, with the same ids: what was taken before counts as duplicate.',
  });

const unavailable = (state: string): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', state === 'recovering' ? 'the store is away' : 'the service is closing', {
    remedy: 'Send again after a moment, with the same ids: what was taken before counts as duplicate.',
  });
