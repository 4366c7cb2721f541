/** Number of words of a chunk: 1 MB, which is cleared in a tenth of a millisecond. */
export const CHUNK_WORDS = 1 << 18;
/** Most chunks that are kept for the next table; others are left to the garbage collector. */
const MOST_FREE = 16;

/** Memory of tables that were spilled, for the next ones, so that it neither waits for the garbage collector nor fragments. */
export class IdChunks {
  readonly #free: Uint32Array[] = [];

  /** Takes zeroed words. */
  take(words: number): Uint32Array {
    return (words === CHUNK_WORDS ? this.#free.pop() : undefined) ?? new Uint32Array(words);
  }

  give(chunk: Uint32Array): void {
    if (chunk.length === CHUNK_WORDS && this.#free.length < MOST_FREE) this.#free.push(chunk.fill(0));
  }
}
