import { CODE } from './histogram-code.js';

/** The part of WebAssembly that is used: browsers and Node share it, and neither's types alone declare it. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The loops of `scripts/kernel/histograms.mjs`, which says what they do, over a memory of their own. */
export interface HistogramLoops {
  readonly buffer: ArrayBuffer;
  readonly gather: (
    rows: number,
    end: number,
    derivatives: number,
    codes: number,
    stride: number,
    pairs: number,
    block: number,
  ) => void;
  readonly add: (
    block: number,
    stride: number,
    pairs: number,
    end: number,
    ...sums: readonly [number, number, number, number]
  ) => void;
  readonly partition: (rows: number, end: number, column: number, sides: number, spare: number) => number;
  readonly subtract: (parent: number, end: number, child: number) => void;
  readonly cut: (
    sums: number,
    end: number,
    g: number,
    h: number,
    leafG: number,
    leafH: number,
    l2: number,
    least: number,
    own: number,
    found: number,
  ) => number;
}

const PAGE_BYTES = 65_536;

let compiled: object | undefined;

/** Opens the loops with a memory of at least so many bytes; null where there is no WebAssembly with vectors, or not that much memory. */
export function openLoops(bytes: number): HistogramLoops | null {
  const { WebAssembly: wasm } = globalThis as { WebAssembly?: Wasm };
  if (wasm === undefined) return null;
  try {
    compiled ??= new wasm.Module(new Uint8Array(CODE));
    const { exports } = new wasm.Instance(compiled);
    const { memory, ...loops } = exports as { memory: Memory } & Omit<HistogramLoops, 'buffer'>;
    memory.grow(Math.ceil(bytes / PAGE_BYTES) - 1);
    return { buffer: memory.buffer, ...loops };
  } catch {
    return null;
  }
}
