import { F64, f64, f64x2, I32, i32, loop, Module, repeat, V128, when } from './assembler.mjs';

/** Bytes of a vector: 16 bins, or a pair of derivatives. */
const VECTOR = 16;
/** Log2 of the bytes of a pair of sums. */
const PAIR_SHIFT = 4;
const LANES = 4;
const INT = 4;
const DOUBLE = 8;
const BITS_OF_BIN = 8;

const int = i32.const;
const move = (local, bytes) => local.set(i32.add(local.get, int(bytes)));
const ints = (count) => Array.from({ length: count }, () => I32);

/**
 * gather(rows, end, derivatives, codes, stride, pairs, block): copies the pairs of derivatives and the bins, `stride` bytes for each row, of the
 * row numbers from `rows` to `end` side by side. Rows of a leaf lie far apart; this is the one time that they are fetched.
 */
function defineGather(module) {
  const f = module.func('gather', ints(7), null, true);
  const [rows, end, derivatives, codes, stride, pairs, block] = f.parameters;
  const [row, from, stop] = Array.from({ length: 3 }, () => f.local(I32));
  f.body = repeat(
    [
      row.set(i32.load(rows.get)),
      f64x2.store(pairs.get, 0, f64x2.load(i32.add(derivatives.get, i32.shl(row.get, int(PAIR_SHIFT))))),
      from.set(i32.add(codes.get, i32.mul(row.get, stride.get))),
      stop.set(i32.add(from.get, stride.get)),
      repeat(
        [f64x2.store(block.get, 0, f64x2.load(from.get)), move(block, VECTOR), move(from, VECTOR)],
        i32.ltU(from.get, stop.get),
      ),
      move(pairs, VECTOR),
      move(rows, INT),
    ],
    i32.ltU(rows.get, end.get),
  );
}

/** Where in its column's sums the bin stands that is byte `lane` of a word. */
function placeOf(word, lane) {
  const shift = lane * BITS_OF_BIN - PAIR_SHIFT;
  const moved = shift < 0 ? i32.shl(word, int(-shift)) : i32.shrU(word, int(shift));
  return i32.and(moved, int(0xff << PAIR_SHIFT));
}

/**
 * add(block, stride, pairs, end, ...sums): adds the pairs up to `end` to the sums of four columns, whose bins stand in the word at `block` and
 * then after every `stride` bytes. Four, because their sums, 16 KiB, stay in the nearest cache, and one load gives all four bins.
 */
function defineAdd(module) {
  const f = module.func('add', ints(4 + LANES), null, true);
  const [block, stride, pairs, end, ...sums] = f.parameters;
  const [word, at] = [f.local(I32), f.local(I32)];
  const pair = f.local(V128);
  const addLane = (own, lane) => [
    at.set(i32.add(own.get, placeOf(word.get, lane))),
    f64x2.store(at.get, 0, f64x2.add(f64x2.load(at.get), pair.get)),
  ];
  f.body = repeat(
    [
      word.set(i32.load(block.get)),
      pair.set(f64x2.load(pairs.get)),
      sums.map(addLane),
      block.set(i32.add(block.get, stride.get)),
      move(pairs, VECTOR),
    ],
    i32.ltU(pairs.get, end.get),
  );
}

/** subtract(parent, end, child): takes the child's sums away from those of its parent, which end at `end`. */
function defineSubtract(module) {
  const f = module.func('subtract', ints(3), null, true);
  const [parent, end, child] = f.parameters;
  f.body = repeat(
    [
      f64x2.store(parent.get, 0, f64x2.sub(f64x2.load(parent.get), f64x2.load(child.get))),
      move(parent, VECTOR),
      move(child, VECTOR),
    ],
    i32.ltU(parent.get, end.get),
  );
}

/**
 * cut(sums, end, g, h, leafG, leafH, l2, least, own, found): the gain of the best cut behind one of the bins whose sums stand at `sums` up to
 * `end`, 0 where none gains. Leaves at `found` its bin and the sums on its left. The arithmetic is that of `freeCut` in
 * src/core/learn/boosting/split.ts, operation by operation.
 */
function defineCut(module) {
  const f = module.func('cut', [I32, I32, F64, F64, F64, F64, F64, F64, F64, I32], F64, true);
  const [sums, end, g, h, leafG, leafH, l2, least, own, found] = f.parameters;
  const [at, best] = [f.local(I32), f.local(I32)];
  const [gained, gain] = [f.local(F64), f.local(F64)];
  const [left, leaf, rest, hessians, gradients, kept] = Array.from({ length: 6 }, () => f.local(V128));
  const pairOf = (a, b) => f64x2.replace(f64x2.splat(a), 1, b);
  const [squares, weights] = [f64x2.mul(gradients.get, gradients.get), f64x2.add(hessians.get, f64x2.splat(l2.get))];
  const quotients = f.local(V128);
  f.body = [
    at.set(sums.get),
    best.set(sums.get),
    left.set(pairOf(g.get, h.get)),
    leaf.set(pairOf(leafG.get, leafH.get)),
    loop(i32.ltU(at.get, end.get), [
      left.set(f64x2.add(left.get, f64x2.load(at.get))),
      rest.set(f64x2.sub(leaf.get, left.get)),
      hessians.set(f64x2.highs(left.get, rest.get)),
      when(i32.eqz(f64x2.bitmask(f64x2.lt(hessians.get, f64x2.splat(least.get)))), [
        gradients.set(f64x2.lows(left.get, rest.get)),
        quotients.set(f64x2.div(squares, weights)),
        gained.set(f64.sub(f64.add(f64x2.lane(quotients.get, 0), f64x2.lane(quotients.get, 1)), own.get)),
        when(f64.gt(gained.get, gain.get), [gain.set(gained.get), best.set(at.get), kept.set(left.get)]),
      ]),
      move(at, VECTOR),
    ]),
    f64.store(found.get, 0, f64.convert(i32.shrU(i32.sub(best.get, sums.get), int(PAIR_SHIFT)))),
    f64.store(found.get, DOUBLE, f64x2.lane(kept.get, 0)),
    f64.store(found.get, 2 * DOUBLE, f64x2.lane(kept.get, 1)),
    gain.get,
  ];
}

/**
 * partition(rows, end, column, sides, spare): puts the row numbers of a leaf whose bin goes left before the others, which it leaves at `spare`.
 * `sides` says for each bin by how many bytes the left side grows: 4 or 0. Returns where the left ones end.
 */
function definePartition(module) {
  const f = module.func('partition', ints(5), I32, true);
  const [rows, end, column, sides, spare] = f.parameters;
  const [left, row, step] = Array.from({ length: 3 }, () => f.local(I32));
  f.body = [
    left.set(rows.get),
    repeat(
      [
        row.set(i32.load(rows.get)),
        step.set(i32.load8(i32.add(sides.get, i32.load8(i32.add(column.get, row.get))))),
        // Both places are written and one of them moves on, because a branch would be mispredicted for every other row.
        i32.store(left.get, 0, row.get),
        i32.store(spare.get, 0, row.get),
        left.set(i32.add(left.get, step.get)),
        spare.set(i32.add(spare.get, i32.sub(int(INT), step.get))),
        move(rows, INT),
      ],
      i32.ltU(rows.get, end.get),
    ),
    left.get,
  ];
}

/** The module of the inner loops of the boosted trees of src/core/learn. */
export function histogramModule() {
  const module = new Module();
  defineGather(module);
  defineAdd(module);
  defineSubtract(module);
  defineCut(module);
  definePartition(module);
  return module.bytes(1);
}
