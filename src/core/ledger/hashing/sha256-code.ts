import { INITIAL, K } from '../../base/sha256-constants.js';
import { type Code, callFunction, doWhile, getLocal, i32, lanes, setLocal, wasmModule } from './wasm.js';

const LANES = 4;
const WORDS = 16;
const STATE_WORDS = 8;
const VECTOR_BYTES = 16;
const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/** Layout of the memory: the words of one block of each lane, then the states, then the caller's data. */
const BLOCK_AT = 0;
const STATE_AT = BLOCK_AT + WORDS * VECTOR_BYTES;
export const DATA_AT = STATE_AT + STATE_WORDS * VECTOR_BYTES;

/** Locals of `compress`: no parameters; the words, the state, two helpers. */
const WORD = 0;
const STATE = WORD + WORDS;
const FIRST = STATE + STATE_WORDS;

/** Locals of the loops over messages: source, target and end of the targets, then vectors. */
const SOURCE = 0;
const TARGET = 1;
const STOP = 2;
const ROW = 3;

const word = (t: number): number => WORD + (t % WORDS);
const rotate = (local: number, by: number): Code => [
  getLocal(local),
  i32.constant(by),
  lanes.shiftRight,
  getLocal(local),
  i32.constant(32 - by),
  lanes.shiftLeft,
  lanes.or,
];
const shifted = (local: number, by: number): Code => [getLocal(local), i32.constant(by), lanes.shiftRight];
const constantLanes = (value: number): Code => [i32.constant(value), lanes.splat];
const zero = i32.constant(0);

/** FIPS 180-4 section 6.2.2, step 1: W(t) for t >= 16, in a ring of 16. */
function schedule(t: number): Code {
  const [x, y] = [word(t - 15), word(t - 2)];
  const small0 = [rotate(x, 7), rotate(x, 18), lanes.xor, shifted(x, 3), lanes.xor];
  const small1 = [rotate(y, 17), rotate(y, 19), lanes.xor, shifted(y, 10), lanes.xor];
  const sum = [getLocal(word(t)), small0, lanes.add, getLocal(word(t - 7)), lanes.add, small1, lanes.add];
  return [sum, setLocal(word(t))];
}

/** Step 3 for one t; the caller renames a..h from round to round. */
function round(t: number, [a, b, c, d, e, f, g, h]: readonly number[]): Code {
  const big1 = [rotate(e!, 6), rotate(e!, 11), lanes.xor, rotate(e!, 25), lanes.xor];
  const choose = [getLocal(g!), getLocal(e!), getLocal(f!), getLocal(g!), lanes.xor, lanes.and, lanes.xor];
  const big0 = [rotate(a!, 2), rotate(a!, 13), lanes.xor, rotate(a!, 22), lanes.xor];
  const either = [getLocal(c!), getLocal(a!), getLocal(b!), lanes.or, lanes.and];
  const majority = [getLocal(a!), getLocal(b!), lanes.and, either, lanes.or];
  return [
    [getLocal(h!), big1, lanes.add, choose, lanes.add],
    [constantLanes(K[t]!), lanes.add, getLocal(word(t)), lanes.add, setLocal(FIRST)],
    [getLocal(d!), getLocal(FIRST), lanes.add, setLocal(d!)],
    [getLocal(FIRST), big0, lanes.add, majority, lanes.add, setLocal(h!)],
  ];
}

/** Compresses one block of each lane into the states, with everything unrolled. */
function compress(): Code {
  const code: Code[] = [];
  for (let t = 0; t < WORDS; t++) code.push(zero, lanes.load(BLOCK_AT + VECTOR_BYTES * t), setLocal(word(t)));
  const state = Array.from({ length: STATE_WORDS }, (_, i) => STATE + i);
  for (const [i, local] of state.entries()) code.push(zero, loadState(i), setLocal(local));
  const names = [...state];
  for (let t = 0; t < 64; t++) {
    if (t >= WORDS) code.push(schedule(t));
    code.push(round(t, names));
    names.unshift(names.pop()!);
  }
  for (const [i, local] of state.entries()) {
    code.push(zero, zero, loadState(i), getLocal(local), lanes.add, storeState(i));
  }
  return code;
}

const loadState = (i: number): Code => lanes.load(STATE_AT + VECTOR_BYTES * i);
const storeState = (i: number): Code => lanes.store(STATE_AT + VECTOR_BYTES * i);

const startStates = (): Code => Array.from(INITIAL).flatMap((value, i) => [zero, constantLanes(value), storeState(i)]);

/** Shuffle that reverses the bytes of each 32-bit word. */
const SWAP = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12];
/** The same shuffle over 0x01 and the first 15 bytes of the second vector, with which a node's message begins. */
const SWAP_BEHIND_PREFIX = [18, 17, 16, 0, 22, 21, 20, 19, 26, 25, 24, 23, 30, 29, 28, 27];
const words = (...picks: number[]): number[] => picks.flatMap((pick) => [0, 1, 2, 3].map((byte) => 4 * pick + byte));
const pick = (a: number, b: number, picks: readonly number[]): Code => [getLocal(a), getLocal(b), lanes.shuffle(picks)];

/** Turns four rows of four words into columns, in their own locals; the four locals after them are helpers. */
function transpose(): Code {
  const [r0, r1, r2, r3, t0, t1, t2, t3] = Array.from({ length: 8 }, (_, i) => ROW + i) as [number, ...number[]];
  const low = words(0, 4, 1, 5);
  const high = words(2, 6, 3, 7);
  return [
    [pick(r0, r1!, low), setLocal(t0!), pick(r0, r1!, high), setLocal(t1!)],
    [pick(r2!, r3!, low), setLocal(t2!), pick(r2!, r3!, high), setLocal(t3!)],
    [pick(t0!, t2!, words(0, 1, 4, 5)), setLocal(r0), pick(t0!, t2!, words(2, 3, 6, 7)), setLocal(r1!)],
    [pick(t1!, t3!, words(0, 1, 4, 5)), setLocal(r2!), pick(t1!, t3!, words(2, 3, 6, 7)), setLocal(r3!)],
  ];
}

/** Loads 16 bytes of each lane's message as words of the block. */
function loadWords(group: number, row: (lane: number) => Code): Code {
  const rows = Array.from({ length: LANES }, (_, lane) => [row(lane), setLocal(ROW + lane)]);
  const stores = Array.from({ length: LANES }, (_, i) => [
    zero,
    getLocal(ROW + i),
    lanes.store(BLOCK_AT + VECTOR_BYTES * (LANES * group + i)),
  ]);
  return [rows, transpose(), stores];
}

const loadSource = (offset: number): Code => [getLocal(SOURCE), lanes.load(offset)];
const swapped = (offset: number): Code => {
  const source = loadSource(offset);
  return [source, source, lanes.shuffle(SWAP)];
};

/** Stores the states as hashes, one after the other. */
function storeHashes(): Code {
  const half = (from: number): Code => {
    const rows = Array.from({ length: 4 }, (_, i) => [zero, loadState(from + i), setLocal(ROW + i)]);
    const stores = Array.from({ length: LANES }, (_, lane) => [
      getLocal(TARGET),
      pick(ROW + lane, ROW + lane, SWAP),
      lanes.store(HASH_BYTES * lane + 4 * from),
    ]);
    return [rows, transpose(), stores];
  };
  return [half(0), half(4)];
}

const COMPRESS = callFunction(0);

function loop(body: Code): Code {
  const advance = (local: number, by: number): Code => [getLocal(local), i32.constant(by), i32.add, setLocal(local)];
  const next = [advance(SOURCE, LANES * BLOCK_BYTES), advance(TARGET, LANES * HASH_BYTES)];
  return doWhile([startStates(), body, storeHashes(), next], [getLocal(TARGET), getLocal(STOP), i32.lessThan]);
}

/** Hashes messages that come as one padded block each. */
function singleBlocks(): Code {
  const groups = [0, 1, 2, 3].flatMap((group) =>
    loadWords(group, (lane) => swapped(BLOCK_BYTES * lane + VECTOR_BYTES * group)),
  );
  return loop([groups, COMPRESS]);
}

/** Hashes RFC 6962 nodes: 0x01 and 64 bytes make two blocks; the second holds the last byte and the padding. */
function nodes(): Code {
  const prefix = lanes.constant(Array.from({ length: VECTOR_BYTES }, () => 0x01));
  const first = loadWords(0, (lane) => [prefix, loadSource(BLOCK_BYTES * lane), lanes.shuffle(SWAP_BEHIND_PREFIX)]);
  const others = [1, 2, 3].flatMap((group) =>
    loadWords(group, (lane) => swapped(BLOCK_BYTES * lane + VECTOR_BYTES * group - 1)),
  );
  return loop([first, others, COMPRESS, lastBlock(), COMPRESS]);
}

const MESSAGE_BITS = 8 * (1 + BLOCK_BYTES);

function lastBlock(): Code {
  const last = (lane: number): Code => loadSource(BLOCK_BYTES * lane + 3 * VECTOR_BYTES);
  const pairOf = (lane: number): Code => [
    last(lane),
    last(lane + 1),
    lanes.shuffle([0, 0, 0, 15, 0, 0, 0, 31, 0, 0, 0, 15, 0, 0, 0, 31]),
  ];
  const lastBytes = [pairOf(0), pairOf(2), lanes.shuffle(words(0, 1, 4, 5))];
  const firstWord = [
    [lastBytes, constantLanes(0xff000000 | 0), lanes.and],
    [constantLanes(0x00800000), lanes.or],
  ];
  const rest = Array.from({ length: WORDS - 1 }, (_, i) => [
    zero,
    constantLanes(i === WORDS - 2 ? MESSAGE_BITS : 0),
    lanes.store(BLOCK_AT + VECTOR_BYTES * (i + 1)),
  ]);
  return [zero, firstWord, lanes.store(BLOCK_AT), rest];
}

/**
 * A module with `singleBlocks(source, target, stop)` and `nodes(source, target, stop)`: four messages at a time of 64 bytes each
 * from `source` on become hashes of 32 bytes each from `target` up to `stop`.
 */
export const sha256Module = (pages: number): Uint8Array =>
  wasmModule(
    [
      { params: 0, vectors: FIRST + 1, code: compress() },
      { params: 3, vectors: 8, code: singleBlocks(), name: 'singleBlocks' },
      { params: 3, vectors: 8, code: nodes(), name: 'nodes' },
    ],
    pages,
  );
