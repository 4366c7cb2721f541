import { again, F64, f64, f64x2, I32, i32, leave, loop, repeat, restart, when } from './assembler.mjs';
import { AT, DOUBLE, TREE } from './layout.mjs';
import { doubles, field, int, ints, isLeaf, next, outcome } from './trees.mjs';

/** As in src/core/models/ensemble.ts. */
const [LESS_THAN, COMPARE, MISSING_LEFT, MISSING_IS_ZERO, ZERO_IS_MISSING] = [1, 7, 8, 16, 32];
/** Where a player's values come from on this path; 0: it is not yet taken. */
const [FROM_ROW, FROM_BACKGROUND] = [1, 2];
const WORD = 32;
const PAIR = 2;

/**
 * outcomes(from, to, start): for every inner node `from .. to` one bit for each of the 32 loaded background rows, set where it goes left, at
 * `start` of the bits. Rows lie as columns of 32.
 */
export function defineOutcomes(module, goesLeft) {
  const f = module.func('outcomes', [I32, I32, I32], null, true);
  const [node, to, start] = f.parameters;
  const [feature, column, bits, missing, decision, row] = Array.from({ length: 6 }, () => f.local(I32));
  const threshold = f.local(F64);
  const has = (flag) => i32.and(decision.get, int(flag));
  const pairs = Array.from({ length: WORD / PAIR }, (_, pair) => pair);
  const value = (pair) => f64x2.load(column.get, AT.background + pair * PAIR * DOUBLE);
  /** Bits of all pairs, the last first. */
  const gather = (test) =>
    pairs.toReversed().reduce((sum, pair) => {
      const mask = f64x2.bitmask(test(value(pair)));
      return sum === null ? mask : i32.or(i32.shl(sum, int(PAIR)), mask);
    }, null);
  const oneByOne = [
    row.set(int(WORD)),
    bits.set(int(0)),
    repeat(
      [
        row.set(i32.sub(row.get, int(1))),
        bits.set(
          i32.or(
            i32.shl(bits.get, int(1)),
            goesLeft.call(
              node.get,
              f64.load(i32.add(column.get, i32.shl(row.get, int(Math.log2(DOUBLE)))), AT.background),
            ),
          ),
        ),
      ],
      row.get,
    ),
  ];
  f.body = loop(i32.lt(node.get, to.get), [
    when(i32.eqz(isLeaf(node.get)), [
      decision.set(i32.load8(node.get, AT.decision)),
      feature.set(ints('feature').get(node.get)),
      column.set(i32.mul(feature.get, int(WORD * DOUBLE))),
      threshold.set(doubles('threshold').get(node.get)),
      missing.set(ints('missing').get(feature.get)),
      when(
        i32.or(
          i32.gt(has(COMPARE | ZERO_IS_MISSING), int(LESS_THAN)),
          i32.and(i32.ne(missing.get, int(0)), i32.ne(has(MISSING_IS_ZERO), int(0))),
        ),
        oneByOne,
        [
          when(
            has(LESS_THAN),
            bits.set(gather((pair) => f64x2.lt(pair, f64x2.splat(threshold.get)))),
            bits.set(gather((pair) => f64x2.le(pair, f64x2.splat(threshold.get)))),
          ),
          when(has(MISSING_LEFT), bits.set(i32.or(bits.get, missing.get))),
        ],
      ),
      ints('bits').set(start.get, bits.get),
    ]),
    start.set(next(start.get)),
    node.set(next(node.get)),
  ]);
}

/**
 * interventional(from, to, first, size, words, last): adds the values of the loaded row, of trees `from .. to` of the list, whose nodes are
 * `size` from `first` on. Each has a bit per background row, in words of 32; of the last word the bits `last` count. The walk is that of
 * src/core/explain/trees/background-walk-single.ts.
 */
export function defineInterventional(module, goesLeft) {
  const visit = defineVisit(module, goesLeft);
  const f = module.func(
    'interventional',
    Array.from({ length: 6 }, () => I32),
    null,
    true,
  );
  const [from, to, first, size, words, last] = f.parameters;
  const [record, end, word, start] = Array.from({ length: 4 }, () => f.local(I32));
  const address = (tree) => i32.mul(tree, int(TREE.bytes));
  f.body = [
    record.set(address(from.get)),
    end.set(address(to.get)),
    loop(i32.lt(record.get, end.get), [
      word.set(words.get),
      start.set(i32.sub(int(0), first.get)),
      loop(word.get, [
        word.set(i32.sub(word.get, int(1))),
        visit.drop(
          field(record.get, 'root'),
          when(word.get, int(-1), last.get, I32),
          int(0),
          int(0),
          start.get,
          field(record.get, 'offset'),
        ),
        start.set(i32.add(start.get, size.get)),
      ]),
      record.set(i32.add(record.get, int(TREE.bytes))),
    ]),
  ];
}

/**
 * visit(node, set, a, b, word, offset): walks below a node with a set of background rows, a players taken from the row and b from the
 * background; gives what those of the row gain, and leaves what the others lose.
 */
function defineVisit(module, goesLeft) {
  const f = module.func(
    'visit',
    Array.from({ length: 6 }, () => I32),
    F64,
  );
  const [node, set, a, b, word, offset] = f.parameters;
  const [feature, player, goes, source, agree, own, other] = Array.from({ length: 7 }, () => f.local(I32));
  const [gain, gained, loss, share] = Array.from({ length: 4 }, () => f.local(F64));
  const lost = { get: f64.load(int(AT.lost)), set: (value) => f64.store(int(AT.lost), 0, value) };
  const walk = (to, rows, fromRow = a.get, fromBackground = b.get) =>
    f.call(to, rows, fromRow, fromBackground, word.get, offset.get);
  const bits = ints('bits').get(i32.add(word.get, node.get));
  const goOn = (to) => [node.set(to), again];
  const beta = (x, y) => doubles('beta').get(i32.add(i32.mul(x, i32.load(int(AT.betaSize))), y));
  const atLeaf = [
    share.set(
      f64.mul(
        f64.div(doubles('values').get(i32.add(ints('valueStart').get(node.get), offset.get)), f64.load(int(AT.rows))),
        f64.convert(i32.popcnt(set.get)),
      ),
    ),
    lost.set(when(b.get, f64.mul(share.get, beta(a.get, i32.sub(b.get, int(1)))), f64.const(0), F64)),
    leave(when(a.get, f64.mul(share.get, beta(i32.sub(a.get, int(1)), b.get)), f64.const(0), F64)),
  ];
  const take = (from) => ints('state').set(player.get, int(from));
  f.body = [
    restart([
      when(isLeaf(node.get), atLeaf),
      feature.set(ints('feature').get(node.get)),
      player.set(ints('playerOf').get(feature.get)),
      source.set(ints('state').get(player.get)),
      outcome(f, goesLeft, node.get, feature.get, goes),
      own.set(when(goes.get, next(node.get), ints('right').get(node.get), I32)),
      when(i32.eq(source.get, int(FROM_ROW)), goOn(own.get)),
      // The rows that go the explained row's way stay with it; the others part here.
      agree.set(i32.and(set.get, i32.xor(bits, i32.sub(goes.get, int(1))))),
      when(i32.eq(agree.get, set.get), goOn(own.get)),
      other.set(when(goes.get, ints('right').get(node.get), next(node.get), I32)),
      when(i32.and(i32.eq(source.get, int(FROM_BACKGROUND)), i32.eqz(agree.get)), goOn(other.get)),
    ]),
    set.set(i32.and(set.get, i32.xor(agree.get, int(-1)))),
    when(agree.get, [gain.set(walk(own.get, agree.get)), loss.set(lost.get)]),
    when(source.get, [
      gain.set(f64.add(gain.get, walk(other.get, set.get))),
      lost.set(f64.add(lost.get, loss.get)),
      leave(gain.get),
    ]),
    take(FROM_ROW),
    gained.set(walk(own.get, set.get, next(a.get), b.get)),
    loss.set(f64.add(loss.get, lost.get)),
    take(FROM_BACKGROUND),
    gain.set(f64.add(gain.get, f64.add(gained.get, walk(other.get, set.get, a.get, next(b.get))))),
    share.set(lost.get),
    take(0),
    doubles('sums').set(player.get, f64.add(doubles('sums').get(player.get), f64.sub(gained.get, share.get))),
    lost.set(f64.add(loss.get, share.get)),
    gain.get,
  ];
  return f;
}
