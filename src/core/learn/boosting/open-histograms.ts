import type { Bins } from '../binning/index.js';
import { type Histograms, loopHistograms } from './histogram.js';
import { kernelHistograms } from './histogram-kernel.js';

/** Cells from which a kernel with a memory of its own pays. */
const WORTH_KERNEL = 20_000;

/** Histograms over these row numbers: by the kernel where it is to be had and pays, else by loops, which give the same bits. */
export function openHistograms(bins: Bins, rows: Int32Array, leaves: number): Histograms {
  const isWorth = bins.rows * bins.columns.length >= WORTH_KERNEL;
  return (isWorth ? kernelHistograms(bins, rows, leaves) : null) ?? loopHistograms(bins, rows);
}
