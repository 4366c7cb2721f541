import type { NeutralAdditive } from '../../models/index.js';
import { createGenerator, type Seed } from '../../stats/index.js';
import { type Caution, type Dataset, refused } from '../base/index.js';
import { type Bins, makeBins } from '../binning/index.js';
import { holdOut } from '../splits/index.js';
import { type Bag, boostComponents } from './boost-components.js';
import type { Component } from './component.js';
import { additiveDocument, type Term } from './document.js';
import { choosePairs, PAIR_BINS } from './pairs.js';
import type { AdditiveSettings } from './settings.js';
import { shapeOf } from './shape.js';

export interface AdditiveInput {
  readonly data: Dataset;
  readonly weights: Float64Array | null;
  readonly seed: Seed;
  readonly settings: AdditiveSettings;
  readonly progress: (text: string) => void;
}

export interface AdditiveFit {
  readonly document: NeutralAdditive;
  readonly cautions: readonly Caution[];
  /** What each function adds on average, whichever way: the largest first. */
  readonly importance: readonly { readonly inputs: readonly string[]; readonly meanSize: number }[];
}

/** Learns one function for each input, and for pairs where that is wanted, whose values add up. */
export function fitAdditive(input: AdditiveInput): AdditiveFit {
  const { data, weights, seed, settings, progress } = input;
  const bins = makeBins(data, settings.bins, seed);
  const shapes = data.columns.map((_, column) => shapeFor(bins, column, settings.monotone[column]!));
  const start = startOf(data, weights);
  const bags = Array.from({ length: settings.bags }, (_, b) => bagOf(input, b, start));
  const learned = meanOf(
    bags.map((bag, b) => {
      progress(`functions of inputs, bag ${b + 1} of ${bags.length}`);
      return boostComponents(data, weights, shapes, { bag, rules: settings, draw: drawOf(seed, b) });
    }),
  );
  const terms: Term[] = shapes.map((component, c) => ({ component, values: learned[c]!, bins }));
  if (settings.pairs > 0) {
    const coarse = makeBins(data, PAIR_BINS, seed);
    const grids = choosePairs({ data, weights, bins, coarse, settings, start, shapes, values: learned });
    const values = meanOf(
      bags.map((bag, b) => {
        progress(`functions of pairs, bag ${b + 1} of ${bags.length}`);
        return boostComponents(data, weights, grids, { bag, rules: settings, draw: drawOf(seed, b) });
      }),
    );
    terms.push(...grids.map((component, c) => ({ component, values: values[c]!, bins: coarse })));
  }
  return { ...additiveDocument(data, weights, start, terms), cautions: bins.cautions };
}

/** Draws of a bag. */
const DRAW_STREAM = 21;
const drawOf = (seed: Seed, bag: number): (() => number) => {
  const random = createGenerator(seed, DRAW_STREAM + bag);
  return () => random.nextUniform();
};

/** The best constant: log-odds of the share of ones, or the mean. */
function startOf({ target, task }: Dataset, weights: Float64Array | null): number {
  let [sum, total] = [0, 0];
  target.forEach((y, r) => {
    sum += (weights?.[r] ?? 1) * y;
    total += weights?.[r] ?? 1;
  });
  const mean = sum / total;
  return task === 'binary' ? Math.log(mean / (1 - mean)) : mean;
}

function shapeFor(bins: Bins, column: number, direction: number): Component {
  const { kind, values, hasMissing } = bins.columns[column]!;
  return shapeOf({
    input: column,
    values,
    hasMissing,
    isUnordered: kind === 'categories',
    direction,
    cellOfRow: Uint16Array.from(bins.codes.subarray(column * bins.rows, (column + 1) * bins.rows)),
  });
}

/** Rows of a bag; those of weight 0 say nothing in either part. */
function bagOf({ data, weights, seed, settings }: AdditiveInput, bag: number, start: number): Bag {
  const strata = data.task === 'binary' ? { strata: data.target } : {};
  const { train, test } = holdOut(data.rows, {
    share: settings.validation,
    seed: `bag ${bag} of ${String(seed)}`,
    ...strata,
  });
  const counts = (row: number): boolean => weights === null || weights[row]! > 0;
  const [rows, held] = [train.filter(counts), test.filter(counts)];
  const remedy = 'Give more rows, or hold out another share of them (validation).';
  if (held.length === 0) throw refused(`of ${data.rows} rows none is left to say when to stop`, remedy);
  if (rows.every((row) => data.target[row] === data.target[rows[0]!]))
    throw refused('without the rows that say when to stop, the target is the same in every row', remedy);
  return {
    rows,
    held,
    scores: new Float64Array(rows.length).fill(start),
    heldScores: new Float64Array(held.length).fill(start),
  };
}

/** The mean over bags of the values of each component. */
function meanOf(bags: readonly (readonly Float64Array[])[]): Float64Array[] {
  return bags[0]!.map((first, c) =>
    first.map((_, cell) => bags.reduce((sum, values) => sum + values[c]![cell]!, 0) / bags.length),
  );
}
