import { describe, expect, it } from 'vitest';
import { rawCompas } from '../../../../test/support/learn/compas.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import type { NeutralTree, NeutralTrees } from '../../models/index.js';
import { matrixFromRows } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { type Dataset, fit as learn, makeDataset, measure, type Parameters, scoreRows } from '../index.js';

const rowsOf = (data: Dataset): Int32Array => Int32Array.from({ length: data.rows }, (_, r) => r);

/** Two numbers, one of them with gaps that tell, and a category of twelve, of which three matter. */
function people(rows: number): Dataset {
  const random = createGenerator(11);
  const columns = ['x', 'gaps', 'town'].map((name) => ({ name, values: new Float64Array(rows) }));
  const [x, gaps, town] = columns.map(({ values }) => values) as [Float64Array, Float64Array, Float64Array];
  const target = Float64Array.from({ length: rows }, (_, r) => {
    x[r] = random.nextUniform();
    gaps[r] = random.nextUniform() < 0.2 ? Number.NaN : random.nextUniform();
    town[r] = random.nextInteger(12);
    const z = 3 * Math.sin(6 * x[r]!) + (Number.isNaN(gaps[r]!) ? 2 : -1) + ([2, 5, 7].includes(town[r]!) ? 2 : -1);
    return +(random.nextUniform() < 1 / (1 + Math.exp(-z)));
  });
  const named = columns.map((column) =>
    column.name === 'town' ? { ...column, categories: Array.from({ length: 12 }, (_, i) => `t${i}`) } : column,
  );
  return makeDataset({ columns: named, target });
}

const boosted = (data: Dataset, parameters: Parameters = {}, weights?: Float64Array) =>
  learn(data, { learner: 'gbdt', seed: 1, parameters, ...(weights === undefined ? {} : { weights }) });

describe('boosted trees', () => {
  it('find bends, gaps that tell and categories, and give the same scores from the file', () => {
    const data = people(4000);
    const { model } = boosted(data, { rounds: 40 });
    const quality = measure(scoreRows(model, data.columns, rowsOf(data)), data.target, 'binary');
    const straight = learn(data, { seed: 1 }).model;
    const others = measure(scoreRows(straight, data.columns, rowsOf(data)), data.target, 'binary');
    expect(quality.logLoss!).toBeLessThan(others.logLoss! - 0.1);
    expect(model.acceptsMissing).toBe(true);
  });

  it('a weight of two is a row twice', () => {
    const data = people(500);
    const twice = makeDataset({
      columns: data.columns.map((column) => ({
        ...column,
        values: Float64Array.of(...column.values, ...column.values),
      })),
      target: Float64Array.of(...data.target, ...data.target),
    });
    const weights = new Float64Array(500).fill(2);
    const settings = { rounds: 5, minRows: 1, leaves: 6 };
    const once = scoreRows(boosted(data, settings, weights).model, data.columns, rowsOf(data));
    const double = scoreRows(boosted(twice, settings).model, data.columns, rowsOf(data));
    for (const [r, score] of double.entries()) expect(score).toBeCloseTo(once[r]!, 9);
  });

  it('a monotone input never goes the other way, for whatever else', () => {
    const random = createGenerator(3);
    const data = people(3000);
    const { model } = boosted(data, { rounds: 30, monotone: 'x:-' });
    for (let i = 0; i < 50; i++) {
      const [gap, town] = [random.nextUniform() < 0.2 ? null : random.nextUniform(), random.nextInteger(12)];
      const scores = model.predictRaw(matrixFromRows(Array.from({ length: 40 }, (_, k) => [k / 39, gap, town])));
      for (let k = 1; k < 40; k++) expect(scores[k]!).toBeLessThanOrEqual(scores[k - 1]! + 1e-12);
    }
  });

  it('inputs that may not come together are never on one path', () => {
    const { document } = boosted(people(3000), { rounds: 20, interactions: 'x+gaps,town' });
    for (const tree of (document as NeutralTrees).trees)
      for (const path of pathsOf(tree)) expect(path.has(2) && path.size > 1).toBe(false);
  });

  it('stops where rows held out gain no more, and not later for more rounds', () => {
    const data = people(1500);
    const [some, more] = [200, 2000].map((rounds) => boosted(data, { rounds, patience: 10, rate: 0.3 }));
    expect((some!.document as NeutralTrees).trees.length).toBeLessThan(100);
    expect(more!.document).toEqual(some!.document);
  });

  it('numbers, 12 rows, constant and empty columns, heavy weights and 10,000 categories are no trouble', () => {
    const range = Array.from({ length: 10_000 }, (_, r) => r);
    const many = makeDataset({
      columns: [
        { name: 'id', values: Float64Array.from(range), categories: range.map(String) },
        { name: 'constant', values: new Float64Array(10_000).fill(1) },
        { name: 'empty', values: new Float64Array(10_000).fill(Number.NaN) },
        { name: 'x', values: Float64Array.from(range, (r) => Math.sin(r)) },
      ],
      target: Float64Array.from(range, (r) => 100 + 50 * Math.sin(r)),
    });
    const { model, cautions } = boosted(many, { rounds: 60 }, new Float64Array(10_000).fill(1e9));
    expect(cautions.map(({ kind }) => kind)).toContain('categories-merged');
    expect(measure(scoreRows(model, many.columns, rowsOf(many)), many.target, 'number').rSquared).toBeGreaterThan(0.99);
    const few = people(12);
    const scores = scoreRows(boosted(few).model, few.columns, rowsOf(few));
    expect(new Set(scores).size).toBe(1);
    expect(boosted(few).cautions.map(({ kind }) => kind)).toContain('same-for-all');
  });

  it('a category that no row has is nobody in particular, and a column of ids does not swell the model', () => {
    const rows = 4000;
    const random = createGenerator(5);
    const x = Float64Array.from({ length: rows }, () => random.nextUniform());
    const target = x.map((value) => +(random.nextUniform() < value));
    const names = ['low', 'high', 'never', ...Array.from({ length: rows }, (_, r) => `id ${r}`)];
    const two = { name: 'two', values: x.map((value) => +(value > 0.5)), categories: names.slice(0, 3) };
    const ids = { name: 'ids', values: x.map((_, r) => 3 + r), categories: names };
    const { document, model } = boosted(makeDataset({ columns: [two, ids], target }), { rounds: 20 });
    const lists = (document as NeutralTrees).trees.flatMap(({ leftCategories }) => leftCategories!);
    expect(lists.some((codes) => codes?.includes(0) && codes.length === 1)).toBe(true);
    for (const codes of lists) expect(codes?.length ?? 0).toBeLessThan(255);
    const [never, unknown] = model.predictRaw(matrixFromRows([2, -1].map((code) => [code, -1])));
    expect(never).toBe(unknown);
  });

  it('tell inputs that no set of interactions names', () => {
    const { cautions } = boosted(people(200), { rounds: 2, interactions: 'x+gaps' });
    expect(cautions).toMatchObject([{ kind: 'column-unused', column: 'town' }]);
  });

  it('do not stop early by rows that judge nothing', () => {
    const data = people(300);
    const early = { patience: 5, validation: 0.5 };
    const rare = makeDataset({ columns: data.columns, target: data.target.map((_, r) => +(r === 3)) });
    expect(() => boosted(rare, early)).toThrow('the target is the same in every row');
    expect(() => boosted(people(4), { ...early, validation: 0.01 })).toThrow('holds out no row');
    const weights = data.target.map((y, r) => +(r < 4 || (y === 1 && r < 8)));
    expect(() => boosted(data, { patience: 5, validation: 0.01 }, weights)).toThrow('no row of a weight above 0');
  });

  it.each([
    [{ monotone: 'y:+' }, 'monotone names "y", no input'],
    [{ monotone: 'x:*' }, 'monotone holds "x:*"'],
    [{ monotone: 'gaps' }, 'monotone holds "gaps"'],
    [{ monotone: 'town:+' }, 'monotone names "town", whose values are categories'],
    [{ monotone: 'x:+,x:-' }, 'monotone names "x" twice'],
    [{ interactions: 'x+z' }, 'interactions names "z"'],
    [{ leaves: 1 }, 'leaves is 1'],
    [{ rounds: 2.5 }, 'rounds is 2.5'],
  ])('refuses %j', (parameters, message) => {
    expect(() => boosted(people(50), parameters)).toThrow(message);
  });
});

/** The sets of inputs on the ways from the root to the leaves. */
function pathsOf(tree: NeutralTree, node = 0, seen: ReadonlySet<number> = new Set()): ReadonlySet<number>[] {
  if (tree.childrenLeft[node]! < 0) return [seen];
  const next = new Set([...seen, tree.feature[node]!]);
  return [tree.childrenLeft[node]!, tree.childrenRight[node]!].flatMap((child) => pathsOf(tree, child, next));
}

interface ReferenceNode {
  readonly feature?: string;
  readonly threshold?: number;
  readonly n: number;
  readonly leaf?: number;
  readonly left?: ReferenceNode;
  readonly right?: ReferenceNode;
}

describe.skipIf(!hasShared)('the first three trees on COMPAS', () => {
  it('are those of scikit-learn and LightGBM', () => {
    const reference = sharedJson<{
      first_three_trees_compas_raw: {
        columns: string[];
        base_log_odds: number;
        sklearn: { trees: ReferenceNode[] };
        train_log_loss: number[];
        train_auc: number;
      };
    }>('reference/mitigation/gbdt.json').first_three_trees_compas_raw;
    const data = rawCompas(reference.columns);
    const { document, model } = boosted(data, { rounds: 3, leaves: 8 });
    const { trees, baseOffset } = document as NeutralTrees;
    expect(baseOffset[0]).toBeCloseTo(reference.base_log_odds, 12);
    trees.forEach((tree, t) => {
      expectSame(tree, 0, reference.sklearn.trees[t]!, reference.columns);
    });
    const quality = measure(scoreRows(model, data.columns, rowsOf(data)), data.target, 'binary');
    expect(quality.logLoss).toBeCloseTo(reference.train_log_loss[0]!, 8);
    expect(quality.auc).toBeCloseTo(reference.train_auc, 8);
  });
});

function expectSame(tree: NeutralTree, node: number, reference: ReferenceNode, columns: readonly string[]): void {
  expect(tree.cover[node]).toBe(reference.n);
  if (reference.leaf !== undefined) {
    expect(tree.value[node]).toBeCloseTo(reference.leaf, 6);
    return;
  }
  expect([columns[tree.feature[node]!], tree.threshold[node]]).toEqual([reference.feature, reference.threshold]);
  expectSame(tree, tree.childrenLeft[node]!, reference.left!, columns);
  expectSame(tree, tree.childrenRight[node]!, reference.right!, columns);
}
