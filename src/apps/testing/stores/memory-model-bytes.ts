import type { ModelBytes } from '../../../domain/model-store/ports.js';

/** Models in memory, for tests. A test may change `kept` without the store's knowledge, as damage to a disk would. */
export function memoryModelBytes(kept: Map<string, Uint8Array> = new Map()): ModelBytes {
  return {
    place: 'memory',
    write: async (digest, bytes) => void kept.set(digest, bytes.slice()),
    async read(digest, maxBytes) {
      const bytes = kept.get(digest);
      if (bytes === undefined) return null;
      return bytes.length > maxBytes ? 'too large' : bytes.slice();
    },
    has: async (digest) => kept.has(digest),
  };
}
