import type { Bins } from './bins.js';

/** Which bins of a column go left. */
export interface BinSplit {
  readonly column: number;
  /** Last bin that goes left, of numbers; -1 at a split by categories. */
  readonly lastBin: number;
  /** Bins that go left, of categories; empty at a split of numbers. */
  readonly leftBins: readonly number[];
  readonly missingLeft: boolean;
}

/** Bins that a byte can name. */
const BYTE = 256;

/** 1 for each bin that goes left. */
export function sidesOf({ columns }: Bins, { column, lastBin, leftBins, missingLeft }: BinSplit): Uint8Array {
  const side = new Uint8Array(BYTE);
  const { values, hasMissing } = columns[column]!;
  for (let bin = 0; bin <= lastBin; bin++) side[bin] = 1;
  for (const bin of leftBins) side[bin] = 1;
  if (hasMissing) side[values] = missingLeft ? 1 : 0;
  return side;
}

/** Threshold of a split of numbers. Behind the last cut stand only missing values, so every number goes left. */
export function cutOf({ columns }: Bins, { column, lastBin }: BinSplit): number {
  return columns[column]!.cuts[lastBin] ?? Number.MAX_VALUE;
}

/** Codes of the categories that go left. */
export function codesOf({ columns }: Bins, { column, leftBins }: BinSplit): number[] {
  const left = new Set(leftBins);
  return Array.from(columns[column]!.binOfCode.keys()).filter((code) => left.has(columns[column]!.binOfCode[code]!));
}
