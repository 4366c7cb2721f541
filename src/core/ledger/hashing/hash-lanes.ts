import { concatBytes } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import { DATA_AT, sha256Module } from './sha256-code.js';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const LANES = 4;
/** Number of messages hashed in one call; they take 48 kB of memory. */
const CHUNK = 512;
const PAGES = 1;
/** Marks an inner node (RFC 6962 section 2.1). */
const NODE_PREFIX = Uint8Array.of(0x01);
const TARGET_AT = DATA_AT + CHUNK * BLOCK_BYTES;

/** Longest message that fits one block together with its end mark and length. */
export const LONGEST_SHORT = BLOCK_BYTES - 8 - 1;

/** The part of WebAssembly that is used: browsers and Node share it, and neither's types alone declare it. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

type Loop = (source: number, target: number, stop: number) => void;

/** Messages one after the other in one array, and the end of each. */
export interface Messages {
  readonly bytes: Uint8Array;
  readonly ends: Int32Array;
}

/** Hashes of many short messages, four at a time. */
export interface HashLanes {
  /** SHA-256 of each message after a prefix, together at most `LONGEST_SHORT` bytes; gives n x 32 bytes. */
  short(prefix: Uint8Array, messages: Messages): Uint8Array;
  /** RFC 6962 node hashes of n pairs of hashes, left and right one after the other: n x 64 bytes give n x 32. */
  nodes(pairs: Uint8Array): Uint8Array;
}

/** The module once it is compiled: writing and compiling it takes some 40 ms of processor time, an instance of it nothing. */
let compiled: object | undefined;
/** Number of hashes that take as long one by one as compiling takes: a thread that hashes fewer never compiles. */
const WORTH_COMPILING = 16_384;

/**
 * Opens the hash lanes; null where there is no WebAssembly. Few hashes are made one by one, and so are all where WebAssembly has no vector
 * instructions or a page's policy forbids it.
 */
export const openHashLanes = (): HashLanes | null => lanesAfter(WORTH_COMPILING);

/** The same, with the number of hashes after which they are made in lanes. */
export function lanesAfter(count: number): HashLanes | null {
  const { WebAssembly: wasm } = globalThis as { WebAssembly?: Wasm };
  if (wasm === undefined) return null;
  let left = count;
  let opened: HashLanes | undefined;
  const lanesFor = (n: number): HashLanes => {
    if (opened !== undefined) return opened;
    left -= n;
    if (left >= 0 && compiled === undefined) return ONE_BY_ONE;
    opened = instance(wasm) ?? ONE_BY_ONE;
    return opened;
  };
  return {
    short: (prefix, messages) => lanesFor(messages.ends.length).short(prefix, messages),
    nodes: (pairs) => lanesFor(pairs.length / BLOCK_BYTES).nodes(pairs),
  };
}

function instance(wasm: Wasm): HashLanes | null {
  try {
    compiled ??= new wasm.Module(sha256Module(PAGES));
    const { exports } = new wasm.Instance(compiled);
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

const ONE_BY_ONE: HashLanes = {
  short: (prefix, { bytes, ends }) =>
    hashesOf(ends.length, (i) => concatBytes(prefix, bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]))),
  nodes: (pairs) =>
    hashesOf(pairs.length / BLOCK_BYTES, (i) =>
      concatBytes(NODE_PREFIX, pairs.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES)),
    ),
};

function hashesOf(count: number, message: (i: number) => Uint8Array): Uint8Array {
  const out = new Uint8Array(count * HASH_BYTES);
  for (let i = 0; i < count; i++) out.set(sha256(message(i)), i * HASH_BYTES);
  return out;
}

function lanesOver(memory: Uint8Array, singleBlocks: Loop, nodes: Loop): HashLanes {
  const run = (loop: Loop, n: number, out: Uint8Array, at: number): void => {
    const whole = LANES * Math.ceil(n / LANES);
    loop(DATA_AT, TARGET_AT, TARGET_AT + whole * HASH_BYTES);
    out.set(memory.subarray(TARGET_AT, TARGET_AT + n * HASH_BYTES), at);
  };
  return {
    short(prefix, { bytes, ends }) {
      const out = new Uint8Array(ends.length * HASH_BYTES);
      for (let from = 0; from < ends.length; from += CHUNK) {
        const n = Math.min(CHUNK, ends.length - from);
        for (let i = 0; i < n; i++) {
          const start = from + i === 0 ? 0 : ends[from + i - 1]!;
          writeBlock(memory, DATA_AT + i * BLOCK_BYTES, { prefix, bytes, start, end: ends[from + i]! });
        }
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

interface Message {
  readonly prefix: Uint8Array;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** A message with its padding (FIPS 180-4 section 5.1.1). */
function writeBlock(memory: Uint8Array, at: number, { prefix, bytes, start, end }: Message): void {
  for (let i = 0; i < prefix.length; i++) memory[at + i] = prefix[i]!;
  const from = at + prefix.length - start;
  for (let i = start; i < end; i++) memory[from + i] = bytes[i]!;
  const length = prefix.length + end - start;
  memory[at + length] = 0x80;
  for (let i = length + 1; i < BLOCK_BYTES - 2; i++) memory[at + i] = 0;
  const bits = 8 * length;
  memory[at + BLOCK_BYTES - 2] = bits >>> 8;
  memory[at + BLOCK_BYTES - 1] = bits;
}
