import { TribuneError } from '../../../core/base/errors.js';
import type { CodedAttribute } from '../../../core/fairness/index.js';

/** One value for each person: a list or a typed array. */
export type Column<T> = ArrayLike<T | null | undefined>;

/** Most letters of a wrong value in a message. */
const SHOWN = 60;

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(value.slice(0, SHOWN))
    : typeof value === 'object'
      ? 'an object'
      : String(value);

function invalid(name: string, row: number, value: unknown, wanted: string): TribuneError {
  return new TribuneError('DATA_VALUE_INVALID', `${name}, row ${row} holds ${shown(value)}: ${wanted}`, {
    remedy: 'Give null where a value is not known; turn words into 0 and 1 first.',
    place: { name },
  });
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);

/** Outcomes as 0 and 1, -1 where they are not known. */
export function outcomes(name: string, column: Column<number | boolean>): Int8Array {
  const codes = new Int8Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (value === 1 || value === true) codes[i] = 1;
    else if (value === 0 || value === false) codes[i] = 0;
    else if (isMissing(value)) codes[i] = -1;
    else throw invalid(name, i, value, 'an outcome is 0 or 1');
  }
  return codes;
}

/** Numbers, with NaN for missing ones. */
export function numbersOf(name: string, column: Column<number>): Float64Array {
  const numbers = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (isMissing(value)) numbers[i] = Number.NaN;
    else if (typeof value === 'number' && Number.isFinite(value)) numbers[i] = value;
    else throw invalid(name, i, value, 'a finite number is read there');
  }
  return numbers;
}

/** The groups of an attribute as codes; an empty text is missing, as in a file. */
export function codedAttribute(name: string, column: Column<string | number | boolean>): CodedAttribute {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (isMissing(value) || value === '') {
      codes[i] = -1;
      continue;
    }
    if (typeof value === 'object' || typeof value === 'function')
      throw invalid(name, i, value, 'a group is a text or a number');
    const text = String(value);
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    codes[i] = code;
  }
  return { values: [...codeOf.keys()], codes };
}
