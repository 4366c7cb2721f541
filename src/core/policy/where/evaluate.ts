import { TribuneError } from '../../base/errors.js';
import { compareCodePoints } from '../../fairness/tally/index.js';
import type { NumberNotation, WhereNode, WhereOperand, WhereOperator } from '../sections/types.js';
import { isNumberLiteral, numberNames } from './names.js';
import { whereRemedy } from './notation.js';
import { NO_NUMBER, PLAIN_NUMBERS } from './number.js';
import { numberOf, type RawValue, textOf } from './value.js';

/** A value of a row: text, number, boolean, or null where it is missing. */
export type WhereValue = Exclude<RawValue, undefined>;
type WhereIn = Extract<WhereNode, { kind: 'in' }>;
export type WhereLookup = (path: readonly string[]) => WhereValue;

/**
 * Whether a value is missing (contracts, Policy): null, empty text, NaN of either sign. The texts of `data.missing` are left to the lookup.
 */
const isMissing = (value: WhereValue): value is null => value === null || value === '' || Number.isNaN(value);

/** How the texts of both sides are written where they are compared as numbers; null where they are compared as text. */
type Numeric = { readonly left: NumberNotation; readonly right: NumberNotation } | null;

/** Negative, 0 or positive, or null where a side is missing (or no number against a number literal). */
function order(a: WhereValue, b: WhereValue, numeric: Numeric): number | null {
  if (isMissing(a) || isMissing(b)) return null;
  if (numeric === null) return compareCodePoints(textOf(a), textOf(b));
  const left = numberOf(a, numeric.left);
  const right = numberOf(b, numeric.right);
  return left === null || right === null ? null : left - right;
}

const HOLDS: Readonly<Record<WhereOperator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * Both possible results of a filter: when every comparison at fault counts against the row, and when each counts for it. A comparison is at
 * fault where a value that is no number is compared with a number, because nobody knows on which side of that number it lies.
 */
interface Span {
  readonly low: boolean | null;
  readonly high: boolean | null;
}

/** Kleene's order: false is below unknown, unknown below true. `and` is the smaller, `or` the larger of two, and both keep the order. */
const RANKS = [false, null, true] as const;
const rank = (value: boolean | null): number => RANKS.indexOf(value);
const smaller = (a: boolean | null, b: boolean | null): boolean | null => RANKS[Math.min(rank(a), rank(b))]!;
const larger = (a: boolean | null, b: boolean | null): boolean | null => RANKS[Math.max(rank(a), rank(b))]!;
const invert = (value: boolean | null): boolean | null => (value === null ? null : !value);

const known = (truth: boolean | null): Span => ({ low: truth, high: truth });
const OPEN: Span = { low: false, high: true };

/** A row as the filter reads it. */
interface Row {
  readonly lookup: WhereLookup;
  /** How the numbers of the row are written; those of the filter are always plain. */
  readonly numbers: NumberNotation;
  /** Texts that were compared with a number and are none, by the name that the filter reads them under. */
  readonly faults: Map<string, string>;
}

/** A value that decides whether a row stays and is no number where the filter needs one. */
export interface WhereFault {
  /** The name as in the filter, parts joined by dots. */
  readonly name: string;
  readonly text: string;
}

/** Result of a filter for a row: the row stays (true), it goes (false, or null where missing values leave it open), or a fault decides. */
export function judgeWhere(
  node: WhereNode,
  lookup: WhereLookup,
  numbers: NumberNotation = PLAIN_NUMBERS,
): boolean | null | WhereFault {
  const faults = new Map<string, string>();
  const { low, high } = spanOf(node, { lookup, numbers, faults });
  if (low === high) return low;
  if (high !== true) return null;
  const name = numberNames(node).find((one) => faults.has(one))!;
  return { name, text: faults.get(name)! };
}

/**
 * Whether a row passes a filter: true, false, or null where missing values leave it open (such a row is dropped).
 * Against a number literal both sides are numbers; otherwise text by code point.
 *
 * @param lookup the value of a name such as `['inputs', 'age']`; null, empty text and NaN = missing
 * @example evaluateWhere(parseWhere('age >= 18'), () => null) // null
 * @throws TribuneError `DATA_VALUE_INVALID` where a number decides whether the row is kept and its value is none, such as `0,5`
 */
export function evaluateWhere(node: WhereNode, lookup: WhereLookup): boolean | null {
  const judged = judgeWhere(node, lookup);
  if (judged === null || typeof judged === 'boolean') return judged;
  const { name, text } = judged;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `"${name}" is ${NO_NUMBER}, though data.where compares it with one: ${JSON.stringify(text)}`,
    { remedy: whereRemedy(name, [text]), place: { name } },
  );
}

function spanOf(node: WhereNode, row: Row): Span {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const [left, right] = [spanOf(node.left, row), spanOf(node.right, row)];
      const join = node.kind === 'and' ? smaller : larger;
      return { low: join(left.low, right.low), high: join(left.high, right.high) };
    }
    case 'not': {
      const { low, high } = spanOf(node.operand, row);
      return { low: invert(high), high: invert(low) };
    }
    case 'missing':
      return known(isMissing(read(node.operand, row)));
    case 'compare': {
      const numeric = isNumberLiteral(node.left) || isNumberLiteral(node.right);
      const [left, right] = [read(node.left, row), read(node.right, row)];
      if (numeric && [node.left, node.right].some((operand) => isAtFault(operand, row))) return OPEN;
      const notation = (operand: WhereOperand): NumberNotation =>
        operand.kind === 'name' ? row.numbers : PLAIN_NUMBERS;
      const sides = numeric ? { left: notation(node.left), right: notation(node.right) } : null;
      const result = order(left, right, sides);
      return known(result === null ? null : HOLDS[node.operator](result));
    }
    case 'in':
      return spanOfIn(node, row);
  }
}

const read = (operand: WhereOperand, { lookup }: Row): WhereValue =>
  operand.kind === 'name' ? lookup(operand.path) : operand.value;

/** Whether a value of the row is present and is no number. */
function isAtFault(operand: WhereOperand, row: Row): boolean {
  if (operand.kind !== 'name') return false;
  const value = row.lookup(operand.path);
  if (isMissing(value) || numberOf(value, row.numbers) !== null) return false;
  row.faults.set(operand.path.join('.'), textOf(value));
  return true;
}

/** Span of an `in` list. A value that equals one of the texts of the list is no number at fault, because lists may hold both. */
function spanOfIn({ operand, values }: WhereIn, row: Row): Span {
  const truth = evaluateIn(read(operand, row), values, operand.kind === 'name' ? row.numbers : PLAIN_NUMBERS);
  if (truth === true || !values.some((value) => typeof value === 'number')) return known(truth);
  return isAtFault(operand, row) ? OPEN : known(truth);
}

function evaluateIn(
  value: WhereValue,
  values: readonly (string | number | boolean)[],
  left: NumberNotation,
): boolean | null {
  let open = false;
  for (const candidate of values) {
    const result = order(value, candidate, typeof candidate === 'number' ? { left, right: PLAIN_NUMBERS } : null);
    if (result === 0) return true;
    open ||= result === null;
  }
  return open ? null : false;
}
