import { NOTICE_LIMITS } from './model/index.js';

/** An input as a page asks for what is right. */
export interface CorrectableInput {
  readonly name: string;
  readonly recorded: unknown;
  /** What may be typed; `none` for lists and objects, about which the person writes in their own words. */
  readonly type: 'number' | 'text' | 'yes-no' | 'none';
}

/** What is wrong with something that was typed. */
export type Mistake = 'no-number' | 'too-long';

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

/** The inputs of a decision in their order, each with what may be typed in its place. */
export const correctable = (inputs: Readonly<Record<string, unknown>>): CorrectableInput[] =>
  Object.entries(inputs).map(([name, recorded]) => ({
    ...{ name, recorded },
    type: isNumber(recorded)
      ? 'number'
      : typeof recorded === 'boolean'
        ? 'yes-no'
        : typeof recorded === 'string' || recorded === null
          ? 'text'
          : 'none',
  }));

/** A plain number, with a point or a comma before its decimals; a group of three behind a single mark could be either and is asked for again. */
const PLAIN = /^[+-]?\d{1,15}(?:[.,]\d{1,10})?$/;
const GROUPED = /^[+-]?\d{1,3}[.,]\d{3}$/;

/**
 * A number as a person types it: `1234.5`, `1234,5`, `1 234`. Null for what is none, and for `1.234`, which means one thing in English and another
 * in German.
 */
export function typedNumber(typed: string): number | null {
  const text = typed.trim().replace(/[\s\u00a0\u202f'’]/g, '');
  if (!PLAIN.test(text) || GROUPED.test(text)) return null;
  return Number(text.replace(',', '.'));
}

/** What the person says of the inputs, in the types in which they were recorded, and what of it cannot be read. */
export function readCorrections(
  inputs: Readonly<Record<string, unknown>>,
  typed: Readonly<Record<string, string>>,
): { readonly corrections: Readonly<Record<string, unknown>>; readonly mistakes: Readonly<Record<string, Mistake>> } {
  // An input may have any name, `__proto__` too, which an assignment would not keep.
  const corrections: [string, unknown][] = [];
  const mistakes: [string, Mistake][] = [];
  for (const { name, recorded, type } of correctable(inputs)) {
    const text = Object.hasOwn(typed, name) ? typed[name]!.trim() : '';
    if (text === '' || type === 'none') continue;
    if (text.length > NOTICE_LIMITS.value) mistakes.push([name, 'too-long']);
    else {
      const value = readValue(text, type, recorded);
      if (value === undefined) mistakes.push([name, 'no-number']);
      else if (!isSame(value, recorded)) corrections.push([name, value]);
    }
  }
  return { corrections: Object.fromEntries(corrections), mistakes: Object.fromEntries(mistakes) };
}

function readValue(text: string, type: CorrectableInput['type'], recorded: unknown): unknown {
  if (type === 'number') return typedNumber(text) ?? undefined;
  if (type === 'yes-no') return text === 'yes';
  // Where nothing was recorded, what looks like a number is one: a model that reads numbers could do nothing with a text.
  return recorded === null ? (typedNumber(text) ?? text) : text;
}

const isSame = (value: unknown, recorded: unknown): boolean =>
  isNumber(recorded) ? value === Number(recorded) : value === recorded;
