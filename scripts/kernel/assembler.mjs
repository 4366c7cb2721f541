/**
 * Just enough of WebAssembly's binary format to write a kernel as expressions in JavaScript. An expression is a nested list of bytes; every
 * name below is the name of the instruction in the specification (core specification 2.0, chapter 5).
 */
export const I32 = 0x7f;
export const F64 = 0x7c;
export const V128 = 0x7b;
const NONE = 0x40;

/** LEB128, the variable-length integers of the format. */
export function unsigned(value) {
  const bytes = [];
  for (let rest = value; ; ) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

export function signed(value) {
  const bytes = [];
  for (let rest = value; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

const double = (value) => [...new Uint8Array(new Float64Array([value]).buffer)];
const simd = (code) => [0xfd, ...unsigned(code)];
const binary = (code) => (a, b) => [a, b, code];
const unary = (code) => (a) => [a, code];

/** `load(address, offset)`: the address in bytes is an expression, the offset a constant. */
const load =
  (code, align) =>
  (address, offset = 0) => [address, code, align, unsigned(offset)];
const store = (code, align) => (address, offset, value) => [address, value, code, align, unsigned(offset)];

export const i32 = {
  const: (value) => [0x41, signed(value)],
  load: load(0x28, 2),
  load8: load(0x2d, 0),
  store: store(0x36, 2),
  eqz: unary(0x45),
  eq: binary(0x46),
  ne: binary(0x47),
  lt: binary(0x48),
  ltU: binary(0x49),
  gt: binary(0x4a),
  le: binary(0x4c),
  ge: binary(0x4e),
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shl: binary(0x74),
  shrU: binary(0x76),
  popcnt: unary(0x69),
  /** What is no number of 32 bits is cut to the nearest, and not a number becomes 0. */
  truncSat: (a) => [a, 0xfc, 0x02],
};

export const f64 = {
  const: (value) => [0x44, double(value)],
  load: load(0x2b, 3),
  store: store(0x39, 3),
  eq: binary(0x61),
  ne: binary(0x62),
  lt: binary(0x63),
  gt: binary(0x64),
  le: binary(0x65),
  ge: binary(0x66),
  abs: unary(0x99),
  trunc: unary(0x9d),
  add: binary(0xa0),
  sub: binary(0xa1),
  mul: binary(0xa2),
  div: binary(0xa3),
  convert: unary(0xb7),
};

const bytesOf = (first) => Array.from({ length: 8 }, (_, i) => first + i);

/** Two doubles side by side. */
export const f64x2 = {
  load: (address, offset = 0) => [address, simd(0), 4, unsigned(offset)],
  store: (address, offset, value) => [address, value, simd(11), 4, unsigned(offset)],
  splat: (a) => [a, simd(20)],
  lane: (a, lane) => [a, simd(33), lane],
  replace: (a, lane, value) => [a, value, simd(34), lane],
  /** The first, or the second, of the doubles of two vectors. */
  lows: (a, b) => [a, b, simd(13), bytesOf(0), bytesOf(16)],
  highs: (a, b) => [a, b, simd(13), bytesOf(8), bytesOf(24)],
  add: (a, b) => [a, b, simd(240)],
  sub: (a, b) => [a, b, simd(241)],
  mul: (a, b) => [a, b, simd(242)],
  div: (a, b) => [a, b, simd(243)],
  lt: (a, b) => [a, b, simd(73)],
  le: (a, b) => [a, b, simd(75)],
  /** One bit for each of the two results of a comparison. */
  bitmask: (a) => [a, simd(196)],
};

/** `if`: statements, or with a type an expression. */
export const when = (condition, then, otherwise = [], type = NONE) => [
  condition,
  0x04,
  type,
  then,
  ...(otherwise.length === 0 ? [] : [0x05, otherwise]),
  0x0b,
];
/** Runs the body as long as the condition at its end holds. */
export const repeat = (body, condition) => [0x03, NONE, body, condition, 0x0d, 0, 0x0b];
/** Runs the body while the condition at its start holds. */
export const loop = (condition, body) => [
  0x02,
  NONE,
  0x03,
  NONE,
  i32.eqz(condition),
  0x0d,
  1,
  body,
  0x0c,
  0,
  0x0b,
  0x0b,
];
/** Runs the body once, or again from its start wherever it says `again`, which may stand in one `when`. */
export const restart = (body) => [0x03, NONE, body, 0x0b];
export const again = [0x0c, 1];
export const select = (condition, yes, no) => [yes, no, condition, 0x1b];
export const leave = (value = []) => [value, 0x0f];

/** A function under construction: `name`, parameters and result; `local` makes a variable. */
export class Func {
  constructor(module, name, parameters, result, exported) {
    Object.assign(this, { module, name, result, exported, types: [], parameters: [] });
    this.index = module.functions.push(this) - 1;
    for (const type of parameters) this.parameters.push(this.local(type));
    this.body = [];
  }
  local(type) {
    const index = unsigned(this.types.push(type) - 1);
    return { get: [0x20, index], set: (value) => [value, 0x21, index], tee: (value) => [value, 0x22, index] };
  }
  call(...values) {
    return [values, 0x10, unsigned(this.index)];
  }
  /** Calls, and does without the result. */
  drop(...values) {
    return [this.call(...values), 0x1a];
  }
}

const vector = (items) => [unsigned(items.length), items];
const section = (id, content) => {
  const bytes = content.flat(Number.POSITIVE_INFINITY);
  return [id, unsigned(bytes.length), bytes];
};
const text = (name) => vector([...new TextEncoder().encode(name)]);

export class Module {
  functions = [];
  func(name, parameters, result = null, exported = false) {
    return new Func(this, name, parameters, result, exported);
  }
  /** The module with one exported memory of so many pages of 64 KiB. */
  bytes(pages) {
    const { functions } = this;
    const type = (f) => [
      0x60,
      vector(f.parameters.map((_, i) => f.types[i])),
      vector(f.result === null ? [] : [f.result]),
    ];
    const code = (f) => {
      const own = f.types.slice(f.parameters.length).map((local) => [1, local]);
      const bytes = [vector(own), f.body, 0x0b].flat(Number.POSITIVE_INFINITY);
      return [unsigned(bytes.length), bytes];
    };
    const shown = functions.filter((f) => f.exported);
    return Uint8Array.from(
      [
        [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
        section(1, vector(functions.map(type))),
        section(3, vector(functions.map((f) => unsigned(f.index)))),
        section(5, vector([[0, unsigned(pages)]])),
        section(7, vector([[text('memory'), 2, 0], ...shown.map((f) => [text(f.name), 0, unsigned(f.index)])])),
        section(10, vector(functions.map(code))),
      ].flat(Number.POSITIVE_INFINITY),
    );
  }
}
