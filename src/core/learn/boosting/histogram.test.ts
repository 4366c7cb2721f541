import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../stats/index.js';
import { makeDataset } from '../index.js';
import { type Bins, makeBins } from './bins.js';
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

/** What a leaf, its smaller child and the rest of it sum to, and the best cuts of all three. */
function worked({ rows, columns, offsets }: Bins, histograms: Histograms): number[] {
  const random = createGenerator(9);
  for (let i = 0; i < 2 * rows; i++)
    histograms.derivatives[i] = i % 2 === 0 ? random.nextNormal() : random.nextUniform();
  const [parent, child] = [histograms.take(), histograms.take()];
  histograms.sum({ from: 0, to: histograms.rows.length }, parent);
  histograms.sum({ from: 7, to: 7 + (histograms.rows.length >> 1) }, child);
  const all = [...parent, ...child];
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
    expect(worked(bins, kernel)).toEqual(worked(bins, loopHistograms(bins, rows)));
    // The room that is given back is used again, whatever stands in it.
    expect(worked(bins, kernel)).toEqual(worked(bins, kernel));
  });

  it('is not opened where its memory would pass what it can address', () => {
    const { columns, ...bins } = binsOf(10, 1);
    expect(kernelHistograms({ ...bins, columns, rows: 2 ** 28 }, new Int32Array(10), 2)).toBeNull();
  });
});
