import type { Runtime } from '../../domain/log/ports/index.js';
import { inlineSealer, type Sealed, type Sealer, type SealJob } from '../../domain/log/seal/index.js';
import { OrderedThread } from '../threads/index.js';

export interface SealThread extends Sealer {
  close(): Promise<void>;
}

/**
 * Seals in a thread of its own, so that hashing, compressing and encrypting run while requests are received.
 *
 * @param indexKey 32 bytes, for the tags of subjects
 * @param url the built worker; only tests that run from the source pass another
 */
export function sealThread(indexKey: Uint8Array, url = new URL('./seal-worker.js', import.meta.url)): SealThread {
  const thread = new OrderedThread<readonly SealJob[], readonly Sealed[]>(url, indexKey.slice());
  return {
    async seal(jobs) {
      // The keys are views into pages of 256, so they are copied; otherwise the whole page would be sent along.
      const own = jobs.map((job) => ({ ...job, keys: copyKeys(job.keys) }));
      const moved = jobs.flatMap(({ bytes, places, which, subjects, subjectEnds }) =>
        [bytes, places, which, subjects, subjectEnds].map(({ buffer }) => buffer as ArrayBuffer),
      );
      return thread.ask(own, moved);
    },
    close: () => thread.close(),
  };
}

/** A seal thread of its own; when the TypeScript source runs and no built worker exists, the work is done in this thread. */
export function sealerFor(runtime: Runtime, indexKey: Uint8Array): SealThread {
  if (import.meta.url.endsWith('.js')) return sealThread(indexKey);
  return { ...inlineSealer(runtime, indexKey), close: async () => undefined };
}

const copyKeys = ({ payload, attributes }: SealJob['keys']): SealJob['keys'] => ({
  payload: payload.slice(),
  attributes: attributes?.slice() ?? null,
});
