import { demand } from '../base/check.js';

/** Observations of each kind in a batch. The larger, the less a batch's value varies; the smaller, the larger a bet may be. */
export const DEFAULT_PER_BATCH = 5;

/**
 * How many batches of at least `perBatch` observations of each stream there are; 0 where a stream is too small for one.
 * @throws TribuneError `INVALID_ARGUMENT` unless perBatch is a whole number of at least 1
 */
export function batchesOf(sizes: readonly number[], perBatch: number = DEFAULT_PER_BATCH): number {
  demandPerBatch(perBatch);
  return Math.floor(Math.min(...sizes) / perBatch);
}

export function demandPerBatch(perBatch: number): void {
  if (!(Number.isSafeInteger(perBatch) && perBatch >= 1))
    demand(false, `perBatch is ${perBatch}`, 'Pass a whole number of at least 1.');
}

/** Where a batch of a stream begins: every observation is in exactly one, in the order in which they came. */
export const batchStart = (batch: number, batches: number, size: number): number =>
  Math.floor((batch * size) / batches);
