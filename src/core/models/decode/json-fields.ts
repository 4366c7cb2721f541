import { counted } from '../../base/counted.js';
import { invalidModel } from './limits.js';

/**
 * Checked access to parsed JSON (or UBJSON). Only own properties are read, so a key `__proto__` or `constructor` in a hostile
 * file is a key like any other and reaches no prototype.
 */
export type JsonObject = Readonly<Record<string, unknown>>;
export type Numbers = ArrayLike<number>;

const show = (value: unknown): string => (value === null ? 'null' : isList(value) ? 'an array' : typeof value);

/** Whether a value is a list of the file: numbers may stand in a typed array. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

export function asObject(value: unknown, where: string): JsonObject {
  if (typeof value !== 'object' || value === null || isList(value)) {
    throw invalidModel(where, `expected an object, found ${show(value)}`);
  }
  return value as JsonObject;
}

export const optional = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

export function field(object: JsonObject, key: string, where: string): unknown {
  const value = optional(object, key);
  if (value === undefined) throw invalidModel(where, `the field "${key}" is missing`);
  return value;
}

export const objectField = (object: JsonObject, key: string, where: string): JsonObject =>
  asObject(field(object, key, where), `${where}.${key}`);

export function listField(object: JsonObject, key: string, where: string): readonly unknown[] {
  const value = field(object, key, where);
  if (!isList(value)) throw invalidModel(`${where}.${key}`, `expected an array, found ${show(value)}`);
  return Array.isArray(value) ? value : Array.from(value);
}

export function textField(object: JsonObject, key: string, where: string): string {
  const value = field(object, key, where);
  if (typeof value !== 'string') throw invalidModel(`${where}.${key}`, `expected text, found ${show(value)}`);
  return value;
}

/** A number, or a text that is one, because XGBoost writes its parameters as text. */
export function numberField(object: JsonObject, key: string, where: string): number {
  const value = field(object, key, where);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) {
    throw invalidModel(
      `${where}.${key}`,
      `expected a number, found ${typeof value === 'string' ? `"${value}"` : show(value)}`,
    );
  }
  return number;
}

/** An array of numbers (plain or typed); booleans count as 0 and 1. Any other element is refused. */
export function numbersField(object: JsonObject, key: string, where: string, length?: number): Numbers {
  const numbers = asNumbers(field(object, key, where), `${where}.${key}`);
  if (length !== undefined && numbers.length !== length) {
    throw invalidModel(`${where}.${key}`, `has ${counted(numbers.length, 'number')}, expected ${length}`);
  }
  return numbers;
}

export function asNumbers(value: unknown, where: string): Numbers {
  if (!isList(value)) throw invalidModel(where, `expected an array of numbers, found ${show(value)}`);
  if (!Array.isArray(value)) return value as Numbers;
  return Float64Array.from(value, (item: unknown, i) => {
    if (typeof item === 'number') return item;
    if (typeof item === 'boolean') return item ? 1 : 0;
    throw invalidModel(where, `element ${i} is ${show(item)}, expected a number`);
  });
}

/** Refuses a list whose numbers are not all whole and from `min` to `max`: children, flags, kinds of splits. */
export function checkWhole<T extends Numbers>(list: T, range: { min: number; max: number }, where: string): T {
  for (let i = 0; i < list.length; i++) {
    const value = list[i]!;
    if (!Number.isInteger(value) || value < range.min || value > range.max)
      throw invalidModel(where, `element ${i} is ${value}, expected a whole number from ${range.min} to ${range.max}`);
  }
  return list;
}

/** An array of exactly this many whole numbers within the range. */
export function wholesField(
  object: JsonObject,
  key: string,
  where: string,
  range: { readonly min: number; readonly max: number; readonly length?: number },
): Numbers {
  return checkWhole(numbersField(object, key, where, range.length), range, `${where}.${key}`);
}

export function asTexts(value: unknown, where: string): string[] {
  // An empty list is a list of texts, too.
  if (!isList(value) || Array.prototype.some.call(value, (item) => typeof item !== 'string')) {
    throw invalidModel(where, 'expected an array of texts');
  }
  return value as string[];
}
