import { counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import { KeyedMutex } from '../../../core/base/mutex.js';
import type { DecisionIngest, DecisionReading, IngestAnswer } from '../../decisions/api/index.js';
import { commitBuilt } from '../commit.js';
import { IntakeFault } from '../fault.js';
import { MAX_PENDING, PENDING_TTL_MS } from '../limits.js';
import { kserveMapping, type Mapping } from '../mapping.js';
import type { IntakeProblem, PendingInferenceKey, PendingInferenceStore } from '../ports.js';
import { buildInference, type InferenceDeps, type InferenceMessage } from './inference.js';
import { packPendingInference, unpackPendingInference } from './pending-bytes.js';

export interface PairingDeps extends InferenceDeps {
  readonly pendingInferences: PendingInferenceStore;
  readonly ingest: Pick<DecisionIngest, 'decisions'>;
  readonly reading: Pick<DecisionReading, 'receipt'>;
  readonly mappings: () => readonly Mapping[];
  readonly nowMs: () => number;
  /** Longest wait for the other message; default `PENDING_TTL_MS`. `maxPending` defaults to `MAX_PENDING`. */
  readonly ttlMs?: number;
  readonly maxPending?: number;
}

/** Answer to a request or response, given once it or the decision is durable. */
export type HalfAnswer =
  | { readonly status: 'waiting' }
  /** The same message is waiting already. */
  | { readonly status: 'repeated' }
  | ({ readonly status: 'paired' } & IngestAnswer);

export interface PairingCounts {
  readonly received: { request: number; response: number };
  paired: number;
  /** Messages whose counterpart never came. */
  readonly orphans: { request: number; response: number };
  /** Number of inferences that could not become decisions, wholly or in part. */
  unusable: number;
  /** Number of messages sent again after their decision was durable, or twice. */
  repeated: number;
}

/** Most orphans handled in one round. */
const SWEEP_LIMIT = 1000;

/** Joins request and response of an inference by `ce-id`, whichever comes first. */
export class KservePairing {
  readonly counts: PairingCounts = {
    received: { request: 0, response: 0 },
    paired: 0,
    orphans: { request: 0, response: 0 },
    unusable: 0,
    repeated: 0,
  };
  /** Number of messages that wait now, as far as known. */
  waiting = 0;
  readonly #deps: PairingDeps;
  readonly #turns = new KeyedMutex();

  constructor(deps: PairingDeps) {
    this.#deps = deps;
  }

  /**
   * Takes a request or response. Throws `REGISTRY_INVALID` without a mapping, `BODY_INVALID` when the pair cannot become decisions,
   * `SERVICE_BUSY` over the bound, `STORE_UNAVAILABLE`; nothing of it is stored then.
   */
  async take(half: InferenceMessage, source: string): Promise<HalfAnswer> {
    this.counts.received[half.event.part]++;
    const mapping = kserveMapping(this.#deps.mappings(), half.event);
    if (mapping === undefined) throw unmapped(half);
    const key = { deployment: mapping.deployment, event: half.event.id };
    // Only one process serves a database, so a mutex in memory suffices for two messages that arrive at once.
    return this.#turns.run([`${key.deployment}\n${key.event}`], () => this.#take(half, { key, mapping, source }));
  }

  /** Counts and records messages that waited too long, and deletes their content. */
  async sweep(): Promise<void> {
    const { pendingInferences, nowMs, ttlMs = PENDING_TTL_MS } = this.#deps;
    const old = await pendingInferences.waitingSince(nowMs() - ttlMs, SWEEP_LIMIT);
    for (const half of old) await this.#turns.run([`${half.deployment}\n${half.event}`], () => this.#expire(half));
    this.waiting = await pendingInferences.count();
  }

  async #take(
    half: InferenceMessage,
    known: { key: PendingInferenceKey; mapping: Mapping; source: string },
  ): Promise<HalfAnswer> {
    const { pendingInferences, maxPending = MAX_PENDING } = this.#deps;
    const { event, receivedAtMs } = half;
    const other = await pendingInferences.find(known.key, event.part === 'request' ? 'response' : 'request');
    if (other !== null) return this.#pair(half, unpackPendingInference(other), known);
    if (this.waiting >= maxPending) {
      throw new TribuneError('SERVICE_BUSY', 'as many halves of inferences wait as the service holds', {
        remedy: 'Check that requests and responses are both logged, and send again later.',
      });
    }
    const bytes = packPendingInference(half);
    if (await pendingInferences.insert({ ...known.key, part: event.part, receivedAtMs, bytes })) {
      this.waiting++;
      return { status: 'waiting' };
    }
    this.counts.repeated++;
    const earlier = await pendingInferences.find(known.key, event.part);
    const same = earlier !== null && new TextDecoder().decode(earlier.bytes) === new TextDecoder().decode(bytes);
    if (!same) await this.#note(known.key, 'repeat', `another ${event.part} under the same ce-id; the first is kept`);
    return { status: 'repeated' };
  }

  async #pair(
    half: InferenceMessage,
    other: InferenceMessage,
    { key, mapping, source }: { key: PendingInferenceKey; mapping: Mapping; source: string },
  ) {
    const { ingest } = this.#deps;
    const pair =
      half.event.part === 'request' ? { request: half, response: other } : { request: other, response: half };
    let answer: IngestAnswer;
    try {
      answer = await commitBuilt(ingest, buildInference(mapping, pair, this.#deps), source);
    } catch (cause) {
      if (!(cause instanceof IntakeFault)) throw cause;
      await this.#unusable(key, cause.message);
      await this.#forget(key);
      throw new TribuneError('BODY_INVALID', `the inference cannot become decisions: ${cause.message}`, {
        remedy: `Mend the mapping of ${mapping.deployment}, see docs/guides/ingest.md; the inference is listed in /v1/ingest/problems.`,
      });
    }
    const [first] = answer.rejected;
    if (first !== undefined) {
      await this.#unusable(
        key,
        `${counted(answer.rejected.length, 'row')} refused, first row ${first.line}: ${first.message}`,
      );
    }
    // The message is removed only now: after an earlier crash it is still there, and the pair sent again gives the same ids.
    await this.#forget(key);
    this.counts.paired++;
    return { status: 'paired' as const, ...answer };
  }

  async #expire({ deployment, event, part }: PendingInferenceKey & { part: 'request' | 'response' }): Promise<void> {
    const { pendingInferences, reading, idOf } = this.#deps;
    const key = { deployment, event };
    if ((await pendingInferences.find(key, part)) === null) return;
    const isDecided = (await reading.receipt(idOf(deployment, event, 0))).status !== 'unknown';
    if (isDecided) {
      this.counts.repeated++;
    } else {
      this.counts.orphans[part]++;
      await this.#note(key, 'orphan', `the ${part} came, the other half did not`);
    }
    await this.#forget(key);
  }

  async #forget(key: PendingInferenceKey): Promise<void> {
    await this.#deps.pendingInferences.remove(key);
    this.waiting = Math.max(0, this.waiting - 1);
  }

  async #unusable(key: PendingInferenceKey, detail: string): Promise<void> {
    this.counts.unusable++;
    await this.#note(key, 'unusable', detail);
  }

  #note(key: PendingInferenceKey, kind: IntakeProblem['kind'], detail: string): Promise<void> {
    return this.#deps.pendingInferences.note({ ...key, kind, detail, notedAtMs: this.#deps.nowMs() });
  }
}

function unmapped({ event: { service, namespace, endpoint } }: InferenceMessage): TribuneError {
  const where = [service, namespace, endpoint]
    .filter((text) => text !== '')
    .map((text) => JSON.stringify(text.slice(0, 100)));
  return new TribuneError('REGISTRY_INVALID', `no mapping fits the inference service ${where.join(', ')}`, {
    remedy: 'Add one under `mappings:` with tribune admin apply; see docs/guides/ingest.md.',
  });
}
