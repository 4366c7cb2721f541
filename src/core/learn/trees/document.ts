import type { NeutralTree, NeutralTrees } from '../../models/index.js';
import type { Dataset } from '../base/index.js';
import { type Bins, codesOf } from '../binning/index.js';
import type { CartNode } from './grow-cart.js';

/** What the leaves of a tree say. */
export interface LeafValues {
  /** Rows at the mean of all that are added to each leaf, so that a few of one class are no certainty. */
  readonly smooth: number;
  /** Mean of all, on the scale of the targets that the tree saw. */
  readonly mean: number;
  /** What was taken off every target. */
  readonly shift: number;
  /** Share of a leaf's value that the tree gives. */
  readonly share: number;
}

/** A tree in the arrays of the neutral format. */
export function neutralTree(bins: Bins, nodes: readonly CartNode[], leaf: LeafValues): NeutralTree {
  return {
    childrenLeft: nodes.map(({ children }) => children?.[0] ?? -1),
    childrenRight: nodes.map(({ children }) => children?.[1] ?? -1),
    feature: nodes.map(({ split }) => split?.column ?? -1),
    threshold: nodes.map(({ threshold }) => threshold),
    value: nodes.map(({ weight, sum, children }) => {
      if (children !== null) return 0;
      return (leaf.share * (sum + leaf.smooth * leaf.mean)) / (weight + leaf.smooth) + leaf.share * leaf.shift;
    }),
    cover: nodes.map(({ weight }) => weight),
    missingLeft: nodes.map(({ split }) => (split?.missingLeft === true ? 1 : 0)),
    leftCategories: nodes.map(({ split }) => (split === null || split.lastBin >= 0 ? null : codesOf(bins, split))),
  };
}

/** Trees whose values add up to what is published: a chance, or a number. */
export function treesDocument(data: Dataset, trees: readonly NeutralTree[]): NeutralTrees {
  const hasCategories = data.columns.some(({ categories }) => categories !== undefined);
  return {
    kind: 'tree-ensemble',
    featureNames: data.columns.map(({ name }) => name),
    ...(hasCategories ? { categories: data.columns.map(({ categories }) => categories ?? null) } : {}),
    numOutputs: 1,
    link: 'identity',
    ...(data.task === 'binary' ? { chances: 'second' } : {}),
    baseOffset: [0],
    inputPrecision: 'float64',
    trees,
  };
}
