import { DATA_AT, sha256Module } from './sha256-code.js';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const LANES = 4;
/** Messages hashed at one go; 48 kB of memory. */
const CHUNK = 512;
const PAGES = 1;
const TARGET_AT = DATA_AT + CHUNK * BLOCK_BYTES;

/** RFC 6962: 0x00, entry, padding in one block. */
const LEAF_PREFIX = 0x00;
export const LONGEST_ENTRY = BLOCK_BYTES - 8 - 1 - 1;

/** What is used of WebAssembly: the same in browsers and Node, declared by neither's types alone. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

type Loop = (source: number, target: number, stop: number) => void;

/** Hashes of many short messages, four at a time. */
export interface HashLanes {
  /** RFC 6962 leaf hashes of entries of at most `LONGEST_ENTRY` bytes: n x 32. */
  leaves(entries: readonly Uint8Array[]): Uint8Array;
  /** RFC 6962 node hashes of n pairs of hashes, left and right one behind the other: n x 64 to n x 32. */
  nodes(pairs: Uint8Array): Uint8Array;
}

/** Null where WebAssembly or its vectors are not to be had, or a page's policy forbids it. */
export function openHashLanes(): HashLanes | null {
  const { WebAssembly: wasm } = globalThis as { WebAssembly?: Wasm };
  if (wasm === undefined) return null;
  try {
    const { exports } = new wasm.Instance(new wasm.Module(sha256Module(PAGES)));
    const { memory, singleBlocks, nodes } = exports as {
      memory: { readonly buffer: ArrayBuffer };
      singleBlocks: Loop;
      nodes: Loop;
    };
    return lanesOver(new Uint8Array(memory.buffer), singleBlocks, nodes);
  } catch {
    return null;
  }
}

function lanesOver(memory: Uint8Array, singleBlocks: Loop, nodes: Loop): HashLanes {
  const run = (loop: Loop, n: number, out: Uint8Array, at: number): void => {
    const whole = LANES * Math.ceil(n / LANES);
    loop(DATA_AT, TARGET_AT, TARGET_AT + whole * HASH_BYTES);
    out.set(memory.subarray(TARGET_AT, TARGET_AT + n * HASH_BYTES), at);
  };
  return {
    leaves(entries) {
      const out = new Uint8Array(entries.length * HASH_BYTES);
      for (let from = 0; from < entries.length; from += CHUNK) {
        const n = Math.min(CHUNK, entries.length - from);
        for (let i = 0; i < n; i++) writeLeaf(memory, DATA_AT + i * BLOCK_BYTES, entries[from + i]!);
        run(singleBlocks, n, out, from * HASH_BYTES);
      }
      return out;
    },
    nodes(pairs) {
      const count = pairs.length / BLOCK_BYTES;
      const out = new Uint8Array(count * HASH_BYTES);
      for (let from = 0; from < count; from += CHUNK) {
        const n = Math.min(CHUNK, count - from);
        memory.set(pairs.subarray(from * BLOCK_BYTES, (from + n) * BLOCK_BYTES), DATA_AT);
        run(nodes, n, out, from * HASH_BYTES);
      }
      return out;
    },
  };
}

function writeLeaf(memory: Uint8Array, at: number, entry: Uint8Array): void {
  memory[at] = LEAF_PREFIX;
  for (let i = 0; i < entry.length; i++) memory[at + 1 + i] = entry[i]!;
  const end = 1 + entry.length;
  memory[at + end] = 0x80;
  memory.fill(0, at + end + 1, at + BLOCK_BYTES - 2);
  const bits = 8 * end;
  memory[at + BLOCK_BYTES - 2] = bits >>> 8;
  memory[at + BLOCK_BYTES - 1] = bits;
}
