import { createGenerator, type Generator } from '../../stats/index.js';
import type { Caution, Dataset, Learner, LearnerInput, LearnerOutput } from '../base/index.js';
import { type Bins, MAX_BINS, makeBins } from '../binning/index.js';
import type { Criterion } from './criterion.js';
import { neutralTree, treesDocument } from './document.js';
import { type CartInput, type CartNode, type CartRules, growCart } from './grow-cart.js';
import { pruneTree } from './prune.js';

/** Streams of the seed: rows of each tree, and columns of each node. */
const TREE_STREAM = 11;
/** Trees after which progress is told. */
const TOLD_EVERY = 10;

const GROWING = {
  minRows: { default: 20, min: 1, whole: true, help: 'fewest rows of a leaf' },
  criterion: {
    default: 'gini',
    choices: ['gini', 'entropy'],
    help: 'how mixed a node is of two classes (numbers: variance)',
  },
  smooth: {
    default: 1,
    min: 0,
    help: 'rows at the mean of all that are added to each leaf, so that a few of one class are no certainty',
  },
  bins: { default: MAX_BINS, min: 2, max: MAX_BINS, whole: true, help: 'most bins of an input' },
} as const;

const TREE_PARAMETERS = {
  depth: { default: 4, min: 1, max: 30, whole: true, help: 'most questions until an answer' },
  ...GROWING,
  prune: {
    default: 0,
    min: 0,
    help: 'a branch must take away at least this share of impurity for each of its leaves (ccp_alpha of scikit-learn)',
  },
} as const;

const FOREST_PARAMETERS = {
  trees: { default: 100, min: 1, max: 10_000, whole: true, help: 'number of trees' },
  depth: { default: 16, min: 1, max: 64, whole: true, help: 'most questions until an answer of a tree' },
  ...GROWING,
  columns: {
    default: 0,
    min: 0,
    whole: true,
    help: 'inputs that each node looks at, drawn anew (0: root of their number; of numbers as target a third)',
  },
} as const;

/** What both learners need of the data: targets near 0, weights, bins. */
interface Ground {
  readonly bins: Bins;
  readonly target: Float64Array;
  readonly weights: Float64Array;
  readonly mean: number;
  /** What was taken off the targets: numbers far from 0 would lose digits in their squares. */
  readonly shift: number;
}

function groundOf({ data, weights, parameters, seed }: LearnerInput): Ground {
  const bins = makeBins(data, Number(parameters.bins), seed);
  const all = weights ?? new Float64Array(data.rows).fill(1);
  const mean = meanOf(data.target, all);
  const shift = data.task === 'binary' ? 0 : mean;
  const target = shift === 0 ? data.target : data.target.map((y) => y - shift);
  return { bins, target, weights: all, mean: mean - shift, shift };
}

function meanOf(target: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let r = 0; r < target.length; r++) {
    sum += weights[r]! * target[r]!;
    total += weights[r]!;
  }
  return sum / total;
}

const criterionOf = ({ task }: Dataset, criterion: unknown): Criterion =>
  task === 'number' ? 'variance' : criterion === 'entropy' ? 'entropy' : 'gini';

/** Rows of a weight above 0. */
const counting = (weights: Float64Array): Int32Array =>
  Int32Array.from(weights.keys()).filter((row) => weights[row]! > 0);

function fitTree(input: LearnerInput): LearnerOutput {
  const { data, parameters } = input;
  const { bins, target, weights, mean, shift } = groundOf(input);
  const all = data.columns.map((_, column) => column);
  const grown = growCart(
    { bins, columns: data.columns, target, weights, rows: counting(weights) },
    {
      criterion: criterionOf(data, parameters.criterion),
      depth: Number(parameters.depth),
      minRows: Number(parameters.minRows),
      columnsOf: () => ({ order: all, most: all.length }),
    },
  );
  const alpha = Number(parameters.prune);
  const nodes = alpha > 0 ? pruneTree(grown, alpha) : grown;
  const tree = neutralTree(bins, nodes, { smooth: Number(parameters.smooth), mean, shift, share: 1 });
  return { document: treesDocument(data, [tree]), cautions: [...bins.cautions, ...sameForAll([nodes], parameters)] };
}

function fitForest(input: LearnerInput): LearnerOutput {
  const { data, parameters, seed, progress } = input;
  const ground = groundOf(input);
  const { bins, mean, shift } = ground;
  const trees = Number(parameters.trees);
  const grown: CartNode[][] = [];
  for (let t = 0; t < trees; t++) {
    const random = createGenerator(seed, TREE_STREAM + t);
    grown.push(growCart(drawn(data, ground, random), forestRules(input, random)));
    if ((t + 1) % TOLD_EVERY === 0) progress(`tree ${t + 1} of ${trees}`);
  }
  const leaf = { smooth: Number(parameters.smooth), mean, shift, share: 1 / trees };
  return {
    document: treesDocument(
      data,
      grown.map((nodes) => neutralTree(bins, nodes, leaf)),
    ),
    cautions: [...bins.cautions, ...sameForAll(grown, parameters)],
  };
}

/** As many rows as there are, drawn with replacement: a row drawn twice counts twice. */
function drawn({ columns }: Dataset, { bins, target, weights }: Ground, random: Generator): CartInput {
  const counted = new Float64Array(weights.length);
  const rows = counting(weights);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[random.nextInteger(rows.length)]!;
    counted[row]! += weights[row]!;
  }
  return { bins, columns, target, weights: counted, rows: counting(counted) };
}

function forestRules({ data, parameters }: LearnerInput, random: Generator): CartRules {
  const width = data.columns.length;
  const usual = data.task === 'binary' ? Math.sqrt(width) : width / 3;
  const most = Number(parameters.columns) || Math.max(1, Math.floor(usual));
  const order = Int32Array.from({ length: width }, (_, column) => column);
  const columnsOf = (): { order: Int32Array; most: number } => {
    for (let i = width - 1; i > 0; i--) {
      const j = random.nextInteger(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return { order, most };
  };
  return {
    criterion: criterionOf(data, parameters.criterion),
    depth: Number(parameters.depth),
    minRows: Number(parameters.minRows),
    columnsOf,
  };
}

function sameForAll(
  trees: readonly (readonly CartNode[])[],
  { minRows, prune }: LearnerInput['parameters'],
): Caution[] {
  if (trees.some((nodes) => nodes.length > 1)) return [];
  const settings = `minRows ${minRows}${Number(prune) > 0 ? ` and prune ${prune}` : ''}`;
  const message = `no split gains anything with ${settings}: the model says the same of everybody`;
  return [{ kind: 'same-for-all', column: null, message }];
}

export const treeLearner: Learner = {
  name: 'tree',
  summary: 'one shallow tree of yes-or-no questions, small enough to be read',
  tasks: ['binary', 'number'],
  parameters: TREE_PARAMETERS,
  fit: fitTree,
};

export const forestLearner: Learner = {
  name: 'forest',
  summary: 'random forest: the mean of many deep trees, each of rows and inputs drawn anew',
  tasks: ['binary', 'number'],
  parameters: FOREST_PARAMETERS,
  fit: fitForest,
};
