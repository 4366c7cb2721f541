import { invalidModel } from './limits.js';

/**
 * Memory that the parts of a file may take before the file has shown to be a model. A hostile file says in two bytes what takes a hundred
 * (`[],`); an honest one of 200 MB takes about twice its size. So every reader pays for what it makes, before it makes it.
 */
export interface ReadBudget {
  readonly where: string;
  /** Bytes that may still be taken. */
  left: number;
}

/** For any file, however small. */
const FLOOR_BYTES: number = 64 * 1024 * 1024;
/** Bytes of memory per byte of the file. Honest files need 0.5 (XGBoost) to 2.2 (neutral JSON, one list per leaf). */
const MEMORY_PER_BYTE = 3;

export const readBudget = (fileBytes: number, where: string): ReadBudget => ({
  where,
  left: FLOOR_BYTES + MEMORY_PER_BYTE * fileBytes,
});

/** Bytes of V8's values on a 64-bit machine, with what a growing list leaves behind. */
export const COST = {
  /** One place in a list or object that grows. */
  slot: 24,
  /** A number that is no small integer, outside lists of numbers. */
  number: 16,
  /** An empty list. */
  list: 64,
  /** A list that grows takes places for 17 at once. */
  growing: 136,
  /** An empty list of numbers of one type. */
  typed: 200,
  /** An empty object. */
  object: 96,
  /** A text, besides its characters. */
  text: 40,
  /** A key that was not seen before, in an object or map that is a dictionary. */
  key: 200,
} as const;

/** Throws MODEL_INVALID when the file has taken more than a model of its size. */
export function spend(budget: ReadBudget, bytes: number): void {
  budget.left -= bytes;
  if (budget.left >= 0) return;
  throw invalidModel(budget.where, 'holds more single values, lists or names than a model of its size');
}
