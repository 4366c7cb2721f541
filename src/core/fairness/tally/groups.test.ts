import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compositeDisparities } from '../comparisons/composite-disparities.js';
import { disparity } from '../comparisons/disparities.js';
import { differenceLimits, ratioLimits } from '../comparisons/extremes.js';
import { chooseReference, compareFamily } from '../comparisons/family.js';
import { coefficientOfVariation, generalizedEntropy, theil } from '../within/inequality.js';
import { groupTally, pooledGroup } from './groups.js';
import { type TallyRow, tallyRows } from './tally.js';
import type { Tally } from './types.js';

const OPTIONS = { favourable: 1, level: 0.95, minGroupSize: 5, seed: 1, replicates: 20 } as const;
const FAMILY = { ...OPTIONS, multiplicity: 'holm' } as const;

const rowArbitrary = (names: readonly string[]) =>
  fc.array(
    fc.record({
      values: fc.tuple(fc.constantFrom(...names, null), fc.constantFrom('f', 'm')),
      label: fc.constantFrom<0 | 1 | null>(0, 1, null),
      prediction: fc.constantFrom<0 | 1>(0, 1),
      score: fc.constantFrom(0.1, 0.5, 0.7, null),
      weight: fc.constant(1),
    }),
    { minLength: 1, maxLength: 60 },
  );

function tallyOf(rows: readonly TallyRow[]): Tally {
  const spec = {
    policyDigest: '',
    attributes: ['race', 'sex'],
    weightKind: 'none',
    score: { kind: 'distinct' },
    scoreScale: 1,
  } as const;
  return tallyRows(spec, rows);
}

const person = (race: string | null, sex: string, label: 0 | 1, prediction: 0 | 1): TallyRow => ({
  values: [race, sex],
  label,
  prediction,
  score: null,
  weight: 1,
});

describe('groups of a tally', () => {
  it('are sorted by code point, unknown last, and have one key per attribute', () => {
    const rows = [person(null, 'f', 1, 1), person('b', 'm', 1, 1), person('a', 'm', 0, 1), person('a', 'f', 0, 0)];
    expect(groupTally(tallyOf(rows), ['race', 'sex']).map((group) => group.key)).toEqual([
      { race: 'a', sex: 'f' },
      { race: 'a', sex: 'm' },
      { race: 'b', sex: 'm' },
      { race: null, sex: 'f' },
    ]);
  });

  it.each(['none', 'count', 'sampling'] as const)('of everybody are the sums of every cell, weights %s', (kind) => {
    const scores = fc.constantFrom(-0.5, 0, 0.1, 0.25, 0.5, 0.7, 1, null);
    const weight = {
      none: fc.constant(1),
      count: fc.nat(2 ** 31),
      sampling: fc.double({ min: 0, max: 9, noNaN: true }),
    };
    const rows = rowArbitrary(['a', 'b', 'c']).chain((list) =>
      fc.tuple(
        ...list.map((row) => fc.tuple(scores, weight[kind]).map(([score, w]) => ({ ...row, score, weight: w }))),
      ),
    );
    fc.assert(
      fc.property(rows, (list) => {
        const tally: Tally = tallyRows({ ...tallyOf([]), weightKind: kind }, list);
        const members = groupTally(tally, ['race', 'sex']).map(({ key }) => key);
        expect(groupTally(tally, [])).toEqual([pooledGroup(tally, ['race', 'sex'], members, {})]);
      }),
    );
  });

  it('add up to the overall group, whatever the attributes', () => {
    fc.assert(
      fc.property(rowArbitrary(['a', 'b', 'c']), (rows) => {
        const tally = tallyOf(rows);
        const [overall] = groupTally(tally, []);
        for (const by of [['race'], ['sex'], ['sex', 'race']]) {
          const groups = groupTally(tally, by);
          for (const count of ['tp', 'fp', 'fn', 'tn', 'unlabelled'] as const) {
            expect(groups.reduce((sum, group) => sum + group.counts[count], 0)).toBe(overall!.counts[count]);
          }
          expect(groups.reduce((sum, group) => sum + group.n, 0)).toBe(rows.length);
        }
      }),
    );
  });

  it('give one empty group of everybody for no rows', () => {
    expect(groupTally(tallyOf([]), [])).toMatchObject([{ n: 0, rows: 0, key: {}, distribution: null }]);
    expect(groupTally(tallyOf([]), ['race'])).toEqual([]);
  });

  it('refuse an attribute that the tally does not have', () => {
    expect(() => groupTally(tallyOf([]), ['age'])).toThrow('no attribute "age"');
  });
});

describe('relabelled groups', () => {
  it('give the same numbers under the new names', () => {
    fc.assert(
      fc.property(rowArbitrary(['a', 'b', 'c']), (rows) => {
        // The new names sort the same way: ties of extremes and references go by code point.
        const rename = (name: string | null) => (name === null ? null : `§${name}`);
        const renamed = rows.map((row) => ({ ...row, values: [rename(row.values[0]), row.values[1]] as const }));
        const [one, two] = [rows, renamed].map((some) => groupTally(tallyOf(some), ['race']));
        const numbers = (groups: NonNullable<typeof one>) => {
          const reference = chooseReference(groups, null);
          if (reference === null) return [];
          return JSON.stringify([
            compareFamily(groups, reference, 'accuracy', FAMILY),
            disparity(groups, 'selection_rate', 'ratio', OPTIONS),
            compositeDisparities(groups, reference, OPTIONS),
          ]);
        };
        expect(String(numbers(two!)).replaceAll('§', '')).toBe(String(numbers(one!)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the reference', () => {
  const groups = groupTally(
    tallyOf([person('b', 'f', 1, 1), person('a', 'f', 1, 1), person(null, 'f', 1, 1), person(null, 'f', 1, 1)]),
    ['race'],
  );
  it('is the declared group, or none when that does not occur', () => {
    expect(chooseReference(groups, { race: 'b' })?.key).toEqual({ race: 'b' });
    expect(chooseReference(groups, { race: 'z' })).toBeNull();
  });
  it('is else the largest known group, the first by code point among equals', () => {
    expect(chooseReference(groups, null)?.key).toEqual({ race: 'a' });
    expect(chooseReference([], null)).toBeNull();
  });
});

describe('a composite disparity', () => {
  it('always names the two groups it lies between, and those it leaves out', () => {
    const people = (race: string, selected: number, label: 0 | 1) =>
      Array.from({ length: 40 }, (_, i) => person(race, 'f', label, i < selected ? 1 : 0));
    const rows = [...people('a', 10, 1), ...people('a', 5, 0), ...people('b', 30, 1), ...people('b', 5, 0)];
    const groups = groupTally(tallyOf([...rows, ...people('c', 8, 1)]), ['race']);
    const all = new Map(compositeDisparities(groups, groups[0]!, OPTIONS).map((one) => [one.metric, one]));
    const pair = { highest: { race: 'b' }, lowest: { race: 'a' } };
    expect(all.get('statistical_parity_difference')).toMatchObject(pair);
    expect(all.get('disparate_impact')).toMatchObject(pair);
    expect(all.get('average_odds_difference')).toMatchObject({ ...pair, leftOut: [{ race: 'c' }] });
  });
});

describe('a family of comparisons', () => {
  it('adjusts each p-value once over the groups, and the ratio repeats it', () => {
    const rows = ['a', 'b', 'c'].flatMap((race, g) =>
      Array.from({ length: 60 }, (_, i) => person(race, 'f', 1, i < 20 + 15 * g ? 1 : 0)),
    );
    const groups = groupTally(tallyOf(rows), ['race']);
    const family = compareFamily(groups, groups[0]!, 'selection_rate', FAMILY);
    expect(family.map((c) => [c.group.race, c.compare])).toEqual([
      ['b', 'difference'],
      ['b', 'ratio'],
      ['c', 'difference'],
      ['c', 'ratio'],
    ]);
    const [b, bRatio, c] = family;
    expect(bRatio!.pValue).toBe(b!.pValue);
    expect(bRatio!.adjustedPValue).toBe(b!.adjustedPValue);
    expect(c!.adjustedPValue).toBeCloseTo(2 * c!.pValue!, 15);
    expect(b!.adjustedPValue).toBeCloseTo(b!.pValue!, 15);
  });

  it('uses Koopman where Katz has no interval, and says so', () => {
    const rows = [
      ...Array.from({ length: 30 }, () => person('a', 'f', 1, 0)),
      ...Array.from({ length: 30 }, (_, i) => person('b', 'f', 1, i < 9 ? 1 : 0)),
    ];
    const groups = groupTally(tallyOf(rows), ['race']);
    const [, ratio] = compareFamily(groups, groups[1]!, 'selection_rate', FAMILY);
    expect(ratio).toMatchObject({ estimate: 0, lower: 0, method: 'koopman', status: 'ok' });
    expect(ratio!.upper!).toBeGreaterThan(0);
  });
});

describe('the interval of a disparity', () => {
  it('of two groups is the plain interval of the pair', () => {
    const rows = [
      ...Array.from({ length: 100 }, (_, i) => person('a', 'f', 1, i < 70 ? 1 : 0)),
      ...Array.from({ length: 100 }, (_, i) => person('b', 'f', 1, i < 40 ? 1 : 0)),
    ];
    const groups = groupTally(tallyOf(rows), ['race']);
    const [difference] = compareFamily(groups, groups[1]!, 'selection_rate', FAMILY);
    const gap = disparity(groups, 'selection_rate', 'difference', OPTIONS);
    expect(gap.estimate).toBeCloseTo(0.3, 12);
    expect(gap.lower).toBeCloseTo(difference!.lower!, 12);
    expect(gap.upper).toBeCloseTo(difference!.upper!, 12);
    expect(gap.method).toBe('simultaneous newcombe');
  });

  it('holds its estimate and is defined for empty and full groups', () => {
    fc.assert(
      fc.property(rowArbitrary(['a', 'b', 'c', 'd']), (rows) => {
        const groups = groupTally(tallyOf(rows), ['race']);
        for (const metric of ['selection_rate', 'true_positive_rate', 'mean_score', 'auc'] as const) {
          for (const compare of ['difference', 'ratio'] as const) {
            const { estimate, lower, upper } = disparity(groups, metric, compare, OPTIONS);
            if (estimate === null || lower === null || upper === null) continue;
            expect(lower).toBeLessThanOrEqual(estimate + 1e-12);
            expect(upper).toBeGreaterThanOrEqual(estimate - 1e-12);
            expect(lower).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of a ratio solves the quadratic of Donner and Zou', () => {
    const [a, b] = [
      { value: 0.4, lower: 0.3, upper: 0.52 },
      { value: 0.7, lower: 0.6, upper: 0.78 },
    ];
    const { lower, upper } = ratioLimits(a, b);
    // At each end the difference a - ratio b is 0 at one of its own limits (Fieller's argument).
    const scaled = (ratio: number) =>
      differenceLimits(a, { value: ratio * b.value, lower: ratio * b.lower, upper: ratio * b.upper });
    expect(scaled(lower).lower).toBeCloseTo(0, 12);
    expect(scaled(upper).upper).toBeCloseTo(0, 12);
  });
});

describe('inequality of benefits', () => {
  it('by hand: benefits 0, 1, 1, 2', () => {
    const groups = groupTally(
      tallyOf([person('a', 'f', 1, 0), person('a', 'f', 1, 1), person('b', 'f', 0, 0), person('b', 'f', 0, 1)]),
      ['race'],
    );
    expect(generalizedEntropy(groups, 2).index).toBeCloseTo(0.25, 15);
    expect(coefficientOfVariation(groups).index).toBeCloseTo(Math.SQRT1_2, 15);
    expect(theil(groups).index).toBeCloseTo((2 * Math.log(2)) / 4, 15);
    // Mean benefits 0.5 and 1.5.
    expect(generalizedEntropy(groups, 2).betweenGroups).toBeCloseTo(0.125, 15);
    expect(generalizedEntropy(groups, 0)).toMatchObject({
      index: null,
      reason: 'infinite: somebody has no benefit at all',
    });
    expect(generalizedEntropy(groups, 0).betweenGroups).toBeCloseTo(-(Math.log(0.5) + Math.log(1.5)) / 2, 15);
  });

  it('turns benefit around when 0 is favourable', () => {
    const groups = groupTally(tallyOf([person('a', 'f', 1, 0), person('a', 'f', 1, 0), person('b', 'f', 0, 1)]), [
      'race',
    ]);
    expect(theil(groups, 0).index).toBeCloseTo(
      theil(groupTally(tallyOf([person('a', 'f', 0, 1), person('a', 'f', 0, 1), person('b', 'f', 1, 0)]), ['race']))
        .index!,
      15,
    );
  });

  it('approaches the special cases of alpha from both sides', () => {
    const groups = groupTally(tallyOf([person('a', 'f', 1, 1), person('a', 'f', 0, 1), person('b', 'f', 0, 0)]), [
      'race',
    ]);
    for (const alpha of [0, 1]) {
      expect(generalizedEntropy(groups, alpha).index).toBeCloseTo(generalizedEntropy(groups, alpha + 1e-6).index!, 5);
    }
  });

  it('is undefined without labels and without any benefit', () => {
    expect(theil([])).toMatchObject({ index: null, n: 0, reason: 'no row has a label' });
    const groups = groupTally(tallyOf([person('a', 'f', 1, 0)]), ['race']);
    expect(theil(groups)).toMatchObject({ index: null, reason: 'nobody has any benefit' });
  });
});
