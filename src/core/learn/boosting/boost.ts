import type { NeutralTree, NeutralTrees } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import type { Caution, Dataset } from '../base/index.js';
import { holdOut } from '../splits/index.js';
import { makeBins } from './bins.js';
import { type GrowRules, growTree, makeGrower } from './grow.js';
import { openHistograms } from './open-histograms.js';

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
  const held = settings.patience > 0 ? heldRows(input) : new Int32Array(0);
  const histograms = openHistograms(bins, without(data.rows, held), settings.leaves);
  const { rows, derivatives } = histograms;
  const grower = makeGrower(bins, histograms, weights);
  const base = startOf(data, weights, rows);
  const scores = new Float64Array(data.rows).fill(base);
  const trees: NeutralTree[] = [];
  const lost: number[] = [lossOf(input, scores, held)];
  for (let round = 0; round < settings.rounds; round++) {
    derive(input, scores, derivatives);
    const { tree, leaves } = growTree(grower, settings);
    if (tree.value.length === 1 && tree.value[0] === 0) break;
    trees.push(tree);
    for (const { from, to, value } of leaves) for (let i = from; i < to; i++) scores[rows[i]!]! += value;
    if (held.length > 0) {
      addTree(data, tree, held, scores);
      lost.push(lossOf(input, scores, held));
      if (trees.length - bestOf(lost) >= settings.patience) break;
    }
    if ((round + 1) % TOLD_EVERY === 0) progress(`tree ${round + 1} of ${settings.rounds}`);
  }
  const kept = held.length > 0 ? trees.slice(0, Math.max(1, bestOf(lost))) : trees;
  return { document: documentOf(data, base, kept), cautions: bins.cautions };
}

/** The first of the least losses: number of trees that it was reached with. */
const bestOf = (lost: readonly number[]): number => lost.indexOf(Math.min(...lost));

function heldRows({ data, settings, seed }: BoostInput): Int32Array {
  const strata = data.task === 'binary' ? { strata: data.target } : {};
  return holdOut(data.rows, { share: settings.validation, seed: `early stopping of ${String(seed)}`, ...strata }).test;
}

function without(rows: number, held: Int32Array): Int32Array {
  const isHeld = new Uint8Array(rows);
  for (const row of held) isHeld[row] = 1;
  return Int32Array.from({ length: rows }, (_, row) => row).filter((row) => isHeld[row] === 0);
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
