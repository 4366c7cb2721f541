import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackBoxModel, linearModel, type Model, matrixFromRows, readModel } from '../../models/index.js';
import { readConstraints } from './constraints/read-constraints.js';
import { findRecourse, type RecourseOptions } from './recourse.js';

const NAMES = ['a', 'b', 'c'];
const TOP = 6;

interface Case {
  readonly model: Model;
  readonly x: number[];
  readonly cutoff: number;
  readonly accept: 'above' | 'below';
  readonly file: Record<string, unknown>;
}

/** Trees of depth 2 over three small whole numbers, values in 1/8 so that sums are exact. */
const treeArbitrary = fc.record({
  feature: fc.array(fc.nat(2), { minLength: 3, maxLength: 3 }),
  threshold: fc.array(fc.integer({ min: 0, max: 2 * TOP }), { minLength: 3, maxLength: 3 }),
  value: fc.array(fc.integer({ min: -16, max: 16 }), { minLength: 4, maxLength: 4 }),
});

const treeModelArbitrary = fc.array(treeArbitrary, { minLength: 1, maxLength: 5 }).map((trees): Model => {
  const json = {
    kind: 'tree-ensemble',
    numOutputs: 1,
    baseOffset: [0],
    featureNames: NAMES,
    trees: trees.map((tree) => ({
      childrenLeft: [1, 3, 5, -1, -1, -1, -1],
      childrenRight: [2, 4, 6, -1, -1, -1, -1],
      feature: [...tree.feature, -2, -2, -2, -2],
      threshold: [...tree.threshold.map((t) => t / 2), -2, -2, -2, -2],
      value: [0, 0, 0, ...tree.value.map((v) => v / 8)].map((v) => [v]),
    })),
  };
  return readModel(new TextEncoder().encode(JSON.stringify(json)));
});

const linearArbitrary = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 }).map((w): Model => {
  const features = NAMES.map((name) => ({ name }));
  return linearModel({
    format: 'test',
    features,
    link: 'identity',
    coefficients: [w.map((c) => c / 8)],
    intercept: [0],
  });
});

const rule = fc.record({
  mutable: fc.constantFrom(true, true, false),
  direction: fc.constantFrom('any', 'increase', 'decrease'),
  step: fc.constantFrom(1, 1, 2),
  min: fc.constantFrom(0, 0, 1),
  max: fc.constantFrom(TOP, TOP, 4),
  cost: fc.constantFrom(1, 1, 3),
});

/** Built from entries: an object literal with a `then` looks like a promise. */
const link = (when: string, effect: string) =>
  Object.fromEntries([
    ['when', when],
    ['then', effect],
  ]);

const fileArbitrary = fc
  .record({
    rules: fc.array(rule, { minLength: 3, maxLength: 3 }),
    units: fc.array(fc.constantFrom(1, 2, 4), { minLength: 3, maxLength: 3 }),
    maxChanges: fc.constantFrom(null, 1, 2),
    margin: fc.constantFrom(0, 0, 0.25),
    linked: fc.constantFrom(
      [],
      [link('a rises', 'b rises by >= 2')],
      [link('a changes', 'c falls')],
      [link('b falls', 'a stays')],
    ),
    exclusive: fc.constantFrom([], [['a', 'b']], [['b', 'c']]),
    transitions: fc.constantFrom(null, [
      [0, 3],
      [1, 5, 3],
      [2, 0],
      [3, 1],
      [4, 6],
      [5, 2, 4],
    ]),
  })
  .map(({ rules, units, transitions, ...rest }) => ({
    tribune: 'recourse/v1',
    ...rest,
    costs: Object.fromEntries(NAMES.map((name, j) => [name, units[j]])),
    features: {
      ...Object.fromEntries(NAMES.map((name, j) => [name, { ...rules[j], integer: true }])),
      ...(transitions === null ? {} : { c: { mutable: true, transitions } }),
    },
  }));

const caseOf = (model: fc.Arbitrary<Model>): fc.Arbitrary<Case> =>
  fc.record({
    model,
    x: fc.array(fc.nat(TOP), { minLength: 3, maxLength: 3 }),
    cutoff: fc.integer({ min: -16, max: 24 }).map((c) => c / 8),
    accept: fc.constantFrom('above' as const, 'below' as const),
    file: fileArbitrary,
  });

interface Rule {
  readonly mutable: boolean;
  readonly direction: string;
  readonly step: number;
  readonly min: number;
  readonly max: number;
  readonly cost: number;
  readonly transitions?: number[][];
}

/** Cost of moving one feature, null when its rule forbids it. Written apart from the product's own code. */
function moveCost(file: Record<string, unknown>, name: string, from: number, to: number): number | null {
  const own = (file.features as Record<string, Rule>)[name]!;
  if (from === to) return 0;
  if (!own.mutable) return null;
  if (own.transitions !== undefined) {
    const step = own.transitions.find(([a, b]) => a === from && b === to);
    return step === undefined ? null : (step[2] ?? 1);
  }
  if ((own.direction === 'increase' && to < from) || (own.direction === 'decrease' && to > from)) return null;
  if (to < own.min || to > own.max || (to - own.min) % own.step !== 0) return null;
  return (own.cost * Math.abs(to - from)) / (file.costs as Record<string, number>)[name]!;
}

function obeys(file: Record<string, unknown>, x: number[], to: number[]): boolean {
  const d = to.map((value, j) => value - x[j]!);
  const changed = d.filter((value) => value !== 0).length;
  if (file.maxChanges !== null && changed > (file.maxChanges as number)) return false;
  for (const set of file.exclusive as string[][]) {
    if (set.filter((name) => d[NAMES.indexOf(name)] !== 0).length > 1) return false;
  }
  for (const { when } of file.linked as { when: string }[]) {
    if (when === 'a rises' && d[0]! > 0 && d[1]! < 2) return false;
    if (when === 'a changes' && d[0] !== 0 && d[2]! >= 0) return false;
    if (when === 'b falls' && d[1]! < 0 && d[0] !== 0) return false;
  }
  return true;
}

/** Exhaustive enumeration of all 7^3 rows. */
function bruteForce({ model, x, cutoff, accept, file }: Case): number | null {
  let best: number | null = null;
  const margin = file.margin as number;
  for (let code = 0; code < (TOP + 1) ** 3; code++) {
    const to = [code % 7, Math.floor(code / 7) % 7, Math.floor(code / 49)];
    const costs = to.map((value, j) => moveCost(file, NAMES[j]!, x[j]!, value));
    if (costs.includes(null) || !obeys(file, x, to)) continue;
    const score = model.predictRaw(matrixFromRows([to]))[0]!;
    if (accept === 'above' ? score < cutoff + margin : score >= cutoff - margin) continue;
    const cost = costs.reduce<number>((sum, part) => sum + part!, 0);
    best = best === null ? cost : Math.min(best, cost);
  }
  return best;
}

function answer({ model, x, cutoff, accept, file }: Case, options: Partial<RecourseOptions> = {}) {
  const table = { columns: model.features, rows: matrixFromRows([x]) };
  return findRecourse(model, table, readConstraints(file), { cutoff, cutoffScale: 'raw', accept, ...options }).rows[0]!;
}

function checkAgainstBruteForce(current: Case): void {
  const row = answer(current);
  if (row.accepted) return;
  const best = bruteForce(current);
  expect(row.proof).toBe(best === null ? 'none exists' : 'optimal');
  if (best === null) {
    expect(row.best).toBeNull();
    return;
  }
  expect(row.best!.cost).toBeCloseTo(best, 9);
  for (const option of [row.best!, ...row.alternatives]) {
    const to = NAMES.map((name, j) => (option.changes[name]?.to as number | undefined) ?? current.x[j]!);
    expect(obeys(current.file, current.x, to)).toBe(true);
    expect(current.model.predictRaw(matrixFromRows([to]))[0]).toBe(option.prediction[0]);
    const cost = to.reduce((sum, value, j) => sum + moveCost(current.file, NAMES[j]!, current.x[j]!, value)!, 0);
    expect(option.cost).toBeCloseTo(cost, 9);
  }
}

describe('the optimum equals exhaustive enumeration', () => {
  it('for random trees under random rules', () => {
    fc.assert(fc.property(caseOf(treeModelArbitrary), checkAgainstBruteForce), { numRuns: 400 });
  });

  it('for random linear models under random rules', () => {
    fc.assert(fc.property(caseOf(linearArbitrary), checkAgainstBruteForce), { numRuns: 400 });
  });

  it('for black boxes with few combinations, which are then all scored', () => {
    const asBlackBox = treeModelArbitrary.map((trees) =>
      blackBoxModel({
        format: 'test',
        features: trees.features,
        link: 'identity',
        numOutputs: 1,
        acceptsMissing: false,
        predictRaw: (rows) => trees.predictRaw(rows),
        toLinked: (raw) => raw,
      }),
    );
    fc.assert(fc.property(caseOf(asBlackBox), checkAgainstBruteForce), { numRuns: 100 });
  });
});

/** Values of c by its parts, as the file and as the oracle write them. */
const DERIVED = {
  'a + b': (a: number, b: number) => a + b,
  'a * b': (a: number, b: number) => a * b,
  'abs(a - 2 * b)': (a: number, b: number) => Math.abs(a - 2 * b),
};

describe('the optimum over a derived column equals exhaustive enumeration', () => {
  const derivedCase = fc
    .record({
      current: caseOf(treeModelArbitrary),
      formula: fc.constantFrom(...(Object.keys(DERIVED) as (keyof typeof DERIVED)[])),
    })
    .map(({ current, formula }) => {
      const { features, linked: _, exclusive: _exclusive, ...rest } = current.file;
      const { c: _c, ...own } = features as Record<string, Rule>;
      const [a = 0, b = 0] = current.x;
      const file: Record<string, unknown> = {
        ...rest,
        linked: [],
        exclusive: [],
        features: own,
        derived: { c: formula },
      };
      return { current: { ...current, x: [a, b, DERIVED[formula](a, b)], file }, formula };
    });

  it('for random trees under random rules', () => {
    fc.assert(
      fc.property(derivedCase, ({ current, formula }) => {
        const { model, x, cutoff, accept, file } = current;
        const row = answer(current);
        if (row.accepted) return;
        const margin = file.margin as number;
        let best: number | null = null;
        for (let code = 0; code < (TOP + 1) ** 2; code++) {
          const to = [code % 7, Math.floor(code / 7)];
          const costs = to.map((value, j) => moveCost(file, NAMES[j]!, x[j]!, value));
          const changed = to.filter((value, j) => value !== x[j]).length;
          if (costs.includes(null) || (file.maxChanges !== null && changed > Number(file.maxChanges))) continue;
          const whole = [...to, DERIVED[formula](to[0]!, to[1]!)];
          const score = model.predictRaw(matrixFromRows([whole]))[0]!;
          if (accept === 'above' ? score < cutoff + margin : score >= cutoff - margin) continue;
          best = Math.min(best ?? Number.POSITIVE_INFINITY, costs[0]! + costs[1]!);
        }
        expect(row.proof).toBe(best === null ? 'none exists' : 'optimal');
        if (best === null) expect(row.best).toBeNull();
        else expect(row.best!.cost).toBeCloseTo(best, 9);
      }),
      { numRuns: 400 },
    );
  });
});

describe('alternatives', () => {
  it('never repeat all changes of an earlier option and never cost less', () => {
    fc.assert(
      fc.property(caseOf(treeModelArbitrary), (current) => {
        const { best, alternatives } = answer(current);
        const sets = [best, ...alternatives].filter((option) => option !== null);
        sets.forEach((option, i) => {
          for (const earlier of sets.slice(0, i)) {
            expect(Object.keys(earlier.changes).every((name) => name in option.changes)).toBe(false);
            expect(option.cost).toBeGreaterThanOrEqual(earlier.cost);
          }
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a search without proof', () => {
  it('says so, and its lower bound is below the true optimum', () => {
    fc.assert(
      fc.property(caseOf(treeModelArbitrary), (current) => {
        const row = answer(current, { maxBoxes: 1, samples: 512 });
        if (row.accepted || row.proof !== 'search') return;
        const best = bruteForce(current);
        if (best === null) expect(row.best).toBeNull();
        else expect(row.lowerBound).toBeLessThanOrEqual(best + 1e-9);
        if (row.best !== null) expect(row.best.cost).toBeGreaterThanOrEqual(best! - 1e-9);
      }),
      { numRuns: 100 },
    );
  });
});
