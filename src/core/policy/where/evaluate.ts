import { compareCodePoints } from '../../fairness/order.js';
import type { WhereNode, WhereOperand, WhereOperator } from '../types.js';
import { numberOfText } from './number.js';

/** A value of a row: text, number, boolean, or null where it is missing. */
export type WhereValue = string | number | boolean | null;
export type WhereLookup = (path: readonly string[]) => WhereValue;

/** The one truth table of missing (contracts, Policy): null, empty text, NaN of either sign. `data.missing` is the lookup's own matter. */
const isMissing = (value: WhereValue): value is null => value === null || value === '' || Number.isNaN(value);

/** What counts as a number against a number literal; everything else is missing there. */
function toNumber(value: Exclude<WhereValue, null>): number | null {
  if (typeof value === 'string') return numberOfText(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** -, 0, +, or null where a side is missing (or no number against a number literal). */
function order(a: WhereValue, b: WhereValue, numeric: boolean): number | null {
  if (isMissing(a) || isMissing(b)) return null;
  if (!numeric) return compareCodePoints(String(a), String(b));
  const left = toNumber(a);
  const right = toNumber(b);
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

const isNumberLiteral = (operand: WhereOperand): boolean =>
  operand.kind === 'literal' && typeof operand.value === 'number';

/** Kleene's and: false wins over unknown, unknown over true. */
function both(left: boolean | null, right: () => boolean | null): boolean | null {
  if (left === false) return false;
  const other = right();
  if (other === false) return false;
  return left === null || other === null ? null : true;
}

const invert = (value: boolean | null): boolean | null => (value === null ? null : !value);

/**
 * Whether a row passes a filter: true, false, or null where missing values leave it open (such a row is dropped).
 * Against a number literal both sides are numbers; otherwise text by code point.
 *
 * @param lookup the value of a name such as `['inputs', 'age']`; null, empty text and NaN = missing
 * @example evaluateWhere(parseWhere('age >= 18'), () => null) // null
 */
export function evaluateWhere(node: WhereNode, lookup: WhereLookup): boolean | null {
  const read = (operand: WhereOperand): WhereValue => (operand.kind === 'name' ? lookup(operand.path) : operand.value);
  switch (node.kind) {
    case 'and':
      return both(evaluateWhere(node.left, lookup), () => evaluateWhere(node.right, lookup));
    case 'or': // De Morgan holds in Kleene's logic.
      return invert(both(invert(evaluateWhere(node.left, lookup)), () => invert(evaluateWhere(node.right, lookup))));
    case 'not':
      return invert(evaluateWhere(node.operand, lookup));
    case 'missing':
      return isMissing(read(node.operand));
    case 'compare': {
      const numeric = isNumberLiteral(node.left) || isNumberLiteral(node.right);
      const result = order(read(node.left), read(node.right), numeric);
      return result === null ? null : HOLDS[node.operator](result);
    }
    case 'in':
      return evaluateIn(read(node.operand), node.values);
  }
}

function evaluateIn(value: WhereValue, values: readonly (string | number | boolean)[]): boolean | null {
  let open = false;
  for (const candidate of values) {
    const result = order(value, candidate, typeof candidate === 'number');
    if (result === 0) return true;
    open ||= result === null;
  }
  return open ? null : false;
}
