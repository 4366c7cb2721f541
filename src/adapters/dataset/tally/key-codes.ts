import type { Chunk, Texts } from '../duckdb/chunk.js';
import { TextMemory } from '../duckdb/chunk.js';
import type { RowKey } from '../statement/amount-rows.js';

interface Branch {
  /** The number of the key that ends here, -1 as long as it has none. */
  code: number;
  readonly next: Map<string | null, Branch>;
}

const branch = (): Branch => ({ code: -1, next: new Map() });

/** Gives keys of some texts numbers, in the order in which they come. */
export class KeyCodes {
  readonly keys: RowKey[] = [];
  readonly #root = branch();
  readonly #memory = new TextMemory();

  /** The number of the key of a row of these columns. */
  codeAt(columns: readonly Texts[], row: number): number {
    let node = this.#root;
    for (const column of columns) node = this.#next(node, column.known(row, this.#memory));
    if (node.code < 0) {
      node.code = this.keys.length;
      this.keys.push(columns.map((column) => column.at(row)));
    }
    return node.code;
  }

  #next(node: Branch, text: string | null): Branch {
    let next = node.next.get(text);
    if (next === undefined) {
      next = branch();
      node.next.set(text, next);
    }
    return next;
  }
}

/** The columns of texts of a chunk from one on. */
export const textColumns = (chunk: Chunk, first: number, count: number): Texts[] =>
  Array.from({ length: count }, (_, place) => chunk.texts(first + place));
