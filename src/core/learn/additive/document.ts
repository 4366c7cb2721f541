import type { GridAxis, GridTerm, NeutralAdditive, NeutralTerm } from '../../models/index.js';
import type { Dataset } from '../base/index.js';
import { type Bins, closedCuts } from '../binning/index.js';
import type { Component } from './component.js';

/** A function that was learned: its values by cell, and the bins that its cells stand for. */
export interface Term {
  readonly component: Component;
  readonly values: Float64Array;
  readonly bins: Bins;
}

/** The sum of the functions as a model, each moved so that its mean over the people is 0, and how much each adds on average. */
export function additiveDocument(
  data: Dataset,
  weights: Float64Array | null,
  start: number,
  terms: readonly Term[],
): {
  document: NeutralAdditive;
  importance: { inputs: string[]; meanSize: number }[];
} {
  let intercept = start;
  const importance: { inputs: string[]; meanSize: number }[] = [];
  const written: (NeutralTerm | GridTerm)[] = [];
  for (const term of terms) {
    const { mean, meanSize } = spreadOf(term, weights);
    const inputs = term.component.inputs.map((input) => data.columns[input]!.name);
    intercept += mean;
    importance.push({ inputs, meanSize });
    const values = term.values.map((value) => value - mean);
    if (values.every((value) => value === 0)) continue;
    written.push(inputs.length === 1 ? shapeTerm(data, { ...term, values }) : gridTerm(data, { ...term, values }));
  }
  const document: NeutralAdditive = {
    kind: 'additive',
    featureNames: data.columns.map(({ name }) => name),
    categories: data.columns.map(({ categories }) => categories ?? null),
    numOutputs: 1,
    link: data.task === 'binary' ? 'logit' : 'identity',
    intercept: [intercept],
    terms: written,
  };
  return { document, importance: importance.sort((a, b) => b.meanSize - a.meanSize) };
}

/** Mean over the people of what a function adds, and mean of its distance from there. */
function spreadOf(
  { component: { cells, cellOfRow }, values }: Term,
  weights: Float64Array | null,
): { mean: number; meanSize: number } {
  const held = new Float64Array(cells);
  cellOfRow.forEach((cell, r) => {
    held[cell]! += weights?.[r] ?? 1;
  });
  let [total, mean, size] = [0, 0, 0];
  held.forEach((weight, cell) => {
    total += weight;
    mean += weight * values[cell]!;
  });
  mean /= total;
  held.forEach((weight, cell) => {
    size += weight * Math.abs(values[cell]! - mean);
  });
  return { mean, meanSize: size / total };
}

/** A function of one input. A missing value that nobody had, and a category never seen, add 0, as somebody average. */
function shapeTerm(data: Dataset, { component, values, bins }: Term): NeutralTerm {
  const feature = component.inputs[0]!;
  const own = bins.columns[feature]!;
  const { categories, values: given } = data.columns[feature]!;
  const missing = own.hasMissing ? values[own.values]! : 0;
  if (categories !== undefined) {
    const unseen = own.rare === null ? 0 : values[own.rare]!;
    const byCode = Array.from(own.binOfCode, (bin) => (bin < own.values ? values[bin]! : unseen));
    return { feature, shape: 'categories', values: byCode, unseen, missing };
  }
  const cuts = closedCuts(own, given);
  // Neighbouring bins of one value are one step.
  const kept = Array.from(cuts.keys()).filter((cut) => values[cut] !== values[cut + 1]);
  return {
    feature,
    shape: 'steps',
    cuts: kept.map((cut) => cuts[cut]!),
    values: [...kept.map((cut) => values[cut]!), values[own.values - 1]!],
    missing,
  };
}

function gridTerm(data: Dataset, { component, values, bins }: Term): GridTerm {
  const [first, second] = component.inputs as [number, number];
  const [a, b] = [axisOf(data, bins, first), axisOf(data, bins, second)];
  const width = bins.columns[second]!.values + (bins.columns[second]!.hasMissing ? 1 : 0);
  const height = values.length / width;
  // One place more of each axis is for who has no place of his own: he gets nothing from the pair.
  const rows = Array.from({ length: height }, (_, i) => [...values.subarray(i * width, (i + 1) * width), 0]);
  return {
    features: [first, second],
    shape: 'grid',
    axes: [a, b],
    values: [...rows, new Array<number>(width + 1).fill(0)],
  };
}

function axisOf(data: Dataset, bins: Bins, input: number): GridAxis {
  const own = bins.columns[input]!;
  const nobody = own.values + (own.hasMissing ? 1 : 0);
  const missing = own.hasMissing ? own.values : nobody;
  const { categories, values } = data.columns[input]!;
  if (categories === undefined) return { cuts: [...closedCuts(own, values)], missing };
  const unseen = own.rare ?? nobody;
  return { places: Array.from(own.binOfCode, (bin) => (bin < own.values ? bin : unseen)), unseen, missing };
}
