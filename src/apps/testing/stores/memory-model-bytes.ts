import { concatBytes } from '../../../core/base/bytes.js';
import type { ModelBytes } from '../../../domain/model-store/ports.js';

/** Models in memory, for tests. A test may change `kept` without the store's knowledge, as damage to a disk would. */
export function memoryModelBytes(kept: Map<string, Uint8Array> = new Map()): ModelBytes {
  return {
    place: 'memory',
    async draft() {
      let bytes = new Uint8Array();
      return {
        write: async (piece) => {
          bytes = concatBytes(bytes, piece) as Uint8Array<ArrayBuffer>;
        },
        keep: async (digest) => void kept.set(digest, bytes),
        discard: async () => undefined,
      };
    },
    async open(digest) {
      const bytes = kept.get(digest);
      return bytes === undefined ? null : onePiece(bytes.slice());
    },
    remove: async (digest) => void kept.delete(digest),
    has: async (digest) => kept.has(digest),
  };
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
