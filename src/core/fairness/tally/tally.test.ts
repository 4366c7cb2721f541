import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './cell-columns.js';
import type { TallySpec } from './cells.js';
import { columnsOfCells } from './columns-of-tally.js';
import { toFixedPoint } from './fixed-point.js';
import { mergeTallies, subtractTallies } from './merge.js';
import { compareCells, compareCodePoints } from './order.js';
import { rebinTally } from './rebin.js';
import { binOf } from './score-bins.js';
import { emptyTally, type TallyRow, tallyRows } from './tally.js';
import { type TallyColumns, tallyColumns } from './tally-columns.js';
import { tallyFromJson, tallyToJson } from './tally-json.js';
import type { ScoreKeeping, Tally, WeightKind } from './types.js';

const RACES = ['white', 'black', 'ä', '\u{1F600}', '\uFFFD'];
const SEXES = ['f', 'm'];
const SCORES = [0, 0.1, 0.3, 0.30000000000000004, 0.6, 0.7, 0.999999, 1];

const spec = (weightKind: WeightKind = 'none', score: ScoreKeeping = { kind: 'distinct' }): TallySpec => ({
  policyDigest: 'sha256:x',
  attributes: ['race', 'sex'],
  weightKind,
  score,
  scoreScale: 1,
});

const weightOf: Record<WeightKind, fc.Arbitrary<number>> = {
  none: fc.constant(1),
  count: fc.integer({ min: 0, max: 5 }),
  sampling: fc.double({ min: 0, max: 1000, noNaN: true }),
};

const rowsOf = (kind: WeightKind): fc.Arbitrary<TallyRow[]> =>
  fc.array(
    fc.record({
      values: fc.tuple(fc.constantFrom(...RACES, null), fc.constantFrom(...SEXES, null)),
      label: fc.constantFrom<0 | 1 | null>(0, 1, null),
      prediction: fc.constantFrom<0 | 1>(0, 1),
      score: fc.constantFrom(...SCORES, null),
      weight: weightOf[kind],
    }),
    { maxLength: 40 },
  );

const BINS = { lower: 0, upper: 1, count: 7 };
const KEEPINGS: ScoreKeeping[] = [{ kind: 'none' }, { kind: 'distinct' }, { kind: 'bins', ...BINS }];
const CASES = (['none', 'count', 'sampling'] as WeightKind[]).flatMap((kind) =>
  KEEPINGS.map((keeping) => [kind, keeping.kind, spec(kind, keeping)] as const),
);

/** Small limit, so that the change to bins happens in these small examples. */
const LIMIT = { bins: BINS, limit: 3 };

describe('a tally of rows', () => {
  it('adds equal rows into one cell with integer sums', () => {
    const row: TallyRow = { values: ['white', 'f'], label: 1, prediction: 1, score: 0.5, weight: 1 };
    const [cell] = tallyRows(spec(), [row, row]).cells;
    expect(cell).toEqual({
      values: ['white', 'f'],
      label: 1,
      prediction: 1,
      score: 0.5,
      rows: 2,
      weight: 2n,
      weightSquares: 0n,
      scoreSum: 2n * 2n ** 39n,
      scoreSquares: 2n * 2n ** 38n,
      errorSquares: 2n * 2n ** 38n,
    });
  });

  it('takes the floor of a fixed-point number, also below zero', () => {
    expect(toFixedPoint(-(2 ** -41))).toBe(-1n);
    expect(toFixedPoint(2 ** -41)).toBe(0n);
    expect(toFixedPoint(4096)).toBe(2n ** 52n);
  });

  it('counts rows of weight zero as excluded', () => {
    const row: TallyRow = { values: ['white', 'f'], label: 1, prediction: 1, score: null, weight: 0 };
    const tally = tallyRows(spec('count'), [row]);
    expect(tally).toMatchObject({ rowsRead: 1, excluded: [{ reason: 'weight zero', rows: 1 }], cells: [] });
  });

  it('keeps -0 and 0 as one score', () => {
    const row: TallyRow = { values: ['white', 'f'], label: 1, prediction: 1, score: 0, weight: 1 };
    expect(tallyRows(spec(), [row, { ...row, score: -0 }]).cells).toHaveLength(1);
  });

  it('sorts by code point, missing last', () => {
    const rows = ['\u{1F600}', '\uFFFD', null, 'b', 'a'].map(
      (race): TallyRow => ({ values: [race, 'f'], label: null, prediction: 0, score: null, weight: 1 }),
    );
    expect(tallyRows(spec(), rows).cells.map((cell) => cell.values[0])).toEqual([
      'a',
      'b',
      '\uFFFD',
      '\u{1F600}',
      null,
    ]);
  });

  it('orders text as its UTF-8 bytes do', () => {
    const codePoint = fc.integer({ min: 0, max: 0x10ffff }).filter((point) => point < 0xd800 || point > 0xdfff);
    const text = fc.array(codePoint, { maxLength: 3 }).map((points) => String.fromCodePoint(...points));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const bytes = Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(Math.sign(compareCodePoints(a, b))).toBe(bytes);
      }),
    );
  });

  it('has cells in one order, whether they share their lists of values or not', () => {
    const shared = [
      ['a', 'f'],
      ['a', null],
      ['b', 'f'],
      [null, 'f'],
      ['a', 'f'],
    ] as const;
    const sums = { rows: 1, weight: 1n, weightSquares: 0n, scoreSum: 0n, scoreSquares: 0n, errorSquares: 0n };
    const cell = fc.record({
      values: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...shared) },
        fc.constantFrom(...shared).map((list) => [...list]),
      ),
      label: fc.constantFrom<0 | 1 | null>(0, 1, null),
      prediction: fc.constantFrom<0 | 1>(0, 1),
      score: fc.constantFrom(-1, 0.25, 0.5, 1, null),
    });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 200 }), (keys) => {
        const cells = keys.map((key, i) => ({ ...key, ...sums, rows: i }));
        expect(cellsOf(columnsOfCells(cells))).toEqual(cells.toSorted(compareCells));
      }),
    );
  });

  it.each([
    ['a negative weight', { weight: -1 }, 'weight -1 in row 1'],
    ['a fractional count', { weight: 0.5 }, 'weight 0.5 in row 1'],
    ['an infinite score', { score: Number.POSITIVE_INFINITY }, 'score Infinity in row 1'],
    ['a score that is no number', { score: Number.NaN }, 'score NaN in row 1'],
    ['a score beyond 2^12', { score: 4097 }, 'score 4097 in row 1'],
    ['too few values', { values: ['white'] }, 'row 1 has 1 value for 2 attributes'],
  ])('refuses %s', (_, fault, message) => {
    const row: TallyRow = { values: ['white', 'f'], label: 1, prediction: 1, score: 0.5, weight: 1 };
    expect(() => tallyRows(spec('count'), [{ ...row, ...fault }])).toThrow(message);
  });

  it('refuses a score outside declared bins', () => {
    expect(() => binOf(1.01, BINS)).toThrow('outside the bins 0 to 1');
    expect(binOf(1, BINS)).toBe(6);
    expect(binOf(0, BINS)).toBe(0);
  });
});

describe.each(CASES)('tallies with weights %s and scores %s', (kind, _keeping, under) => {
  it('do not depend on the order of rows', () => {
    fc.assert(
      fc.property(rowsOf(kind), (rows) => {
        expect(tallyRows(under, [...rows].reverse(), LIMIT)).toEqual(tallyRows(under, rows, LIMIT));
      }),
    );
  });

  it('of any split, merged in any order, equal the whole bit for bit, across the limit of distinct scores too', () => {
    const parts = fc.tuple(rowsOf(kind), rowsOf(kind), rowsOf(kind));
    fc.assert(
      fc.property(parts, (split) => {
        const [a, b, c] = split.map((rows) => tallyRows(under, rows, LIMIT)) as [Tally, Tally, Tally];
        const whole = tallyRows(under, split.flat(), LIMIT);
        const merge = (x: Tally, y: Tally) => mergeTallies(x, y, LIMIT);
        expect(merge(merge(a, b), c)).toEqual(whole);
        expect(merge(c, merge(a, b))).toEqual(whole);
        expect(merge(b, merge(c, a))).toEqual(whole);
        expect(merge(whole, emptyTally(under))).toEqual(whole);
      }),
    );
  });

  it('minus a part equal the rest, in bins where the whole went to bins', () => {
    fc.assert(
      fc.property(rowsOf(kind), rowsOf(kind), (keep, leave) => {
        const [kept, left] = [tallyRows(under, keep, LIMIT), tallyRows(under, leave, LIMIT)];
        const whole = mergeTallies(kept, left, LIMIT);
        const rest = subtractTallies(whole, left, LIMIT);
        expect(rest).toEqual(whole.score.kind === 'bins' ? rebinTally(kept, BINS) : kept);
      }),
    );
  });

  it('survive JSON', () => {
    fc.assert(
      fc.property(rowsOf(kind), (rows) => {
        const tally = tallyRows(under, rows, LIMIT);
        expect(tallyFromJson(JSON.parse(JSON.stringify(tallyToJson(tally))))).toEqual(tally);
      }),
    );
  });

  it('from columns equal those from rows bit for bit', () => {
    fc.assert(
      fc.property(rowsOf(kind), (rows) => {
        const columns: TallyColumns = {
          attributes: [RACES, SEXES].map((values, a) => ({
            values,
            codes: rows.map((row) => (row.values[a] === null ? -1 : values.indexOf(row.values[a]!))),
          })),
          label: Int8Array.from(rows, (row) => row.label ?? -1),
          prediction: Uint8Array.from(rows, (row) => row.prediction),
          score: Float64Array.from(rows, (row) => row.score ?? Number.NaN),
          weight: Float64Array.from(rows, (row) => row.weight),
        };
        expect(tallyColumns(under, columns, LIMIT)).toEqual(tallyRows(under, rows, LIMIT));
      }),
    );
  });
});

describe('tallies that do not belong together', () => {
  const tally = emptyTally(spec());
  it.each([
    ['policies', { policyDigest: 'sha256:y' }, 'differ in policy'],
    ['attributes', { attributes: ['race'] }, 'differ in attributes'],
    ['weights', { weightKind: 'count' as const }, 'differ in kind of weight'],
    ['scales', { scoreScale: 100 }, 'differ in score scale'],
    ['scores', { score: { kind: 'none' as const } }, 'differ in scores'],
  ])('of different %s are not merged', (_, change, message) => {
    expect(() => mergeTallies(tally, emptyTally({ ...spec(), ...change }))).toThrow(message);
  });

  it('cannot be subtracted when the part is no part', () => {
    const row: TallyRow = { values: ['white', 'f'], label: 1, prediction: 1, score: 0.5, weight: 1 };
    expect(() => subtractTallies(tally, tallyRows(spec(), [row]))).toThrow('holds rows that the other does not');
  });
});

describe('a tally from elsewhere', () => {
  const row: TallyRow = { values: ['white', 'f'], label: 1, prediction: 1, score: 0.5, weight: 1 };
  const json = () => JSON.parse(JSON.stringify(tallyToJson(tallyRows(spec(), [row])))) as Record<string, unknown>;
  const cell = (change: Record<string, unknown>) => ({ cells: [{ ...(json().cells as object[])[0], ...change }] });

  it.each([
    ['no object', null, 'the tally is not an object'],
    ['another version', { ...json(), schemaVersion: '2' }, 'schemaVersion is not "1"'],
    ['weights unknown', { ...json(), weightKind: 'x' }, 'weightKind is not none'],
    ['a weight as a number', { ...json(), ...cell({ weight: 1 }) }, 'cells[0].weight is not an integer'],
    ['a weight unlike its rows', { ...json(), ...cell({ weight: '2' }) }, 'cells[0].weight is not the number of rows'],
    ['too many values', { ...json(), ...cell({ values: ['a', 'b', 'c'] }) }, 'cells[0].values has not one value'],
    ['a third label', { ...json(), ...cell({ label: 2 }) }, 'cells[0].label is not 0, 1 or null'],
    ['no rows', { ...json(), ...cell({ rows: 0 }) }, 'cells[0].rows is 0'],
    [
      'a repeated cell',
      { ...json(), rowsRead: 2, cells: [...(json().cells as []), ...(json().cells as [])] },
      'cells[1] repeats',
    ],
    ['rows that are missing', { ...json(), rowsRead: 5 }, 'cells and exclusions hold 1 row'],
  ])('is refused with %s', (_, data, message) => {
    expect(() => tallyFromJson(data)).toThrow(message);
  });
});
