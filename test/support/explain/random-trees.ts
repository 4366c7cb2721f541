import fc from 'fast-check';
import { type Matrix, matrixFromRows, type TreeModel, treeModel } from '../../../src/core/models/index.js';
import { assembleEnsemble, type RawTree } from '../../../src/core/models/kinds/assemble.js';
import { categorySets } from '../../../src/core/models/kinds/category-sets.js';
import {
  ALL_OUTPUTS,
  COMPARE,
  COMPARE_MASK,
  MISSING_IS_ZERO,
  MISSING_LEFT,
  ZERO_IS_MISSING,
} from '../../../src/core/models/kinds/ensemble.js';

/** A random tree as nested choices: an inner node tests a feature, a leaf holds values. */
interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly decision: number;
  readonly left: Node;
  readonly right: Node;
}
type Node = { readonly values: readonly number[]; readonly cover: number } | Split;

const DECISIONS = [
  COMPARE.LE,
  COMPARE.LT,
  COMPARE.LT | MISSING_LEFT,
  COMPARE.GE,
  COMPARE.NE | MISSING_LEFT,
  COMPARE.LE | ZERO_IS_MISSING | MISSING_LEFT,
  COMPARE.LE | MISSING_IS_ZERO,
  COMPARE.LT | MISSING_IS_ZERO,
  COMPARE.GT | ZERO_IS_MISSING,
  COMPARE.EQ | MISSING_IS_ZERO,
  COMPARE.IN_SET,
  COMPARE.IN_SET | MISSING_LEFT,
];

function nodeOf(features: number, outputs: number, depth: number): fc.Arbitrary<Node> {
  const leaf = fc.record({
    values: fc.array(fc.integer({ min: -8, max: 8 }), { minLength: outputs, maxLength: outputs }),
    // Zero cover happens: XGBoost may sum hessians to 0.
    cover: fc.integer({ min: 0, max: 5 }),
  });
  if (depth === 0) return leaf;
  const inner = fc.record({
    feature: fc.nat(features - 1),
    threshold: fc.integer({ min: 0, max: 3 }),
    decision: fc.constantFrom(...DECISIONS),
    left: nodeOf(features, outputs, depth - 1),
    right: nodeOf(features, outputs, depth - 1),
  });
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: 4, arbitrary: inner });
}

function flatten(root: Node, outputs: number, sets: ReturnType<typeof categorySets>): RawTree {
  const lists = {
    left: [] as number[],
    right: [] as number[],
    feature: [] as number[],
    threshold: [] as number[],
    decision: [] as number[],
    cover: [] as number[],
    values: [] as number[],
  };
  const visit = (node: Node): number => {
    const at = lists.left.length;
    const isLeaf = 'values' in node;
    lists.left.push(-1);
    lists.right.push(-1);
    lists.feature.push(isLeaf ? -1 : node.feature);
    lists.decision.push(isLeaf ? 0 : node.decision);
    lists.threshold.push(
      isLeaf
        ? 0
        : (node.decision & COMPARE_MASK) === COMPARE.IN_SET
          ? sets.add([node.threshold, node.threshold + 2])
          : node.threshold,
    );
    lists.cover.push(isLeaf ? node.cover : 0);
    lists.values.push(...(isLeaf ? node.values : new Array<number>(outputs).fill(0)));
    if (!isLeaf) {
      lists.left[at] = visit(node.left);
      lists.right[at] = visit(node.right);
      lists.cover[at] = lists.cover[lists.left[at]!]! + lists.cover[lists.right[at]!]!;
    }
    return at;
  };
  visit(root);
  return { ...lists, output: outputs === 1 ? 0 : ALL_OUTPUTS };
}

/** Small ensembles of every decision kind, with rows and a background that hold missing values. */
export function randomCase(options: {
  features: number;
  depth: number;
  outputs: number;
}): fc.Arbitrary<{ model: TreeModel; rows: Matrix; background: Matrix }> {
  const { features, depth, outputs } = options;
  const cell = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 5 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const row = fc.array(cell, { minLength: features, maxLength: features });
  return fc
    .record({
      trees: fc.array(nodeOf(features, outputs, depth), { minLength: 1, maxLength: 3 }),
      rows: fc.array(row, { minLength: 1, maxLength: 4 }),
      background: fc.array(row, { minLength: 2, maxLength: 6 }),
    })
    .map(({ trees, rows, background }) => {
      const sets = categorySets('random');
      const raw = trees.map((tree) => flatten(tree, outputs, sets));
      const ensemble = assembleEnsemble(raw, {
        where: 'random',
        numFeatures: features,
        numOutputs: outputs,
        baseOffset: new Float64Array(outputs).fill(0.5),
        float32: true,
        sets: sets.list,
      });
      const model = treeModel(ensemble, {
        format: 'random',
        features: Array.from({ length: features }, (_, j) => ({ name: `f${j}` })),
        link: 'identity',
        acceptsMissing: true,
      });
      return { model, rows: matrixFromRows(rows, features), background: matrixFromRows(background, features) };
    });
}
