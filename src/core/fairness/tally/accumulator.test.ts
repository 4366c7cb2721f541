import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TallyAccumulator } from './accumulator.js';
import type { TallySpec } from './cells.js';
import { MAX_GROUPS } from './limits.js';
import { mergeTallies } from './merge.js';
import { type TallyRow, tallyRows } from './tally.js';
import { WideSums } from './wide-sums.js';

const SPEC: TallySpec = {
  policyDigest: 'sha256:test',
  attributes: ['sex', 'race'],
  weightKind: 'none',
  score: { kind: 'distinct' },
  scoreScale: 1,
};
const BINS = { lower: -4096, upper: 4096, count: 50 };

const weights = {
  none: fc.constant(1),
  count: fc.oneof(fc.constantFrom(0, 1, 2147483648, 2147483647), fc.nat(100)),
  sampling: fc.oneof(
    fc.constantFrom(0, 1e-13, 16777216, 16777215.999999998, 0.1),
    fc.double({ min: 0, max: 100, noNaN: true }),
  ),
};

const rowsOf = (weightKind: keyof typeof weights): fc.Arbitrary<TallyRow[]> =>
  fc.array(
    fc.record({
      values: fc.tuple(fc.constantFrom('f', 'm', null), fc.constantFrom('a', '\uffee', '😀', null)),
      label: fc.constantFrom(0, 1, null),
      prediction: fc.constantFrom(0, 1),
      score: fc.oneof(
        fc.constantFrom(null, 0, -0, 4096, -4096, -5e-324, 0.1, -1e-300),
        fc.double({ min: -4096, max: 4096, noNaN: true }),
      ),
      weight: weights[weightKind],
    }),
    { minLength: 1, maxLength: 60 },
  );

function accumulated(spec: TallySpec, rows: readonly TallyRow[], limit: number) {
  const accumulator = new TallyAccumulator(spec, { bins: BINS, limit });
  for (const row of rows) accumulator.add(row);
  return accumulator;
}

const specs = fc.record({
  weightKind: fc.constantFrom('none' as const, 'count' as const, 'sampling' as const),
  score: fc.constantFrom<TallySpec['score']>({ kind: 'none' }, { kind: 'distinct' }, { kind: 'bins', ...BINS }),
  limit: fc.constantFrom(1, 4, 100_000),
});

describe('a tally of rows that come one by one', () => {
  it('is that of the same rows together, bit for bit, with every kind of weight and of scores', () => {
    const runs = specs.chain((spec) => fc.tuple(fc.constant(spec), rowsOf(spec.weightKind)));
    fc.assert(
      fc.property(runs, ([{ limit, ...rest }, rows]) => {
        const spec = { ...SPEC, ...rest };
        expect(accumulated(spec, rows, limit).take()).toEqual(tallyRows(spec, rows, { bins: BINS, limit }));
      }),
      { numRuns: 500 },
    );
  });

  it('is handed over in parts that add up to the whole', () => {
    const runs = specs.chain((spec) => fc.tuple(fc.constant(spec), rowsOf(spec.weightKind), rowsOf(spec.weightKind)));
    fc.assert(
      fc.property(runs, ([{ limit, ...rest }, first, second]) => {
        const spec = { ...SPEC, ...rest };
        const options = { bins: BINS, limit };
        const accumulator = accumulated(spec, first, limit);
        const one = accumulator.take();
        for (const row of second) accumulator.add(row);
        const whole = tallyRows(spec, [...first, ...second], options);
        expect(mergeTallies(one, accumulator.take(), options)).toEqual(whole);
        expect(accumulator.rowsRead).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  const row: TallyRow = { values: ['f', 'a'], label: 1, prediction: 1, score: 0.5, weight: 1 };

  it('counts what is left out by its reason', () => {
    const accumulator = new TallyAccumulator(SPEC);
    accumulator.add(row);
    accumulator.exclude('missing score');
    accumulator.exclude('filtered by policy', 3);
    expect(accumulator.rowsRead).toBe(5);
    expect(accumulator.take().excluded).toEqual([
      { reason: 'filtered by policy', rows: 3 },
      { reason: 'missing score', rows: 1 },
    ]);
  });

  it('refuses an attribute that is an identifier at the first group too many, and keeps the others', () => {
    const accumulator = new TallyAccumulator({ ...SPEC, score: { kind: 'none' } });
    for (let i = 0; i < MAX_GROUPS; i++) accumulator.add({ ...row, values: [`p${i}`, 'a'] });
    expect(() => accumulator.add({ ...row, values: ['one more', 'a'] })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/sex has more than 10000 groups/),
        remedy: expect.stringMatching(/Chances .* are rounded/),
      }),
    );
    accumulator.add({ ...row, values: [null, 'a'] });
    expect(accumulator.take()).toMatchObject({ rowsRead: MAX_GROUPS + 1 });
  });

  it('refuses a row that needs bins outside of which a score lies, and keeps the distinct scores', () => {
    const accumulator = new TallyAccumulator(SPEC, { limit: 2, bins: { lower: 0, upper: 1, count: 10 } });
    for (const score of [0.1, 3]) accumulator.add({ ...row, score });
    expect(() => accumulator.add({ ...row, score: 0.7 })).toThrow(/score 3 lies outside the bins/);
    expect(accumulator.take().cells.map(({ score }) => score)).toEqual([0.1, 3]);
  });

  it.each([
    ['count', 2 ** 31 + 1],
    ['count', 1.5],
    ['sampling', 2 ** 24 + 1],
    ['sampling', Number.NaN],
    ['none', 2],
  ] as const)('refuses a weight that 128 bits may not hold, or that is none: %s %d', (weightKind, weight) => {
    const accumulator = new TallyAccumulator({ ...SPEC, weightKind });
    expect(() => accumulator.add({ ...row, weight })).toThrow(expect.objectContaining({ code: 'DATA_VALUE_INVALID' }));
    expect(accumulator.rowsRead).toBe(0);
  });
});

describe('wide sums', () => {
  it('are exact up to 128 bits and of either sign', () => {
    const term = fc.tuple(
      fc.double({ min: -(2 ** 64), max: 2 ** 64, noNaN: true }).map(Math.floor),
      fc.constantFrom(1, 2, 3, 2 ** 31, 2 ** 31 - 1),
      fc.constantFrom(1, 1000),
    );
    fc.assert(
      fc.property(
        fc.array(term, { maxLength: 20 }),
        fc.bigInt({ min: -(2n ** 120n), max: 2n ** 120n }),
        (terms, wide) => {
          const sums = new WideSums(2);
          sums.addWide(1, wide);
          let expected = wide;
          for (const [value, times, again] of terms) {
            for (let i = 0; i < again; i++) sums.addTimes(1, times, value);
            expected += BigInt(value) * BigInt(times) * BigInt(again);
          }
          expect(sums.at(1)).toBe(expected);
          expect(sums.at(0)).toBe(0n);
        },
      ),
    );
  });
});
