/**
 * A writer of small WebAssembly modules with just the instructions that hashing needs (WebAssembly core specification 2.0, sections 5.4 and
 * 5.5; vector instructions in chapter 5.4.9). Code is an array of bytes, and each function returns the bytes of an instruction.
 */

/** Bytes in order, in lists as deep as they were put together: copying them from list to list would take most of a thread's start. */
export type Code = readonly (number | Code)[];

const I32 = 0x7f;
const V128 = 0x7b;
const VECTOR_PREFIX = 0xfd;
const END = 0x0b;
const EMPTY_BLOCK = 0x40;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

const vector = (opcode: number): number[] => [VECTOR_PREFIX, ...unsigned(opcode)];

export const getLocal = (index: number): Code => [0x20, ...unsigned(index)];
export const setLocal = (index: number): Code => [0x21, ...unsigned(index)];
export const callFunction = (index: number): Code => [0x10, ...unsigned(index)];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: [0x6a] as Code,
  lessThan: [0x48] as Code,
};

/** Four 32-bit lanes. Loads and stores take the offset to the address on the stack and need no alignment. */
export const lanes = {
  load: (offset: number): Code => [...vector(0), 0, ...unsigned(offset)],
  store: (offset: number): Code => [...vector(11), 0, ...unsigned(offset)],
  constant: (bytes: readonly number[]): Code => [...vector(12), ...bytes],
  /** Picks 16 bytes out of the 32 of two vectors. */
  shuffle: (picks: readonly number[]): Code => [...vector(13), ...picks],
  splat: vector(17) as Code,
  and: vector(78) as Code,
  or: vector(80) as Code,
  xor: vector(81) as Code,
  shiftLeft: vector(171) as Code,
  shiftRight: vector(173) as Code,
  add: vector(174) as Code,
};

/** Repeats a body while the condition, which follows it, leaves something other than zero. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, EMPTY_BLOCK, body, condition, 0x0d, 0, END];

/** A function of `params` 32-bit numbers, with local vectors numbered after them. */
export interface WasmFunction {
  readonly params: number;
  readonly vectors: number;
  readonly code: Code;
  /** Name under which the function is exported. */
  readonly name?: string;
}

type Bytes = readonly number[];
const list = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Bytes): Bytes => [id, ...unsigned(content.length), ...content];
const text = (value: string): Bytes => [...unsigned(value.length), ...Array.from(value, (char) => char.charCodeAt(0))];

function write(code: Code, to: number[]): void {
  for (const part of code) {
    if (typeof part === 'number') to.push(part);
    else write(part, to);
  }
}

/** The bytes of a module with its memory exported as `memory`. */
export function wasmModule(functions: readonly WasmFunction[], pages: number): Uint8Array {
  const types = functions.map(({ params }): Bytes => [0x60, ...list(Array.from({ length: params }, () => [I32])), 0]);
  const exports = functions.flatMap(({ name }, i): Bytes[] =>
    name === undefined ? [] : [[...text(name), 0, ...unsigned(i)]],
  );
  const bodies = functions.map(({ vectors, code }): Bytes => {
    const body = [...list(vectors === 0 ? [] : [[...unsigned(vectors), V128]])];
    write(code, body);
    body.push(END);
    return [...unsigned(body.length), ...body];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(3, list(functions.map((_, i) => unsigned(i)))),
    ...section(5, list([[0, ...unsigned(pages)]])),
    ...section(7, list([[...text('memory'), 2, 0], ...exports])),
    ...section(10, list(bodies)),
  ]);
}
