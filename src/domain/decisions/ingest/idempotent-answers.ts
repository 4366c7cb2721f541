import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionLog, IdempotentAnswer, Runtime } from '../../log/ports/index.js';
import { IdIndex } from '../../recent-ids/index.js';
import type { IngestAnswer, IngestResult } from '../api/service-api.js';

const encoder = new TextEncoder();
const FINGERPRINT_BYTES = 16;

/** One request with an idempotency key. */
export interface KeyedRequest {
  readonly scope: string;
  readonly key: string;
  readonly bodyDigest: Uint8Array;
}

/** Idempotency keys of the window. The database is asked only for keys that may have been used. */
export class IdempotentAnswers {
  readonly #decisions: DecisionLog;
  readonly #runtime: Runtime;
  readonly #seen: IdIndex;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(decisions: DecisionLog, runtime: Runtime, seed: number) {
    this.#decisions = decisions;
    this.#runtime = runtime;
    this.#seen = new IdIndex(seed);
  }

  async load(sinceMs: number): Promise<void> {
    for (const { scope, key } of await this.#decisions.answerKeysSince(sinceMs)) this.#remember(scope, key, sinceMs);
  }

  dropBefore(timeMs: number): void {
    this.#seen.dropBefore(timeMs);
  }

  /** Runs a request unless its key was used. Then it gives the first answer again, or throws `IDEMPOTENCY_MISMATCH` for another body. */
  async once(request: KeyedRequest, run: () => Promise<IngestResult>): Promise<IngestResult> {
    const name = `${request.scope}\n${request.key}`;
    for (let other = this.#running.get(name); other !== undefined; other = this.#running.get(name)) {
      await other.catch(() => undefined);
    }
    const work = this.#answerOrRun(request, run);
    this.#running.set(name, work);
    try {
      return await work;
    } finally {
      this.#running.delete(name);
    }
  }

  async #answerOrRun(request: KeyedRequest, run: () => Promise<IngestResult>): Promise<IngestResult> {
    const { scope, key } = request;
    if (this.#seen.candidates(this.#fingerprint(scope, key)).length > 0) {
      const kept = await this.#decisions.idempotentAnswer(scope, key);
      if (kept !== null) return replay(kept, request);
    }
    const result = await run();
    this.#remember(scope, key, this.#runtime.nowMs());
    return result;
  }

  #remember(scope: string, key: string, nowMs: number): void {
    this.#seen.add(this.#fingerprint(scope, key), 0, nowMs);
  }

  #fingerprint(scope: string, key: string): Uint8Array {
    return this.#runtime.sha256(encoder.encode(`${scope}\n${key}`)).subarray(0, FINGERPRINT_BYTES);
  }
}

function replay({ bodyDigest, answer }: IdempotentAnswer, request: KeyedRequest): IngestResult {
  const isSame = bodyDigest.every((byte, i) => byte === request.bodyDigest[i]);
  if (isSame) return { answer: JSON.parse(answer) as IngestAnswer, replayed: true };
  throw new TribuneError('IDEMPOTENCY_MISMATCH', 'this idempotency key came before with another body', {
    remedy: 'Use a new key for a new body; send the same bytes to repeat a request.',
  });
}
