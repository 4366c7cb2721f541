import type { Runtime } from '../../domain/log/ports/index.js';
import { inlineSealer, type Sealed, type Sealer, type SealJob } from '../../domain/log/seal/index.js';
import { OrderedThread } from '../threads/index.js';

export interface SealThread extends Sealer {
  close(): Promise<void>;
}

/**
 * Seals in a thread of its own, so that hashing, compressing and encrypting run beside the taking in of requests.
 *
 * @param indexKey 32 bytes, for the tags of subjects.
 * @param url the built worker; only tests that run from the source give another.
 */
export function sealThread(indexKey: Uint8Array, url = new URL('./seal-worker.js', import.meta.url)): SealThread {
  const thread = new OrderedThread<readonly SealJob[], readonly Sealed[]>(url, indexKey.slice());
  return {
    async seal(jobs) {
      // The keys are views into pages of 256: a copy, or the whole page would go along.
      const own = jobs.map((job) => ({ ...job, keys: copyKeys(job.keys) }));
      const moved = jobs.flatMap(({ bytes, places, which, subjects, subjectEnds }) =>
        [bytes, places, which, subjects, subjectEnds].map(({ buffer }) => buffer as ArrayBuffer),
      );
      return thread.ask(own, moved);
    },
    close: () => thread.close(),
  };
}

/** In a thread of its own; from the TypeScript source, where no built file of the thread stands, in this one. */
export function sealerFor(runtime: Runtime, indexKey: Uint8Array): SealThread {
  if (import.meta.url.endsWith('.js')) return sealThread(indexKey);
  return { ...inlineSealer(runtime, indexKey), close: async () => undefined };
}

const copyKeys = ({ payload, attributes }: SealJob['keys']): SealJob['keys'] => ({
  payload: payload.slice(),
  attributes: attributes?.slice() ?? null,
});
