import { F64, f64, f64x2, I32, i32, leave, loop, repeat, V128, when } from './assembler.mjs';
import { AT, LEVEL, RULE, TREE } from './layout.mjs';
import { doubles, field, int, ints, isLeaf, next, outcome } from './trees.mjs';

/** Of a player on the path: all tests satisfied by the row; a test not satisfied. 0: not tested. */
const MET = 1;
const APART = 2;
const PAIR = 16;
const one = f64x2.splat(f64.const(1));

/**
 * pathDependent(from, to): adds the values of the loaded row, of trees `from .. to` of the list. The arithmetic is that of
 * src/core/explain/trees/quadrature.ts, operation by operation; nodes are visited right before left, as its second loop passes them.
 */
export function definePathDependent(module, goesLeft) {
  const visit = defineVisit(module, goesLeft);
  const f = module.func('pathDependent', [I32, I32], null, true);
  const [from, to] = f.parameters;
  const [record, root, nodes, bytes, at] = Array.from({ length: 5 }, () => f.local(I32));
  const rule = i32.add(i32.mul(i32.sub(nodes.get, int(1)), int(RULE.bytes)), int(AT.rules));
  const address = (tree) => i32.mul(tree, int(TREE.bytes));
  f.body = [
    record.set(address(from.get)),
    loop(i32.lt(record.get, address(to.get)), [
      root.set(field(record.get, 'root')),
      nodes.set(field(record.get, 'quadrature')),
      bytes.set(i32.shl(i32.and(next(nodes.get), int(-2)), int(3))),
      at.set(int(0)),
      repeat([f64x2.store(at.get, AT.levels, one), at.set(i32.add(at.get, int(PAIR)))], i32.lt(at.get, bytes.get)),
      when(
        i32.eqz(isLeaf(root.get)),
        visit.call(
          root.get,
          int(AT.levels),
          int(AT.levels + LEVEL.bytes),
          rule,
          bytes.get,
          field(record.get, 'offset'),
        ),
      ),
      record.set(i32.add(record.get, int(TREE.bytes))),
    ]),
  ];
}

/**
 * visit(node, here, level, rule, bytes, offset): `here` holds the product over the players above for every t, and is left with the sum over
 * the leaves below; `level` is room for the children, `bytes` the length of a run of doubles.
 */
function defineVisit(module, goesLeft) {
  const f = module.func(
    'visit',
    Array.from({ length: 6 }, () => I32),
  );
  const [node, here, level, rule, bytes, offset] = f.parameters;
  const [feature, player, state, goes, left, right, own, other] = Array.from({ length: 8 }, () => f.local(I32));
  const [shareLeft, shareRight, old, ownKnown, otherKnown] = Array.from({ length: 5 }, () => f.local(F64));
  const k = f.local(I32);
  /** For every pair of t; `run` gives the pair of the run of doubles at an address. */
  const each = (body) => {
    const run = (address, start = 0) => ({
      get: f64x2.load(i32.add(address, k.get), start),
      set: (value) => f64x2.store(i32.add(address, k.get), start, value),
    });
    return [k.set(int(0)), repeat([body(run), k.set(i32.add(k.get, int(PAIR)))], i32.lt(k.get, bytes.get))];
  };
  const value = f.local(V128);
  const descend = (child, start) =>
    when(
      isLeaf(child),
      [
        value.set(f64x2.splat(doubles('values').get(i32.add(ints('valueStart').get(child), offset.get)))),
        each((run) => {
          const slot = run(level.get, start);
          return slot.set(f64x2.mul(f64x2.mul(value.get, run(rule.get, RULE.weights).get), slot.get));
        }),
      ],
      f.call(
        child,
        i32.add(level.get, int(start)),
        i32.add(level.get, int(LEVEL.bytes)),
        rule.get,
        bytes.get,
        offset.get,
      ),
    );
  const mark = (now, known) => [ints('state').set(player.get, now), doubles('known').set(player.get, known)];
  const edge = { f, each, here, level, rule, player, state, own, other, old, ownKnown, otherKnown };
  f.body = [
    feature.set(ints('feature').get(node.get)),
    player.set(ints('playerOf').get(feature.get)),
    state.set(ints('state').get(player.get)),
    left.set(next(node.get)),
    right.set(ints('right').get(node.get)),
    shareLeft.set(doubles('share').get(left.get)),
    shareRight.set(doubles('share').get(right.get)),
    when(i32.eq(state.get, int(APART)), [
      scaleChildren(edge, shareLeft, shareRight),
      descend(right.get, LEVEL.right),
      descend(left.get, LEVEL.left),
      each((run) => run(here.get).set(f64x2.add(run(level.get, LEVEL.left).get, run(level.get, LEVEL.right).get))),
      leave(),
    ]),
    outcome(f, goesLeft, node.get, feature.get, goes),
    old.set(f64.const(1)),
    when(state.get, old.set(doubles('known').get(player.get))),
    own.set(i32.add(level.get, when(goes.get, int(LEVEL.left), int(LEVEL.right), I32))),
    other.set(i32.add(level.get, when(goes.get, int(LEVEL.right), int(LEVEL.left), I32))),
    ownKnown.set(f64.mul(old.get, when(goes.get, shareLeft.get, shareRight.get, F64))),
    otherKnown.set(f64.mul(old.get, when(goes.get, shareRight.get, shareLeft.get, F64))),
    when(state.get, carryDown(edge, true), carryDown(edge, false)),
    mark(i32.add(int(MET), goes.get), ownKnown.get),
    descend(right.get, LEVEL.right),
    mark(i32.sub(int(APART), goes.get), ownKnown.get),
    descend(left.get, LEVEL.left),
    mark(state.get, old.get),
    when(state.get, carryUp(edge, true), carryUp(edge, false)),
  ];
  return f;
}

/** Below an edge that the row does not satisfy, its player's further tests only weigh. */
function scaleChildren({ f, each, here, level }, shareLeft, shareRight) {
  const [left, right, product] = [f.local(V128), f.local(V128), f.local(V128)];
  return [
    left.set(f64x2.splat(shareLeft.get)),
    right.set(f64x2.splat(shareRight.get)),
    each((run) => [
      product.set(run(here.get).get),
      run(level.get, LEVEL.left).set(f64x2.mul(product.get, left.get)),
      run(level.get, LEVEL.right).set(f64x2.mul(product.get, right.get)),
    ]),
  ];
}

/** The products of the children; `again`: the player is tested above, and the edge replaces that one. */
function carryDown({ f, each, here, level, rule, own, other, old, ownKnown, otherKnown }, again) {
  const [before, kept, lost, t, rest, product, inverse, factor] = Array.from({ length: 8 }, () => f.local(V128));
  const replace = (run) => [
    inverse.set(f64x2.div(one, f64x2.add(t.get, f64x2.mul(before.get, rest.get)))),
    product.set(f64x2.mul(product.get, inverse.get)),
    run(level.get, LEVEL.before).set(f64x2.mul(f64x2.sub(one, before.get), inverse.get)),
  ];
  return [
    before.set(f64x2.splat(old.get)),
    kept.set(f64x2.splat(ownKnown.get)),
    lost.set(f64x2.splat(otherKnown.get)),
    each((run) => [
      t.set(run(rule.get, RULE.t).get),
      rest.set(run(rule.get, RULE.rest).get),
      product.set(run(here.get).get),
      again ? replace(run) : [],
      factor.set(f64x2.add(t.get, f64x2.mul(kept.get, rest.get))),
      run(level.get, LEVEL.kept).set(f64x2.div(f64x2.sub(one, kept.get), factor.get)),
      run(own.get).set(f64x2.mul(product.get, factor.get)),
      run(other.get).set(f64x2.mul(f64x2.mul(product.get, lost.get), rest.get)),
    ]),
  ];
}

/** The sum over the leaves below, and the edge's part of its player's value. */
function carryUp({ f, each, here, level, rule, player, own, other }, again) {
  const [satisfied, apart, both, part, sum] = Array.from({ length: 5 }, () => f.local(V128));
  const withBefore = (run) => part.set(f64x2.sub(part.get, f64x2.mul(both.get, run(level.get, LEVEL.before).get)));
  const total = f64.add(f64x2.lane(sum.get, 0), f64x2.lane(sum.get, 1));
  return [
    sum.set(f64x2.splat(f64.const(0))),
    each((run) => [
      satisfied.set(run(own.get).get),
      apart.set(run(other.get).get),
      both.set(f64x2.add(satisfied.get, apart.get)),
      run(here.get).set(both.get),
      part.set(
        f64x2.sub(
          f64x2.mul(satisfied.get, run(level.get, LEVEL.kept).get),
          f64x2.div(apart.get, run(rule.get, RULE.rest).get),
        ),
      ),
      again ? withBefore(run) : [],
      sum.set(f64x2.add(sum.get, part.get)),
    ]),
    doubles('sums').set(player.get, f64.add(doubles('sums').get(player.get), total)),
  ];
}
