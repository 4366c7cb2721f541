import { TribuneError } from '../../base/errors.js';
import type { Exclusion } from './types.js';

/** Readers of the fields of tallies in JSON: each refuses what is not of its kind and names the place (TALLY_INVALID). */

const DECIMAL = /^-?\d{1,45}$/;

/** Refuses a tally that breaks a rule, with the place in it. */
export function demand(ok: boolean, where: string, what: string): asserts ok {
  if (ok) return;
  throw new TribuneError('TALLY_INVALID', `the tally is malformed: ${where} ${what}`, {
    remedy: 'Pass the output of `tribune tally`, or of the statement that `tribune sql` prints, unchanged.',
    place: { name: where },
  });
}

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((v) => typeof v === 'string');
export const isValueList = (value: unknown): value is (string | null)[] =>
  Array.isArray(value) && value.every((v) => v === null || typeof v === 'string');

export function asRecord(value: unknown, where: string): Record<string, unknown> {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), where, 'is not an object');
  return value as Record<string, unknown>;
}

export function asList(value: unknown, where: string): unknown[] {
  demand(Array.isArray(value), where, 'is not a list');
  return value;
}

export function readCount(value: unknown, where: string): number {
  demand(
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
    where,
    'is not a whole number of at least 0',
  );
  return value;
}

export function readBig(value: unknown, where: string): bigint {
  demand(typeof value === 'string' && DECIMAL.test(value), where, 'is not an integer written as decimal text');
  return BigInt(value);
}

export function readExclusion(json: unknown, where: string): Exclusion {
  const entry = asRecord(json, where);
  demand(typeof entry.reason === 'string', `${where}.reason`, 'is not text');
  return { reason: entry.reason, rows: readCount(entry.rows, `${where}.rows`) };
}
