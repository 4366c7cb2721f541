import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../stats/index.js';
import { type Bins, makeBins } from '../binning/index.js';
import { makeDataset } from '../index.js';
import { type Histograms, loopHistograms } from './histogram.js';
import { kernelHistograms } from './histogram-kernel.js';

const SOURCES = pathToFileURL(resolve('scripts/kernel/sources.mjs')).href;

/** Columns of many and of few values, some with gaps, one of categories. */
function binsOf(rows: number, width: number): Bins {
  const random = createGenerator(5);
  const columns = Array.from({ length: width }, (_, c) => ({
    name: `x${c}`,
    values: Float64Array.from({ length: rows }, () => {
      if (c % 3 === 1 && random.nextUniform() < 0.1) return Number.NaN;
      return c % 2 === 0 ? random.nextNormal() : random.nextInteger(1 + c);
    }),
    ...(c === 3 ? { categories: ['a', 'b', 'c', 'd'] } : {}),
  }));
  return makeBins(makeDataset({ columns, target: Float64Array.from({ length: rows }, (_, r) => r % 2) }), 254, 1);
}

/** How its rows are parted, what a leaf, its smaller child and the rest of it sum to, and the best cuts of all three. */
function worked({ rows, columns, offsets }: Bins, histograms: Histograms): number[] {
  const random = createGenerator(9);
  for (let i = 0; i < 2 * rows; i++)
    histograms.derivatives[i] = i % 2 === 0 ? random.nextNormal() : random.nextUniform();
  const [parent, child] = [histograms.take(), histograms.take()];
  histograms.sum({ from: 0, to: histograms.rows.length }, parent);
  histograms.sum({ from: 7, to: 7 + (histograms.rows.length >> 1) }, child);
  const isLeft = Uint8Array.from({ length: 256 }, (_, bin) => ((bin * 7) % 3) & 1);
  const middle = histograms.partition({ from: 3, to: histograms.rows.length - 2 }, columns.length - 1, isLeft);
  const all = [...parent, ...child, middle, ...histograms.rows];
  histograms.subtract(parent, child);
  all.push(...parent);
  const task = { g: 3, h: rows / 4, l2: 0.5, least: 2, own: 9 / (rows / 4 + 0.5) };
  columns.forEach((_, c) => {
    const range = { from: offsets[c]!, to: offsets[c + 1]! - 2 };
    const gain = histograms.search.cut(parent, range, { g: 0.25, h: 1 }, task);
    all.push(gain, ...(gain > 0 ? histograms.search.found : []));
  });
  for (const sums of [parent, child]) histograms.giveBack(sums);
  return all;
}

describe('the kernel of histograms', () => {
  it('is what its source says', async () => {
    const { histogramSource } = (await import(/* @vite-ignore */ SOURCES)) as { histogramSource(): string };
    const file = readFileSync(resolve(import.meta.dirname, 'histogram-code.ts'), 'utf8');
    expect(file === histogramSource(), 'run scripts/make-kernel.mjs').toBe(true);
  });

  it.each([1, 4, 17, 67])('gives the bits of the loops for %d columns and rows in any order', (width) => {
    const bins = binsOf(3001, width);
    const random = createGenerator(2);
    const rows = Int32Array.from({ length: 2500 }, () => random.nextInteger(3001));
    const kernel = kernelHistograms(bins, rows, 2)!;
    const loops = loopHistograms(bins, rows);
    // Twice, because room that is given back is used again, whatever stands in it.
    for (let time = 0; time < 2; time++) expect(worked(bins, kernel)).toEqual(worked(bins, loops));
  });

  it('is not opened where its memory would pass what it can address', () => {
    const { columns, ...bins } = binsOf(10, 1);
    expect(kernelHistograms({ ...bins, columns, rows: 2 ** 28 }, new Int32Array(10), 2)).toBeNull();
  });
});

describe('bins of numbers', () => {
  it.each([
    ['of all sizes', (i: number) => (i % 2 === 0 ? 1 : -1) * 10 ** ((i * 37) % 300)],
    ['that differ in the last bits', (i: number) => 1 + (i % 600) * Number.EPSILON],
    ['too small for a quotient', (i: number) => (i % 300) * Number.MIN_VALUE],
    ['at the ends of what there is', (i: number) => [Number.MAX_VALUE, -Number.MAX_VALUE, 0, i % 400][i % 4]!],
    ['that lie all but one together', (i: number) => (i === 5 ? 1e12 : Math.sin(i))],
    ['that are all alike', () => 3],
  ])('count the cuts below numbers %s', (_, numberAt) => {
    const values = Float64Array.from({ length: 5000 }, (__, i) => numberAt(i));
    const data = makeDataset({ columns: [{ name: 'x', values }], target: values.map((___, i) => i % 2) });
    const { codes, columns } = makeBins(data, 254, 1);
    expect([...codes]).toEqual(Array.from(values, (x) => columns[0]!.cuts.filter((cut) => cut < x).length));
  });
});
