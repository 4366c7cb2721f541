import type { NeutralTree, NeutralTrees } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { type Caution, type Dataset, refused, type ScorePenalty } from '../base/index.js';
import { makeBins } from '../binning/index.js';
import { holdOut } from '../splits/index.js';
import { boostCautions } from './cautions.js';
import { type Grower, type GrownTree, type GrowRules, growTree, makeGrower } from './grow.js';
import { openHistograms } from './open-histograms.js';
import { penalisedLeaves } from './penalty.js';

export interface BoostSettings extends GrowRules {
  readonly rounds: number;
  readonly bins: number;
  /** Rounds without a better loss on rows held out after which it stops; 0: it does not stop early. */
  readonly patience: number;
  /** Share of the rows that early stopping holds out. */
  readonly validation: number;
}

export interface BoostInput {
  readonly data: Dataset;
  readonly weights: Float64Array | null;
  readonly penalty: ScorePenalty | null;
  readonly seed: Seed;
  readonly settings: BoostSettings;
  readonly progress: (text: string) => void;
}

/** Rounds after which progress is told. */
const TOLD_EVERY = 10;

/** Boosts trees: each fits the derivatives of the loss of those before it (Friedman 2001; second order: Chen and Guestrin 2016). */
export function boost(input: BoostInput): { document: NeutralTrees; cautions: readonly Caution[] } {
  const { data, weights, settings, seed, progress } = input;
  const bins = makeBins(data, settings.bins, seed);
  const { held, rest } = partsOf(input);
  const histograms = openHistograms(bins, rest, settings.leaves);
  const { rows, derivatives } = histograms;
  const grower = makeGrower(bins, histograms, weights);
  const base = startOf(data, weights, rows);
  const scores = new Float64Array(data.rows).fill(base);
  const trees: NeutralTree[] = [];
  const grow = growing(input, grower);
  let best = { trees: 0, loss: lossOf(input, scores, held) };
  for (let round = 0; round < settings.rounds; round++) {
    derive(input, scores, derivatives);
    const { tree, leaves } = grow(scores);
    if (tree.value.length === 1 && tree.value[0] === 0) break;
    trees.push(tree);
    for (const { from, to, value } of leaves) for (let i = from; i < to; i++) scores[rows[i]!]! += value;
    if (held.length > 0) {
      addTree(data, tree, held, scores);
      const loss = lossOf(input, scores, held);
      if (loss < best.loss) best = { trees: trees.length, loss };
      if (trees.length - best.trees >= settings.patience) break;
    }
    if ((round + 1) % TOLD_EVERY === 0) progress(`tree ${round + 1} of ${settings.rounds}`);
  }
  const kept = held.length > 0 ? trees.slice(0, Math.max(1, best.trees)) : trees;
  return {
    document: documentOf(data, base, kept),
    cautions: [...bins.cautions, ...boostCautions(data, settings, kept)],
  };
}

/** What grows a tree for the derivatives at these scores. */
function growing({ penalty, weights, settings }: BoostInput, grower: Grower): (scores: Float64Array) => GrownTree {
  if (penalty === null) return () => growTree(grower, settings);
  const { rows, derivatives } = grower.histograms;
  const penalised = penalisedLeaves(penalty, { rows, derivatives, weights, ...settings });
  return (scores) => {
    const prices = penalised.begin(scores, derivatives);
    return penalised.settle(growTree(grower, settings), prices);
  };
}

/** The rows that early stopping holds out, and those that are left to learn from; it refuses parts that judge nothing or are all alike. */
function partsOf({ data, weights, settings, seed }: BoostInput): { held: Int32Array; rest: Int32Array } {
  if (settings.patience === 0)
    return { held: new Int32Array(0), rest: Int32Array.from({ length: data.rows }, (_, row) => row) };
  const strata = data.task === 'binary' ? { strata: data.target } : {};
  const parts = { share: settings.validation, seed: `early stopping of ${String(seed)}`, ...strata };
  const { test: held, train: rest } = holdOut(data.rows, parts);
  const counts = (row: number): boolean => weights === null || weights[row]! > 0;
  const remedy = 'Give more rows, or learn without early stopping: patience 0.';
  if (!held.some(counts))
    throw refused(`early stopping holds out no row${weights === null ? '' : ' of a weight above 0'}`, remedy);
  const learned = rest.filter(counts);
  if (learned.every((row) => data.target[row] === data.target[learned[0]!]))
    throw refused('without the rows that early stopping holds out, the target is the same in every row', remedy);
  return { held, rest };
}

/** The best constant: log-odds of the share of ones, or the mean. */
function startOf({ target, task }: Dataset, weights: Float64Array | null, rows: Int32Array): number {
  let [sum, total] = [0, 0];
  for (const row of rows) {
    const w = weights?.[row] ?? 1;
    sum += w * target[row]!;
    total += w;
  }
  const mean = sum / total;
  return task === 'binary' ? Math.log(mean / (1 - mean)) : mean;
}

function derive({ data, weights }: BoostInput, scores: Float64Array, out: Float64Array): void {
  const { target, rows, task } = data;
  for (let r = 0; r < rows; r++) {
    const w = weights === null ? 1 : weights[r]!;
    if (task === 'binary') {
      const chance = 1 / (1 + Math.exp(-scores[r]!));
      out[2 * r] = w * (chance - target[r]!);
      out[2 * r + 1] = w * chance * (1 - chance);
    } else {
      out[2 * r] = w * (scores[r]! - target[r]!);
      out[2 * r + 1] = w;
    }
  }
}

/** Mean loss on rows held out. */
function lossOf({ data, weights }: BoostInput, scores: Float64Array, rows: Int32Array): number {
  let [sum, total] = [0, 0];
  for (const row of rows) {
    const w = weights?.[row] ?? 1;
    const [z, y] = [scores[row]!, data.target[row]!];
    sum += w * (data.task === 'binary' ? Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - y * z : (y - z) ** 2);
    total += w;
  }
  return sum / total;
}

function addTree({ columns }: Dataset, tree: NeutralTree, rows: Int32Array, scores: Float64Array): void {
  const sets = tree.leftCategories!.map((codes) => (codes === null ? null : new Set(codes)));
  for (const row of rows) {
    let node = 0;
    while (tree.childrenLeft[node]! >= 0) {
      const value = columns[tree.feature[node]!]!.values[row]!;
      const set = sets[node] ?? null;
      const known = set === null ? value <= tree.threshold[node]! : set.has(value);
      const left = Number.isNaN(value) ? tree.missingLeft[node] === 1 : known;
      node = left ? tree.childrenLeft[node]! : tree.childrenRight[node]!;
    }
    scores[row]! += tree.value[node]!;
  }
}

function documentOf(data: Dataset, base: number, trees: readonly NeutralTree[]): NeutralTrees {
  const hasCategories = data.columns.some(({ categories }) => categories !== undefined);
  return {
    kind: 'tree-ensemble',
    featureNames: data.columns.map(({ name }) => name),
    ...(hasCategories ? { categories: data.columns.map(({ categories }) => categories ?? null) } : {}),
    numOutputs: 1,
    link: data.task === 'binary' ? 'logit' : 'identity',
    baseOffset: [base],
    inputPrecision: 'float64',
    trees,
  };
}
