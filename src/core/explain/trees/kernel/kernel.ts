import { CODE } from './code.js';
import { PAGES } from './layout.js';

/** The part of WebAssembly that is used: browsers and Node share it, and neither's types alone declare it. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** Memory of WebAssembly; when it grows, its former buffer is left without a byte. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * The walks of trees as WebAssembly. The engine compiles it at once, so it runs at full speed from the first row on, whereas loops of
 * JavaScript are interpreted until they have run some ten thousand times. One instance serves every model of a process, and a walk loads
 * what it needs.
 */
export interface Kernel {
  readonly int32: Int32Array;
  readonly float64: Float64Array;
  readonly bytes: Uint8Array;
  /**
   * Computes, for the first trees of the segment, the shares of the cover of all nodes, and the cover-weighted mean of the value at an offset
   * in the leaves.
   */
  readonly weigh: (trees: number, offset: number) => void;
  /** Returns a sum to which the first trees of the segment have added the first value of the leaf that the loaded row reaches. */
  readonly predict: (trees: number, sum: number) => number;
  /** Finds the most distinct players on a path of each tree of the list. */
  readonly widths: (trees: number) => void;
  /** Adds the path-dependent values of the loaded row for the trees `from .. to` of the list. */
  readonly pathDependent: (from: number, to: number) => void;
  /** Computes which of the 32 loaded background rows go left at the nodes `from .. to`: one bit each, from `start` of the bits on. */
  readonly outcomes: (from: number, to: number, start: number) => void;
  /**
   * Adds the interventional values of the loaded row for the trees `from .. to` of the list, whose `size` nodes start at `first` and have
   * `words` words of bits each; in the last word the bits `last` count.
   */
  readonly interventional: (from: number, to: number, first: number, size: number, words: number, last: number) => void;
  /** The object whose trees are in the memory now, and the one whose shares of covers are. */
  loaded: object | null;
  weighed: object | null;
}

type Views = Pick<Kernel, 'int32' | 'float64' | 'bytes'>;
type Functions = Omit<Kernel, keyof Views | 'loaded' | 'weighed'>;
type Opened = Kernel & { -readonly [View in keyof Views]: Kernel[View] };

const PAGE_BYTES = 65_536;

let opened: Opened | null | undefined;
let memory: Memory | undefined;

/**
 * Opens the kernel; null where WebAssembly or its vector instructions are not available, or a page's policy forbids them. The walks in
 * JavaScript give the same bits.
 */
export function openKernel(): Kernel | null {
  if (opened === undefined) opened = open();
  return opened;
}

/**
 * Opens the kernel with the memory that a background needs; null as above, and where that much is not to be had. The memory grows only here,
 * because the engine collects garbage at once when 32 MiB of buffers are new: the first row would wait 1 to 2 ms for it.
 */
export function openBackgroundKernel(): Kernel | null {
  const kernel = openKernel() as Opened | null;
  if (kernel === null || memory === undefined) return null;
  const missing = PAGES.background - kernel.bytes.length / PAGE_BYTES;
  if (missing <= 0) return kernel;
  try {
    memory.grow(missing);
  } catch {
    return null;
  }
  return Object.assign(kernel, viewsOf(memory));
}

function open(): Opened | null {
  const { WebAssembly: wasm } = globalThis as { WebAssembly?: Wasm };
  if (wasm === undefined) return null;
  try {
    const { exports } = new wasm.Instance(new wasm.Module(new Uint8Array(CODE)));
    const { memory: own, ...functions } = exports as { memory: Memory } & Functions;
    memory = own;
    return { ...functions, ...viewsOf(own), loaded: null, weighed: null };
  } catch {
    return null;
  }
}

const viewsOf = ({ buffer }: Memory): Views => ({
  int32: new Int32Array(buffer),
  float64: new Float64Array(buffer),
  bytes: new Uint8Array(buffer),
});
