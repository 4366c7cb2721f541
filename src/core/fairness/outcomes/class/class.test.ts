import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../base/errors.js';
import { createGenerator, sampleMultinomial } from '../../../stats/index.js';
import {
  addClassRow,
  type ClassGroup,
  type ClassRow,
  type ClassSpec,
  classGroups,
  classHomogeneity,
  classTally,
  classTallyFromJson,
  compareClassMetric,
  compareExpectedCost,
  compareMacroRecall,
  emptyClassTally,
  estimateClassMetric,
  expectedCost,
  favourableClassRate,
  macroRecall,
  mergeClassTallies,
  worstClassRecall,
} from './index.js';

const spec: ClassSpec = { policyDigest: '', attributes: ['g'], classes: ['cat', 'dog', 'other'], favourable: ['cat'] };
const fault = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof TribuneError) return `${error.code}: ${error.message} ${error.remedy}`;
    throw error;
  }
  return 'no fault';
};

type Table = readonly (readonly number[])[];

/** A group from its confusion table, label by class. */
function groupOf(table: Table): ClassGroup {
  const classes = table.map((_, i) => `class ${i}`);
  const rows = table.flatMap((row, label) =>
    row.map((people, decided) => ({ values: [], class: classes[decided]!, label: classes[label]!, people })),
  );
  return classGroups(classTally({ policyDigest: '', attributes: [], classes, favourable: [] }, rows), [])[0]!;
}

describe('the tally of classes', () => {
  const rows: ClassRow[] = [
    { values: ['a'], class: 'cat', label: 'dog' },
    { values: ['a'], class: 'cat', label: 'dog', people: 2 },
    { values: [null], class: 'other' },
    { values: ['a'], class: null },
    { values: ['b'], class: 'dog', people: 0 },
  ];

  it('counts people by class and label, and is the same in parts, in any order, and through JSON', () => {
    const whole = classTally(spec, rows);
    expect(whole.cells).toEqual([
      { values: ['a'], class: 0, label: 1, rows: 2, people: 3 },
      { values: [null], class: 2, label: null, rows: 1, people: 1 },
    ]);
    expect(whole.excluded.map(({ reason }) => reason)).toEqual(['missing outcome', 'weight zero']);
    expect(rows.reduce(addClassRow, emptyClassTally(spec))).toEqual(whole);
    expect(mergeClassTallies(classTally(spec, rows.slice(2)), classTally(spec, rows.slice(0, 2)))).toEqual(whole);
    const json = JSON.parse(JSON.stringify(whole));
    expect(classTallyFromJson({ ...json, cells: json.cells.toReversed() })).toEqual(whole);
    expect(fault(() => classTallyFromJson({ ...json, favourable: ['cow'] }))).toMatch(/names what is no class/);
    expect(fault(() => classTallyFromJson({ ...json, classes: ['cat', 'dog'] }))).toMatch(/favourable|not a place/);
  });

  it('refuses classes that were never declared, and declarations that mean nothing', () => {
    expect(fault(() => classTally(spec, [{ values: ['a'], class: 'Cat' }]))).toMatch(
      /^DATA_VALUE_INVALID: class "Cat" in row 1 is no declared class Did you mean "cat"/,
    );
    expect(fault(() => emptyClassTally({ ...spec, favourable: ['cats'] }))).toMatch(/favourable "cats" is no class/);
    expect(fault(() => emptyClassTally({ ...spec, classes: ['cat'] }))).toMatch(/there are 1 classes/);
    const [everybody] = classGroups(emptyClassTally(spec), []);
    expect(fault(() => estimateClassMetric(everybody!, { metric: 'class_rate', class: 'cow' }))).toMatch(/is no class/);
    expect(fault(() => expectedCost(everybody!, [[0]]))).toMatch(/no table of 3 by 3/);
    expect(fault(() => macroRecall(everybody!, { classes: [] }))).toMatch(/classes is empty/);
    expect(
      fault(() =>
        compareMacroRecall(
          everybody!,
          groupOf([
            [1, 0],
            [0, 1],
          ]),
        ),
      ),
    ).toMatch(/other classes/);
  });

  it('takes a cost for each pair of very many classes', () => {
    const classes = Array.from({ length: 500 }, (_, i) => `class ${i}`);
    const wide: ClassSpec = { policyDigest: '', attributes: [], classes, favourable: [] };
    const rows = [{ values: [], class: 'class 0', label: 'class 1', people: 40 }];
    const [group] = classGroups(classTally(wide, rows), []);
    const costs = classes.map((_, label) => classes.map((__, decided) => Number(label !== decided)));
    expect(expectedCost(group!, costs).estimate).toBe(1);
  });

  it('says what is undefined, and why', () => {
    const [a] = classGroups(classTally(spec, rows), ['g']);
    expect(estimateClassMetric(a!, { metric: 'class_recall', class: 'cat' })).toMatchObject({
      estimate: null,
      reason: '0/0: the group has nobody in the denominator of class_recall of cat',
    });
    expect(macroRecall(a!)).toMatchObject({ estimate: null, reason: '0/0: nobody in the group belongs to cat, other' });
    expect(worstClassRecall(a!)).toMatchObject({ estimate: null, class: null });
    expect(macroRecall(a!, { classes: ['dog'] })).toMatchObject({ estimate: 0, status: 'insufficient' });
    expect(favourableClassRate(a!).estimate).toBe(1);
    const [nobody] = classGroups(emptyClassTally(spec), []);
    expect(
      expectedCost(nobody!, [
        [0, 1, 1],
        [1, 0, 1],
        [1, 1, 0],
      ]).status,
    ).toBe('undefined');
    expect(
      compareExpectedCost(nobody!, nobody!, [
        [0, 1, 1],
        [1, 0, 1],
        [1, 1, 0],
      ]).status,
    ).toBe('undefined');
    expect(classHomogeneity([])).toBeNull();
  });
});

interface Pair {
  readonly a: Table;
  readonly b: Table;
  readonly costs: Table;
  readonly recall: number[];
  readonly precision: number[];
  readonly rate: number[];
  readonly rateWilson: [number, number][];
  readonly macro: [number, number, number];
  readonly macroDifference: [number, number, number];
  readonly macroP: number;
  readonly worst: [place: number, recall: number, lower: number, upper: number];
  readonly recallNewcombe: [number, number];
  readonly cost: number;
  readonly costWelchP: number;
  readonly homogeneity: [number, number, number, number];
}
const file = resolve(import.meta.dirname, '../testdata/class.json');
const { pairs } = JSON.parse(readFileSync(file, 'utf8')) as { pairs: Pair[] };

describe('classes equal scikit-learn, Fairlearn, statsmodels and scipy to 1e-9', () => {
  const near = (ours: number | null, theirs: number) =>
    expect(Math.abs(ours! - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(theirs), 1e-3));
  const nearAll = (ours: { estimate: number | null; lower: number | null; upper: number | null }, theirs: number[]) => {
    near(ours.estimate, theirs[0]!);
    near(ours.lower, theirs[1]!);
    near(ours.upper, theirs[2]!);
  };

  it.each(pairs)('$a against $b', (pair) => {
    const [a, b] = [groupOf(pair.a), groupOf(pair.b)];
    a.classes.forEach((name, i) => {
      near(estimateClassMetric(a, { metric: 'class_recall', class: name }).estimate, pair.recall[i]!);
      near(estimateClassMetric(a, { metric: 'class_precision', class: name }).estimate, pair.precision[i]!);
      nearAll(estimateClassMetric(a, { metric: 'class_rate', class: name }), [pair.rate[i]!, ...pair.rateWilson[i]!]);
    });
    nearAll(macroRecall(a), pair.macro);
    const macro = compareMacroRecall(a, b);
    nearAll(macro, pair.macroDifference);
    near(macro.pValue, pair.macroP);
    const worst = worstClassRecall(a);
    expect(worst.class).toBe(`class ${pair.worst[0]}`);
    nearAll(worst, pair.worst.slice(1));
    const recall = compareClassMetric(a, b, { metric: 'class_recall', class: 'class 0' }, 'difference');
    near(recall.lower, pair.recallNewcombe[0]);
    near(recall.upper, pair.recallNewcombe[1]);
    near(expectedCost(a, pair.costs).estimate, pair.cost);
    const cost = compareExpectedCost(a, b, pair.costs);
    if (cost.pValue !== null) near(cost.pValue, pair.costWelchP);
    const test = classHomogeneity([a, b])!;
    [test.statistic, test.degreesOfFreedom, test.pValue, test.minExpected].forEach((ours, i) => {
      near(ours, pair.homogeneity[i]!);
    });
  });
});

describe('properties of random tables', () => {
  const table = fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 3 }), {
    minLength: 3,
    maxLength: 3,
  });

  it('values lie in their intervals; the worst class is below the mean, and a cost of 1 for every error is the share of errors', () => {
    fc.assert(
      fc.property(table, (counts) => {
        const group = groupOf(counts);
        const [macro, worst] = [macroRecall(group), worstClassRecall(group)];
        const cost = expectedCost(group, [
          [0, 1, 1],
          [1, 0, 1],
          [1, 1, 0],
        ]);
        for (const one of [macro, worst, cost]) {
          if (one.estimate === null || one.lower === null) continue;
          expect(0 <= one.lower && one.lower <= one.estimate + 1e-12).toBe(true);
          expect(one.estimate <= one.upper! + 1e-12 && one.upper! <= 1).toBe(true);
        }
        if (macro.estimate !== null) expect(worst.estimate).toBeLessThanOrEqual(macro.estimate + 1e-12);
        const right = counts[0]![0]! + counts[1]![1]! + counts[2]![2]!;
        if (group.labelled > 0) expect(cost.estimate).toBeCloseTo(1 - right / group.labelled, 12);
      }),
    );
  });
});

describe('errors where two groups are truly alike, 2,000 seeded draws', () => {
  const DRAWS = 2000;
  /** As docs/explanations/class-outcomes.md prints. */
  const ERROR = 0.06;
  const COSTS = [
    [0, 1, 2],
    [1, 0, 1],
    [20, 4, 0],
  ];

  it.each([
    ['30 people a class', [0.2, 0.08, 0.05, 0.04, 0.22, 0.07, 0.03, 0.04, 0.27], 90, 90],
    ['a rare class and a rare dear error', [0.55, 0.04, 0.01, 0.02, 0.24, 0.02, 0.002, 0.006, 0.112], 250, 1500],
    ['classes that are nearly always found', [0.33, 0.003, 0, 0.003, 0.33, 0, 0, 0.004, 0.33], 100, 100],
  ])('%s', (_, shares, n, m) => {
    const generator = createGenerator(5);
    const errors = { macroTest: 0, macroInterval: 0, costTest: 0, costInterval: 0, worst: 0, classes: 0 };
    const of = (size: number) => {
      const drawn = [...sampleMultinomial(size, shares, generator)];
      return groupOf([drawn.slice(0, 3), drawn.slice(3, 6), drawn.slice(6)]);
    };
    const recalls = [0, 1, 2].map((i) => shares[4 * i]! / (shares[3 * i]! + shares[3 * i + 1]! + shares[3 * i + 2]!));
    const misses = (one: { lower: number | null; upper: number | null }, value: number) =>
      one.lower !== null && (one.lower > value || one.upper! < value) ? 1 : 0;
    for (let draw = 0; draw < DRAWS; draw++) {
      const [a, b] = [of(n), of(m)];
      const macro = compareMacroRecall(a, b);
      errors.macroTest += Number((macro.pValue ?? 1) <= 0.05);
      errors.macroInterval += misses(macro, 0);
      const cost = compareExpectedCost(a, b, COSTS);
      errors.costTest += Number((cost.pValue ?? 1) <= 0.05);
      errors.costInterval += misses(cost, 0);
      errors.worst += misses(worstClassRecall(a), Math.min(...recalls));
      errors.classes += Number(classHomogeneity([a, b])!.pValue <= 0.05);
    }
    for (const [name, count] of Object.entries(errors)) expect(count / DRAWS, name).toBeLessThanOrEqual(ERROR);
  });
});
