import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breslowDay } from '../../stats/strata/breslow-day.js';
import { cochranMantelHaenszel } from '../../stats/strata/cochran-mantel-haenszel.js';
import { type TallyRow, tallyRows } from '../tally/tally.js';
import type { Tally } from '../tally/types.js';
import { conditionalAudit } from './conditional.js';
import { scanWorstCells } from './scan.js';
import { unknownGroupBounds } from './unknown.js';

const OPTIONS = { favourable: 1, level: 0.95 } as const;

function tallyOf(
  attributes: readonly string[],
  counted: readonly [values: (string | null)[], yes: number, no: number][],
): Tally {
  const row = (values: (string | null)[], prediction: 0 | 1, weight: number): TallyRow => ({
    values,
    label: null,
    prediction,
    score: null,
    weight,
  });
  const spec = { policyDigest: '', attributes, weightKind: 'count', score: { kind: 'none' }, scoreScale: 1 } as const;
  return tallyRows(
    spec,
    counted.flatMap(([values, yes, no]) => [row(values, 1, yes), row(values, 0, no)]),
  );
}

/** Graduate admissions, Berkeley 1973, the six largest departments (Bickel, Hammel and O'Connell 1975, Science 187, 398-404). */
const BERKELEY: [string, string, number, number][] = [
  ['A', 'male', 512, 313],
  ['A', 'female', 89, 19],
  ['B', 'male', 353, 207],
  ['B', 'female', 17, 8],
  ['C', 'male', 120, 205],
  ['C', 'female', 202, 391],
  ['D', 'male', 138, 279],
  ['D', 'female', 131, 244],
  ['E', 'male', 53, 138],
  ['E', 'female', 94, 299],
  ['F', 'male', 22, 351],
  ['F', 'female', 24, 317],
];

describe('a conditional audit', () => {
  const tally = tallyOf(
    ['department', 'sex'],
    BERKELEY.map(([department, sex, yes, no]) => [[department, sex], yes, no]),
  );
  const audit = conditionalAudit(tally, ['sex'], ['department'], 'selection_rate', OPTIONS);
  const [female] = audit.comparisons;

  it('finds the pooled gap of Berkeley and that it turns within departments', () => {
    expect(audit.reference).toEqual({ sex: 'male' });
    expect(female!.pooled!.estimate).toBeCloseTo(557 / 1835 - 1198 / 2691, 12);
    expect(female!.standardized!.estimate).toBeGreaterThan(0);
    expect(female!.simpson).toMatchObject({ opposite: 4, strata: 6 });
    expect(female!.simpson!.message).toContain('lower');
  });

  it('standardises by the people of each stratum', () => {
    const people = 4526;
    const byHand = BERKELEY.filter(([, sex]) => sex === 'female').reduce((sum, [department, , yes, no]) => {
      const [, , maleYes, maleNo] = BERKELEY.find(([d, sex]) => d === department && sex === 'male')!;
      const gap = yes / (yes + no) - maleYes / (maleYes + maleNo);
      return sum + ((yes + no + maleYes + maleNo) / people) * gap;
    }, 0);
    expect(female!.standardized!.estimate).toBeCloseTo(byHand, 12);
    expect(female!.standardized!.lower).toBeLessThan(byHand);
    expect(female!.standardized!.upper).toBeGreaterThan(byHand);
  });

  it('gives the tests of the six tables', () => {
    const tables = female!.strata.map((stratum) => ({ a: stratum.group, b: stratum.reference }));
    expect(female!.test).toEqual(cochranMantelHaenszel(tables));
    expect(female!.homogeneity).toEqual(breslowDay(tables));
    // R's mantelhaen.test(UCBAdmissions, correct = FALSE): X2 = 1.5246, p = 0.2169; common odds ratio (men) 0.9047.
    expect(female!.test!.statistic).toBeCloseTo(1.5246, 3);
    expect(1 / female!.oddsRatio!.oddsRatio).toBeCloseTo(0.9047, 3);
  });

  it('is silent where pooling turns nothing around', () => {
    const same = tallyOf(
      ['d', 'sex'],
      [
        [['A', 'm'], 60, 40],
        [['A', 'f'], 40, 60],
        [['B', 'm'], 30, 70],
        [['B', 'f'], 20, 80],
      ],
    );
    expect(conditionalAudit(same, ['sex'], ['d'], 'selection_rate', OPTIONS).comparisons[0]!.simpson).toBeNull();
  });

  it('counts people of unknown stratum and leaves one-sided strata without a difference', () => {
    const some = tallyOf(
      ['d', 'sex'],
      [
        [['A', 'm'], 5, 5],
        [['A', 'f'], 4, 6],
        [['B', 'm'], 3, 3],
        [[null, 'f'], 2, 1],
      ],
    );
    const result = conditionalAudit(some, ['sex'], ['d'], 'selection_rate', OPTIONS);
    expect(result.unknownStratum).toBe(3);
    expect(result.comparisons[0]!.strata.map((stratum) => stratum.difference)).toEqual([-0.09999999999999998, null]);
  });
});

describe('a scan', () => {
  /** 4 x 50 people a cell; only old women of site x are treated worse. */
  const cells = ['f', 'm'].flatMap((sex) =>
    ['old', 'young'].flatMap((age) =>
      ['x', 'y'].map((site): [string[], number, number] => {
        const worse = sex === 'f' && age === 'old' && site === 'x';
        return [[sex, age, site], worse ? 40 : 120, worse ? 160 : 80];
      }),
    ),
  );
  const tally = tallyOf(['sex', 'age', 'site'], cells);
  const options = { ...OPTIONS, minCell: 30 };

  it('finds the cell where the harm lies, and says how many cells it tested', () => {
    const scan = scanWorstCells(tally, ['sex', 'age', 'site'], 'selection_rate', options);
    expect(scan.tested).toBe(6 + 12 + 8);
    expect(scan.cells[0]).toMatchObject({
      cell: { sex: 'f', age: 'old', site: 'x' },
      n: 200,
      rate: 0.2,
      restRate: 0.6,
    });
    expect(scan.cells[0]!.holm!).toBeCloseTo(26 * scan.cells[0]!.pValue!, 20);
  });

  it('draws the rate of the cell towards those of its set', () => {
    const [worst] = scanWorstCells(tally, ['sex', 'age', 'site'], 'selection_rate', options).cells;
    expect(worst!.shrunkenRate!).toBeGreaterThan(0.2);
    expect(worst!.shrunkenRate!).toBeLessThan(0.3);
  });

  it('stops at the depth asked for and counts small cells instead of testing them', () => {
    expect(scanWorstCells(tally, ['sex', 'age', 'site'], 'selection_rate', { ...options, depth: 1 }).tested).toBe(6);
    const strict = scanWorstCells(tally, ['sex', 'age', 'site'], 'selection_rate', { ...options, minCell: 300 });
    expect(strict).toMatchObject({ tested: 18, tooSmall: 8 });
  });

  it('does not test a cell of everybody, or of nobody with a label', () => {
    const scan = scanWorstCells(tallyOf(['a'], [[['x'], 5, 5]]), ['a'], 'selection_rate', options);
    expect(scan).toMatchObject({ tested: 0, notEstimable: 1, cells: [] });
    expect(scanWorstCells(tally, ['sex'], 'accuracy', options)).toMatchObject({ tested: 0, notEstimable: 2 });
  });
});

describe('bounds for unknown groups', () => {
  /** Every assignment of single people to the known groups that agree with what is known; the extremes among them. */
  function bruteForce(
    known: Map<string, [number, number]>,
    unknown: { yes: boolean; fits: string[] }[],
    value: (counts: Map<string, [number, number]>) => number,
  ) {
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    const visit = (i: number, counts: Map<string, [number, number]>): void => {
      if (i === unknown.length) {
        const now = value(counts);
        lowest = Math.min(lowest, now);
        highest = Math.max(highest, now);
        return;
      }
      const { yes, fits } = unknown[i]!;
      for (const name of fits) {
        const [a, b] = counts.get(name)!;
        visit(i + 1, new Map(counts).set(name, yes ? [a + 1, b] : [a, b + 1]));
      }
      if (fits.length === 0) visit(i + 1, counts);
    };
    visit(0, known);
    return { lowest, highest };
  }

  const names = ['a & f', 'a & m', 'b & f', 'b & m'];
  const partly: [string | null, string | null][] = [
    [null, null],
    ['a', null],
    [null, 'f'],
    ['c', null],
  ];
  const count = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
  const few = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 }));

  it('are the extremes over all assignments (brute force over small tables)', () => {
    const tables = fc.tuple(fc.tuple(count, count, count, count), fc.tuple(few, few, few, few));
    fc.assert(
      fc.property(tables, ([knownCounts, unknownCounts]) => {
        const known = new Map(
          names.map((name, i) => [name, knownCounts[i] as [number, number]] as const).filter(([, [a, b]]) => a + b > 0),
        );
        fc.pre(known.size >= 2);
        const unknown = partly.flatMap(([race, sex], i) => {
          const fits = [...known.keys()].filter((name) => {
            const [r, s] = name.split(' & ');
            return (race === null || race === r) && (sex === null || sex === s);
          });
          const [yes, no] = unknownCounts[i]!;
          return [
            ...Array.from({ length: yes }, () => ({ yes: true, fits })),
            ...Array.from({ length: no }, () => ({ yes: false, fits })),
          ];
        });
        const tally = tallyOf(
          ['race', 'sex'],
          [
            ...[...known].map(([name, [yes, no]]): [string[], number, number] => [name.split(' & '), yes, no]),
            ...partly.map((values, i): [(string | null)[], number, number] => [values, ...unknownCounts[i]!]),
          ],
        );
        const [reference] = [...known.keys()];
        const [race, sex] = reference!.split(' & ') as [string, string];
        const bounds = unknownGroupBounds(tally, ['race', 'sex'], 'selection_rate', {
          favourable: 1,
          reference: { race, sex },
        });
        const share = (counts: Map<string, [number, number]>, name: string) =>
          counts.get(name)![0] / (counts.get(name)![0] + counts.get(name)![1]);
        for (const { group, lowest, highest } of bounds.rates) {
          const name = `${group.race} & ${group.sex}`;
          const wanted = bruteForce(known, unknown, (counts) => share(counts, name));
          expect(lowest).toBeCloseTo(wanted.lowest, 12);
          expect(highest).toBeCloseTo(wanted.highest, 12);
        }
        for (const { group, lowest, highest } of bounds.differences) {
          const name = `${group.race} & ${group.sex}`;
          const wanted = bruteForce(known, unknown, (counts) => share(counts, name) - share(counts, reference!));
          expect(lowest).toBeCloseTo(wanted.lowest, 12);
          expect(highest).toBeCloseTo(wanted.highest, 12);
        }
        for (const { group, lowest, highest } of bounds.ratios) {
          if (lowest === null || highest === null) continue;
          const name = `${group.race} & ${group.sex}`;
          const wanted = bruteForce(known, unknown, (counts) => share(counts, name) / share(counts, reference!));
          expect(lowest).toBeCloseTo(wanted.lowest, 12);
          expect(highest).toBeCloseTo(wanted.highest, 12);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('count only unknown people in the denominator of the metric', () => {
    const tally = tallyOf(
      ['race'],
      [
        [['a'], 6, 4],
        [['b'], 5, 5],
        [[null], 2, 3],
      ],
    );
    const bounds = unknownGroupBounds(tally, ['race'], 'selection_rate', { favourable: 1, reference: { race: 'b' } });
    expect(bounds).toMatchObject({ unknown: 5, unknownInDenominator: 5 });
    expect(bounds.rates[0]).toMatchObject({ estimate: 0.6, lowest: 6 / 13, highest: 8 / 12 });
    expect(bounds.differences[0]!.highest).toBeCloseTo(8 / 12 - 5 / 13, 12);
    expect(unknownGroupBounds(tally, ['race'], 'accuracy', { favourable: 1, reference: { race: 'b' } })).toMatchObject({
      unknown: 5,
      unknownInDenominator: 0,
      rates: [{ estimate: null, lowest: null, highest: null }, {}],
    });
  });
});
