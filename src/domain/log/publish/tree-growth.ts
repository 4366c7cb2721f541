import type { Clock } from '../../../core/base/clock.js';
import {
  LEAF_BYTES,
  type LogEdge,
  type TileFile,
  TileWriter,
  type TreeHasher,
  type TreeHead,
} from '../../../core/ledger/index.js';
import type { TreeGrowth } from '../ports/index.js';
import { entryBytes } from './leaves.js';

/** Grows a tree without storing it; it returns the files to store. */
export class TreeGrower {
  readonly #hasher: TreeHasher;
  #writer: TileWriter | null = null;

  constructor(hasher: TreeHasher) {
    this.#hasher = hasher;
  }

  begin(edge: LogEdge | null): void {
    this.#writer = new TileWriter(this.#hasher, edge ?? undefined);
  }

  append(leaves: readonly Uint8Array[]): TileFile[] {
    const writer = this.#begun();
    return leaves.flatMap((some) => writer.appendEqual(entryBytes(some), LEAF_BYTES));
  }

  settle(): { readonly files: TileFile[]; readonly checkpoint: TreeHead } {
    const writer = this.#begun();
    return { files: writer.edge(), checkpoint: { size: writer.size, root: writer.root().slice() } };
  }

  #begun(): TileWriter {
    // A thread that was started again has no tree.
    if (this.#writer === null) throw new Error('the tree was not begun');
    return this.#writer;
  }
}

/** Number of batches appended before other work gets its turn: about 10 ms. */
const SLICE = 4;

/** Grows the tree in this thread. */
export function growHere(
  hasher: TreeHasher,
  { turn }: Pick<Clock, 'turn'>,
  store: (files: readonly TileFile[]) => Promise<void>,
): TreeGrowth {
  const grower = new TreeGrower(hasher);
  return {
    begin: async (edge) => grower.begin(edge),
    async append(leaves) {
      for (let at = 0; at < leaves.length; at += SLICE) {
        await store(grower.append(leaves.slice(at, at + SLICE)));
        await turn();
      }
    },
    async settle() {
      const { files, checkpoint } = grower.settle();
      await store(files);
      return checkpoint;
    },
  };
}
