import { invalidModel } from './limits.js';

/**
 * Memory that the parts of a file may take before the file has proved to be a model. A hostile file writes in two bytes what takes a
 * hundred in memory (`[],`); an honest one of 200 MB takes about twice its size. So every reader charges the budget before it allocates.
 */
export interface ReadBudget {
  readonly where: string;
  /** Number of bytes that may still be allocated. */
  left: number;
}

/** Budget of any file, however small. */
const FLOOR_BYTES: number = 64 * 1024 * 1024;
/** Budget per byte of the file. Honest files need 0.5 (XGBoost) to 2.2 (neutral JSON, one list per leaf). */
const MEMORY_PER_BYTE = 3;

export const readBudget = (fileBytes: number, where: string): ReadBudget => ({
  where,
  left: FLOOR_BYTES + MEMORY_PER_BYTE * fileBytes,
});

/** Sizes in bytes of V8's values on a 64-bit machine, with what a growing list leaves behind. */
export const COST = {
  /** One place in a list or object that grows. */
  slot: 24,
  /** A number outside lists of numbers that is no small integer. */
  number: 16,
  /** An empty list. */
  list: 64,
  /** The first growth of a list, which takes 17 places at once. */
  growing: 136,
  /** An empty list of numbers of one type. */
  typed: 200,
  /** An empty object. */
  object: 96,
  /** A text, without its characters. */
  text: 40,
  /** A new key in an object or map that is a dictionary. */
  key: 200,
} as const;

/** Charges bytes to the budget, and throws MODEL_INVALID when the file has taken more than a model of its size. */
export function spend(budget: ReadBudget, bytes: number): void {
  budget.left -= bytes;
  if (budget.left >= 0) return;
  throw invalidModel(budget.where, 'holds more single values, lists or names than a model of its size');
}
