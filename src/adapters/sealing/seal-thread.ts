import type { Runtime } from '../../domain/log/ports/index.js';
import { inlineSealer, type Sealed, type Sealer, type SealJob } from '../../domain/log/seal/index.js';
import { OrderedThread } from '../threads/index.js';

export interface SealThread extends Sealer {
  close(): Promise<void>;
}

/** Most records, and bytes of them, that are sealed at once in the thread of the caller: a few entries cost less than sending them away and back. */
const FEW_RECORDS = 8;
const FEW_BYTES = 16 * 1024;

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
  const inline = inlineSealer(runtime, indexKey);
  if (!import.meta.url.endsWith('.js')) return { ...inline, close: async () => undefined };
  const thread = sealThread(indexKey);
  return {
    seal: (jobs) => (jobs.length === 1 && jobs.every(isSmall) ? inline.seal(jobs) : thread.seal(jobs)),
    close: () => thread.close(),
  };
}

const isSmall = ({ n, bytes }: SealJob): boolean => n <= FEW_RECORDS && bytes.length <= FEW_BYTES;

const copyKeys = ({ payload, attributes }: SealJob['keys']): SealJob['keys'] => ({
  payload: payload.slice(),
  attributes: attributes?.slice() ?? null,
});
