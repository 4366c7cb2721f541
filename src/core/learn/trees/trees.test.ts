import { describe, expect, it } from 'vitest';
import { rawCompas } from '../../../../test/support/learn/compas.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { matrixFromRows, type NeutralTree, type NeutralTrees } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { makeBins } from '../binning/index.js';
import {
  areaUnderCurve,
  type Dataset,
  fit as learn,
  makeDataset,
  measure,
  type Parameters,
  scoreRows,
} from '../index.js';
import { type CartNode, growCart } from './grow-cart.js';
import { pruneTree } from './prune.js';

const rowsOf = (data: Dataset): Int32Array => Int32Array.from({ length: data.rows }, (_, r) => r);
const scoresOf = (data: Dataset, learner: string, parameters: Parameters = {}, weights?: Float64Array): Float64Array =>
  scoreRows(
    learn(data, { learner, seed: 1, parameters, ...(weights === undefined ? {} : { weights }) }).model,
    data.columns,
    rowsOf(data),
  );

/** Two numbers, one with gaps that tell, and a town of twelve, of which three matter. */
function people(rows: number, seed = 11): Dataset {
  const random = createGenerator(seed);
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

const [crowd, others] = [people(2000), people(2000, 12)];
/** Area of a model without bends, for both learners. */
const straight = areaUnderCurve(
  scoreRows(learn(crowd, { learner: 'logistic', seed: 1 }).model, others.columns, rowsOf(others)),
  others.target,
);

describe.each(['tree', 'forest'])('the learner %s', (learner) => {
  it('finds bends, gaps that tell and categories, and publishes chances', () => {
    const { model, document } = learn(crowd, {
      learner,
      seed: 1,
      ...(learner === 'forest' ? { parameters: { trees: 20 } } : {}),
    });
    const { auc } = measure(scoreRows(model, others.columns, rowsOf(others)), others.target, 'binary');
    expect(auc!).toBeGreaterThan(straight! + (learner === 'forest' ? 0.04 : -0.03));
    expect([model.link, model.chances, model.acceptsMissing]).toEqual(['identity', 'second', true]);
    const unlike = (document as NeutralTrees).trees.flatMap(({ cover, childrenLeft, childrenRight }) =>
      cover.filter((rows, n) => {
        return childrenLeft[n]! >= 0 && cover[childrenLeft[n]!]! + cover[childrenRight[n]!]! !== rows;
      }),
    );
    expect(unlike).toEqual([]);
  });

  it('gives the same bits again, and learns nothing from rows of weight 0', () => {
    const few = people(400);
    const settings = learner === 'forest' ? { trees: 5 } : {};
    expect(scoresOf(few, learner, settings)).toEqual(scoresOf(few, learner, settings));
    const half = Float64Array.from(few.target, (_, r) => r % 2);
    const wrong = makeDataset({ ...few, target: few.target.map((y, r) => (r % 2 === 0 ? 1 - y : y)) });
    expect(scoresOf(few, learner, settings, half)).toEqual(scoresOf(wrong, learner, settings, half));
  });

  it('learns numbers that lie far from 0, and is within those it saw', () => {
    const { columns } = people(1000);
    const target = columns[0]!.values.map((x) => 1e9 + (x > 0.4 ? 3 : 1));
    const numbers = makeDataset({ columns, target });
    const scores = scoresOf(numbers, learner, { smooth: 0, ...(learner === 'forest' ? { trees: 20 } : {}) });
    expect(scores.filter((score) => !(score >= 1e9 + 1 - 1e-5 && score <= 1e9 + 3 + 1e-5))).toHaveLength(0);
    expect(measure(scores, target, 'number').rSquared!).toBeGreaterThan(learner === 'tree' ? 0.999999 : 0.5);
  });

  it('says so where no split gains, and asks for settings that it has', () => {
    const half = makeDataset({
      columns: people(50).columns,
      target: Float64Array.from({ length: 50 }, (_, r) => r % 2),
    });
    const few = learn(half, { learner, seed: 1, parameters: { minRows: 30, smooth: 0 } });
    expect(few.cautions.map(({ kind }) => kind)).toContain('same-for-all');
    expect(() => scoresOf(half, learner, { criterion: 'ginny' })).toThrow('criterion is "ginny"');
    expect(() => scoresOf(half, learner, { depth: 0 })).toThrow('depth is 0');
  });
});

describe('one tree', () => {
  it('asks at the middle between neighbours of its node, sends who lacks the value where it gains more, and smooths its leaves', () => {
    const x = Float64Array.of(1, 2, 3, 10, 11, Number.NaN, Number.NaN);
    const target = Float64Array.of(0, 0, 0, 1, 1, 1, 1);
    const data = makeDataset({ columns: [{ name: 'x', values: x }], target });
    const { document, model } = learn(data, { learner: 'tree', seed: 1, parameters: { minRows: 1 } });
    const [tree] = (document as NeutralTrees).trees as [NeutralTree];
    expect([tree.threshold[0], tree.missingLeft[0], tree.cover]).toEqual([6.5, 0, [7, 3, 4]]);
    const mean = 4 / 7;
    expect([...model.predictLinked(matrixFromRows([[6.5], [6.6], [null]]))]).toEqual([
      mean / 4,
      (4 + mean) / 5,
      (4 + mean) / 5,
    ]);
  });

  it('parts people who lack a value from all others', () => {
    const values = Float64Array.from({ length: 40 }, (_, r) => (r % 2 ? Number.NaN : r));
    const target = Float64Array.from({ length: 40 }, (_, r) => r % 2);
    const data = makeDataset({ columns: [{ name: 'x', values }], target });
    const { model } = learn(data, { learner: 'tree', seed: 1, parameters: { minRows: 5, smooth: 0 } });
    expect([...model.predictLinked(matrixFromRows([[3], [1e300], [null]]))]).toEqual([0, 0, 1]);
  });
});

interface ReferenceNode {
  readonly feature: string | null;
  readonly threshold: number;
  readonly left: number;
  readonly right: number;
  readonly weight: number;
  readonly value: number;
}

interface ReferenceTree {
  readonly columns: readonly string[];
  readonly cases: readonly {
    readonly settings: { criterion: string; max_depth?: number; min_samples_leaf?: number; ccp_alpha?: number };
    readonly weights: 'none' | 'pattern';
    readonly train_auc: number;
    readonly test_auc: number;
    readonly nodes: readonly ReferenceNode[];
  }[];
}

it('prunes a tree of thirty thousand leaves in less than a few seconds, each branch at its gain', () => {
  // A full tree in pre-order: each level takes away half of the impurity that is left, so that all leaves of a level stand or fall together.
  const levels = 15;
  const nodes: CartNode[] = [];
  const add = (depth: number): number => {
    const impurity = 2 ** -depth;
    const leaf = { rows: 1, weight: 2 ** -depth, sum: 0, impurity, depth, split: null, threshold: 0, children: null };
    const place = nodes.push(leaf) - 1;
    if (depth < levels) nodes[place] = { ...leaf, children: [add(depth + 1), add(depth + 1)] };
    return place;
  };
  add(0);
  // A branch at a depth weighs 2^-depth, and takes away half of its 2^-depth.
  const gainAt = (depth: number): number => 2 ** (-2 * depth - 1);
  const gains: number[] = [];
  expect(pruneTree(nodes, gainAt(3), (gain) => gains.push(gain))).toHaveLength(2 ** 4 - 1);
  expect(gains).toEqual(
    Array.from({ length: levels - 3 }, (_, k) =>
      new Array<number>(2 ** (levels - 1 - k)).fill(gainAt(levels - 1 - k)),
    ).flat(),
  );
}, 5_000);

describe.skipIf(!hasShared)('trees on COMPAS', () => {
  it('are those of scikit-learn, node by node, whatever the criterion, weights and pruning', () => {
    const { columns, cases } = sharedJson<ReferenceTree>('reference/mitigation/decision-tree.json');
    const [train, test] = [rawCompas(columns, 'train'), rawCompas(columns, 'test')];
    const pattern = Float64Array.from(train.target, (_, p) => 1 + (p % 5) / 2);
    expect(cases.length).toBe(10);
    for (const one of cases) {
      const { criterion, max_depth: depth = 30, min_samples_leaf: minRows = 1, ccp_alpha: prune = 0 } = one.settings;
      const { document, model } = learn(train, {
        learner: 'tree',
        seed: 1,
        lookForTelling: false,
        parameters: { criterion: criterion === 'gini' ? 'gini' : 'entropy', depth, minRows, prune, smooth: 0 },
        ...(one.weights === 'pattern' ? { weights: pattern } : {}),
      });
      const [tree] = (document as NeutralTrees).trees as [NeutralTree];
      const name = JSON.stringify([one.settings, one.weights]);
      expect(tree.value.length, name).toBe(one.nodes.length);
      const { childrenLeft, childrenRight, cover, value } = tree;
      const found = one.nodes.map((node, n) => ({
        left: childrenLeft[n],
        right: childrenRight[n],
        weight: cover[n],
        ...(node.feature === null ? {} : { feature: columns[tree.feature[n]!], threshold: tree.threshold[n] }),
      }));
      const expected = one.nodes.map(({ left, right, weight, feature, threshold }) => ({
        left,
        right,
        weight,
        ...(feature === null ? {} : { feature, threshold }),
      }));
      expect(found, name).toEqual(expected);
      const gaps = one.nodes.map((node, n) => (node.feature === null ? Math.abs(value[n]! - node.value) : 0));
      expect(Math.max(...gaps), name).toBeLessThan(5e-15);
      const auc = (data: Dataset): number | null =>
        areaUnderCurve(scoreRows(model, data.columns, rowsOf(data)), data.target);
      expect(auc(train), name).toBeCloseTo(one.weights === 'none' ? one.train_auc : auc(train)!, 12);
      expect(auc(test), name).toBeCloseTo(one.test_auc, 12);
    }
  });

  it('give up branches in the order of the reference, each at its gain', () => {
    const { columns, pruning_path_depth6: path } = sharedJson<
      ReferenceTree & { pruning_path_depth6: { ccp_alphas: number[] } }
    >('reference/mitigation/decision-tree.json');
    const data = rawCompas(columns);
    const all = data.columns.map((_, column) => column);
    const grown = growCart(
      {
        bins: makeBins(data, 254, 1),
        columns: data.columns,
        target: data.target,
        weights: new Float64Array(data.rows).fill(1),
        rows: rowsOf(data),
      },
      { criterion: 'gini', depth: 6, minRows: 1, columnsOf: () => ({ order: all, most: all.length }) },
    );
    const gains: number[] = [];
    expect(pruneTree(grown, 1, (gain) => gains.push(gain))).toHaveLength(1);
    expect(gains).toHaveLength(path.ccp_alphas.length - 1);
    for (const [i, gain] of gains.entries()) expect(gain / path.ccp_alphas[i + 1]!).toBeCloseTo(1, 9);
  });
});
