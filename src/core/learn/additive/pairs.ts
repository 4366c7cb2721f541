import type { Dataset } from '../base/index.js';
import type { Bins } from '../binning/index.js';
import type { Component } from './component.js';
import { gridOf } from './grid.js';
import type { AdditiveSettings } from './settings.js';

/** Most places of an input of a pair: more cells than people tell nothing. */
export const PAIR_BINS = 32;

interface PairInput {
  readonly data: Dataset;
  readonly weights: Float64Array | null;
  /** Bins of the functions of one input, and coarser ones for pairs. */
  readonly bins: Bins;
  readonly coarse: Bins;
  readonly settings: AdditiveSettings;
  readonly start: number;
  readonly shapes: readonly Component[];
  readonly values: readonly Float64Array[];
}

/**
 * The pairs that take away most of the loss that the functions of one input leave, by one cut of each input (Lou and others 2013). Pairs of an input with a direction are left
 * out: what they add could turn it round.
 */
export function choosePairs(input: PairInput): Component[] {
  const { data, coarse, settings } = input;
  const derivatives = derivativesOf(input);
  const orders = data.columns.map((_, column) => orderOf(coarse, column, derivatives));
  const free = data.columns.flatMap((_, column) =>
    settings.monotone[column] === 0 && orders[column]!.length > 1 ? [column] : [],
  );
  const found = free.flatMap((first, i) =>
    free.slice(i + 1).map((second) => {
      const component = gridFor(coarse, first, second, orders);
      return { gain: gainOf(component, derivatives, settings), component };
    }),
  );
  return found
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain)
    .slice(0, settings.pairs)
    .map(({ component }) => component);
}

/** First and second derivative of each row at the sum of the functions of one input. */
function derivativesOf({ data, weights, start, shapes, values }: PairInput): Float64Array {
  const out = new Float64Array(2 * data.rows);
  for (let r = 0; r < data.rows; r++) {
    let score = start;
    for (let c = 0; c < shapes.length; c++) score += values[c]![shapes[c]!.cellOfRow[r]!]!;
    const w = weights?.[r] ?? 1;
    const chance = data.task === 'binary' ? 1 / (1 + Math.exp(-score)) : score;
    out[2 * r] = w * (chance - data.target[r]!);
    out[2 * r + 1] = data.task === 'binary' ? w * chance * (1 - chance) : w;
  }
  return out;
}

/** Places of an input in an order that means something: categories by what is left to say of them. Missing values stand last. */
function orderOf({ columns, codes, rows }: Bins, column: number, derivatives: Float64Array): Int32Array {
  const { kind, values, hasMissing } = columns[column]!;
  const order = Int32Array.from({ length: values + (hasMissing ? 1 : 0) }, (_, place) => place);
  if (kind === 'number') return order;
  const sums = new Float64Array(2 * order.length);
  for (let r = 0; r < rows; r++) {
    const at = 2 * codes[column * rows + r]!;
    sums[at]! += derivatives[2 * r]!;
    sums[at + 1]! += derivatives[2 * r + 1]!;
  }
  const ratio = (place: number): number => sums[2 * place]! / (sums[2 * place + 1]! + 1);
  return order.sort((a, b) => ratio(a) - ratio(b) || a - b);
}

function gridFor({ codes, rows }: Bins, first: number, second: number, orders: readonly Int32Array[]): Component {
  const width = orders[second]!.length;
  const cellOfRow = Uint16Array.from(
    { length: rows },
    (_, r) => codes[first * rows + r]! * width + codes[second * rows + r]!,
  );
  return gridOf({ inputs: [first, second], orders: [orders[first]!, orders[second]!], cellOfRow });
}

function gainOf({ cells, cellOfRow, step }: Component, derivatives: Float64Array, settings: AdditiveSettings): number {
  const [sums, counts] = [new Float64Array(2 * cells), new Float64Array(cells)];
  cellOfRow.forEach((cell, r) => {
    sums[2 * cell]! += derivatives[2 * r]!;
    sums[2 * cell + 1]! += derivatives[2 * r + 1]!;
    counts[cell]!++;
  });
  return step({ sums, counts }, settings, new Float64Array(cells));
}
