import { counted } from '../../../base/counted.js';
import { type JsonObject, numberField, numbersField } from '../../decode/json-fields.js';
import { invalidModel } from '../../decode/limits.js';

/** Number of cuts that are at most x. */
export function cutsUpTo(cuts: ArrayLike<number>, x: number): number {
  let low = 0;
  for (let high = cuts.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function finite(term: JsonObject, name: string, where: string): number {
  const value = numberField(term, name, where);
  if (!Number.isFinite(value)) throw invalidModel(`${where}.${name}`, 'is not a finite number');
  return value;
}

export function finites(term: JsonObject, name: string, where: string, length?: number): ArrayLike<number> {
  const values = numbersField(term, name, where, length);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw invalidModel(`${where}.${name}`, `number ${i} of ${counted(values.length, 'number')} is not finite`);
  return values;
}

/** Cuts of numbers in rising order. */
export function cutsField(object: JsonObject, where: string): ArrayLike<number> {
  const cuts = finites(object, 'cuts', where);
  for (let i = 1; i < cuts.length; i++)
    if (!(cuts[i]! > cuts[i - 1]!)) throw invalidModel(`${where}.cuts`, 'are not in rising order');
  return cuts;
}
