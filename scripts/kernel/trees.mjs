import { F64, f64, I32, i32, leave, loop, select, when } from './assembler.mjs';
import { AT, DOUBLE, INT, TREE } from './layout.mjs';

/** As in src/core/models/ensemble.ts. */
const COMPARE = 7;
const IN_ORDER = [f64.le, f64.lt, f64.ge, f64.gt, f64.eq, f64.ne];
const LESS_THAN = 1;
const MISSING_LEFT = 8;
const MISSING_IS_ZERO = 16;
const ZERO_IS_MISSING = 32;
const ZERO_BAND = Math.fround(1e-35);
const WORD_BITS = 5;

export const int = i32.const;
/** The number at an index of one of the arrays of the layout. */
export const ints = (name) => ({
  get: (index) => i32.load(i32.shl(index, int(Math.log2(INT))), AT[name]),
  set: (index, value) => i32.store(i32.shl(index, int(Math.log2(INT))), AT[name], value),
});
export const doubles = (name) => ({
  get: (index) => f64.load(i32.shl(index, int(Math.log2(DOUBLE))), AT[name]),
  set: (index, value) => f64.store(i32.shl(index, int(Math.log2(DOUBLE))), AT[name], value),
});
export const next = (index) => i32.add(index, int(1));
export const isLeaf = (node) => i32.lt(ints('feature').get(node), int(0));
export const field = (record, name) => i32.load(record, AT.trees + TREE[name]);

/** goesLeft(node, value): the rule of `goesLeft` in src/core/models/ensemble.ts, in full. */
export function defineGoesLeft(module) {
  const f = module.func('goesLeft', [I32, F64], I32);
  const [node, value] = f.parameters;
  const [decision, start, category] = [f.local(I32), f.local(I32), f.local(I32)];
  const [threshold, number] = [f.local(F64), f.local(F64)];
  const has = (flag) => i32.and(decision.get, int(flag));
  const missing = f64.ne(value.get, value.get);
  const goMissing = leave(i32.ne(has(MISSING_LEFT), int(0)));
  const set = i32.truncSat(threshold.get);
  const size = f64.convert(i32.shl(i32.sub(ints('setStart').get(next(set)), start.get), int(WORD_BITS)));
  const word = ints('setWords').get(i32.add(start.get, i32.shrU(category.get, int(WORD_BITS))));
  f.body = [
    decision.set(i32.load8(node.get, AT.decision)),
    threshold.set(doubles('threshold').get(node.get)),
    when(
      has(ZERO_IS_MISSING),
      when(i32.or(missing, f64.le(f64.abs(value.get), f64.const(ZERO_BAND))), goMissing),
      when(missing, [when(i32.eqz(has(MISSING_IS_ZERO)), goMissing), value.set(f64.const(0))]),
    ),
    IN_ORDER.map((compare, code) => when(i32.eq(has(COMPARE), int(code)), leave(compare(value.get, threshold.get)))),
    start.set(ints('setStart').get(set)),
    number.set(f64.trunc(value.get)),
    when(i32.or(f64.lt(number.get, f64.const(0)), f64.ge(number.get, size)), leave(int(0))),
    category.set(i32.truncSat(number.get)),
    i32.and(i32.shrU(word, i32.and(category.get, int(31))), int(1)),
  ];
  return f;
}

/** Does the loaded row go left? XGBoost's own rule for a value that is there does not leave the caller. */
export function outcome(f, goesLeft, node, feature, result) {
  const [value, decision] = [f.local(F64), f.local(I32)];
  const plain = i32.eq(i32.and(decision.get, int(COMPARE | ZERO_IS_MISSING)), int(LESS_THAN));
  return [
    value.set(doubles('row').get(feature)),
    decision.set(i32.load8(node, AT.decision)),
    when(
      i32.and(plain, f64.eq(value.get, value.get)),
      result.set(f64.lt(value.get, doubles('threshold').get(node))),
      result.set(goesLeft.call(node, value.get)),
    ),
  ];
}

/**
 * weigh(trees, offset): of the first trees of the segment every node's share of its parent's cover (of a parent without cover nothing, as in
 * `coverShare`), and the mean of a value of the leaves, weighted by the shares on their paths.
 */
export function defineWeigh(module) {
  const f = module.func('weigh', [I32, I32], null, true);
  const [trees, offset] = f.parameters;
  const [tree, node, end, start, right] = Array.from({ length: 5 }, () => f.local(I32));
  const [sum, reach, cover, share] = Array.from({ length: 4 }, () => f.local(F64));
  const part = (child) => f64.div(doubles('cover').get(child), cover.get);
  const visit = when(
    i32.ge(start.get, int(0)),
    sum.set(f64.add(sum.get, f64.mul(reach.get, doubles('values').get(i32.add(start.get, offset.get))))),
    [
      cover.set(doubles('cover').get(node.get)),
      right.set(ints('right').get(node.get)),
      [next(node.get), right.get].map((child) => [
        share.set(when(f64.eq(cover.get, f64.const(0)), f64.const(0), part(child), F64)),
        doubles('share').set(child, share.get),
        doubles('reach').set(child, f64.mul(reach.get, share.get)),
      ]),
    ],
  );
  f.body = loop(i32.lt(tree.get, trees.get), [
    node.set(ints('treeStart').get(tree.get)),
    end.set(ints('treeStart').get(next(tree.get))),
    doubles('reach').set(node.get, f64.const(1)),
    sum.set(f64.const(0)),
    loop(i32.lt(node.get, end.get), [
      start.set(ints('valueStart').get(node.get)),
      reach.set(doubles('reach').get(node.get)),
      visit,
      node.set(next(node.get)),
    ]),
    doubles('means').set(tree.get, sum.get),
    tree.set(next(tree.get)),
  ]);
}

/** predict(trees, sum): the sum and, of the first trees of the segment, the first value of the leaf that the loaded row reaches. */
export function definePredict(module, goesLeft) {
  const f = module.func('predict', [I32, F64], F64, true);
  const [trees, sum] = f.parameters;
  const [tree, node, feature, goes] = Array.from({ length: 4 }, () => f.local(I32));
  f.body = [
    loop(i32.lt(tree.get, trees.get), [
      node.set(ints('treeStart').get(tree.get)),
      feature.set(ints('feature').get(node.get)),
      loop(i32.ge(feature.get, int(0)), [
        outcome(f, goesLeft, node.get, feature.get, goes),
        node.set(when(goes.get, next(node.get), ints('right').get(node.get), I32)),
        feature.set(ints('feature').get(node.get)),
      ]),
      sum.set(f64.add(sum.get, doubles('values').get(ints('valueStart').get(node.get)))),
      tree.set(next(tree.get)),
    ]),
    sum.get,
  ];
}

/** widths(trees): the most distinct players on a path of each tree in the list. */
export function defineWidths(module) {
  const below = widestBelow(module);
  const f = module.func('widths', [I32], null, true);
  const [trees] = f.parameters;
  const [tree, record] = [f.local(I32), f.local(I32)];
  f.body = loop(i32.lt(tree.get, trees.get), [
    i32.store(record.get, AT.trees + TREE.width, below.call(field(record.get, 'root'))),
    record.set(i32.add(record.get, int(TREE.bytes))),
    tree.set(next(tree.get)),
  ]);
}

/** widest(node), not counting players that are marked. */
function widestBelow(module) {
  const f = module.func('widest', [I32], I32);
  const [node] = f.parameters;
  const [player, marked, left, right] = [f.local(I32), f.local(I32), f.local(I32), f.local(I32)];
  f.body = [
    when(isLeaf(node.get), leave(int(0))),
    player.set(ints('playerOf').get(ints('feature').get(node.get))),
    marked.set(ints('state').get(player.get)),
    ints('state').set(player.get, int(1)),
    left.set(f.call(next(node.get))),
    right.set(f.call(ints('right').get(node.get))),
    ints('state').set(player.get, marked.get),
    i32.add(select(i32.gt(left.get, right.get), left.get, right.get), i32.eqz(marked.get)),
  ];
  return f;
}
