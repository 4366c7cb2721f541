import { TribuneError } from '../../../core/base/errors.js';
import type { WhereNode, WhereOperand, WhereOperator } from '../../../core/policy/sections/index.js';
import { isNumberLiteral, numberNames, whereNames } from '../../../core/policy/where/index.js';
import { isOneOf, plainNumber, plainText, type SqlColumn, valueText } from './columns.js';
import { type Dialect, doubleLiteral } from './dialect.js';

export interface WhereContext {
  readonly dialect: Dialect;
  readonly missing: readonly string[];
  /** The column of a name; throws where no column has it. */
  column(name: string): SqlColumn;
}

type Literal = string | number | boolean;

const literal = (value: Literal): WhereOperand => ({ kind: 'literal', value });

/**
 * The filter as a condition that is true, false or unknown (NULL), because SQL's own tables for and, or, not are Kleene's. The row stays
 * only where the whole condition is true.
 */
export const compileWhere = (node: WhereNode, context: WhereContext): string => compile(node, context, null);

/**
 * The cases in which a filter cannot be evaluated: a value that is no number is compared with a number, and decides whether the row stays.
 */
export interface WhereFaults {
  /**
   * Condition that the row would stay if every comparison at fault were true. Where it holds and the filter itself is not true, the row is
   * at fault.
   */
  readonly possible: string;
  /** Columns that are compared with numbers; `bad` is the condition that the value is at fault, `index` the place in `numberNames`. */
  readonly columns: readonly { readonly index: number; readonly column: SqlColumn; readonly bad: string }[];
}

/** The faults that a filter may meet; null where its columns are whole numbers or it compares none with a number (core/policy/where/evaluate.ts). */
export function whereFaults(node: WhereNode, context: WhereContext): WhereFaults | null {
  const columns = numberNames(node).flatMap((name, index) => {
    const column = context.column(name);
    const bad = badOf(node, name, context);
    return bad.length === 0 ? [] : [{ index, column, bad: `(${bad.join(' OR ')})` }];
  });
  return columns.length === 0 ? null : { possible: compile(node, context, true), columns };
}

/**
 * First value of `keep` that marks a fault: 1 means that the row stays, 0 that it does not, and from here on which name of `numberNames`
 * decides and is at fault.
 */
export const FIRST_FAULT = 2;

/** The fate of a row under the filter as a number. Only rows that do not stay are examined for faults. */
export function keepExpression(condition: string, faults: WhereFaults | null): string {
  if (faults === null) return `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
  const which = faults.columns.map(({ bad, index }) => `WHEN ${bad} THEN ${FIRST_FAULT + index}`).join(' ');
  return `CASE WHEN ${condition} THEN 1 WHEN ${faults.possible} THEN CASE ${which} END ELSE 0 END`;
}

/** Compiles a node. `assumed` is the result of a comparison at fault, null for unknown; under `not` it is inverted. */
function compile(node: WhereNode, context: WhereContext, assumed: boolean | null): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return `(${compile(node.left, context, assumed)} ${node.kind.toUpperCase()} ${compile(node.right, context, assumed)})`;
    case 'not':
      return `(NOT ${compile(node.operand, context, assumed === null ? null : !assumed)})`;
    case 'missing':
      return `(${asText(node.operand, context)} IS NULL)`;
    case 'in':
    case 'compare': {
      const plain =
        node.kind === 'in'
          ? compileIn(node.operand, node.values, context)
          : compare(node.operator, node.left, node.right, context);
      const bad = assumed === null ? null : badComparison(node, context);
      if (bad === null) return plain;
      return assumed ? `(${bad} OR ${plain})` : `(NOT ${bad} AND ${plain})`;
    }
  }
}

type Comparison = Extract<WhereNode, { kind: 'compare' | 'in' }>;

/**
 * Condition, true or false, that a value of the comparison is present, is no number, and is compared with a number. Null where that cannot
 * occur.
 */
function badComparison(node: Comparison, context: WhereContext): string | null {
  if (node.kind === 'compare') {
    if (!isNumberLiteral(node.left) && !isNumberLiteral(node.right)) return null;
    const bad = [node.left, node.right].flatMap((operand) => noNumber(operand, context) ?? []);
    return bad[0] ?? null;
  }
  if (!node.values.some((value) => typeof value === 'number')) return null;
  const bad = noNumber(node.operand, context);
  const texts = node.values
    .filter((value) => typeof value !== 'number')
    .map((value) => literalText(context.dialect, value));
  if (bad === null || texts.length === 0) return bad;
  return `(${bad} AND NOT (${texts.map((text) => `coalesce(${asText(node.operand, context)} = ${text}, 1 = 0)`).join(' OR ')}))`;
}

function noNumber(operand: WhereOperand, context: WhereContext): string | null {
  if (operand.kind !== 'name' || context.column(operand.path.join('.')).kind === 'integer') return null;
  return `(${asText(operand, context)} IS NOT NULL AND ${asNumber(operand, context)} IS NULL)`;
}

/** The conditions under which a column is at fault, one for each comparison that it occurs in. */
function badOf(node: WhereNode, name: string, context: WhereContext): string[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return [...new Set([...badOf(node.left, name, context), ...badOf(node.right, name, context)])];
    case 'not':
      return badOf(node.operand, name, context);
    case 'missing':
      return [];
    default:
      return whereNames(node).includes(name) ? [badComparison(node, context) ?? []].flat() : [];
  }
}

/** Compiles `in`. Each value is compared by its own type: `x in (1, 'one')` is `x = 1 or x = 'one'`. */
function compileIn(operand: WhereOperand, values: readonly Literal[], context: WhereContext): string {
  if (values.length === 0) return '(1 = 0)';
  return `(${values.map((value) => compare('=', operand, literal(value), context)).join(' OR ')})`;
}

function compare(operator: WhereOperator, left: WhereOperand, right: WhereOperand, context: WhereContext): string {
  const side = isNumberLiteral(left) || isNumberLiteral(right) ? asNumber : asText;
  const sign = operator === '!=' ? '<>' : operator;
  return `(${side(left, context)} ${sign} ${side(right, context)})`;
}

function asText(operand: WhereOperand, context: WhereContext): string {
  const { dialect, missing } = context;
  if (operand.kind === 'literal') return literalText(dialect, operand.value);
  return valueText(dialect, context.column(operand.path.join('.')), missing);
}

function asNumber(operand: WhereOperand, context: WhereContext): string {
  const { dialect, missing } = context;
  if (operand.kind === 'name') {
    const column = context.column(operand.path.join('.'));
    const number = plainNumber(dialect, column);
    if (missing.length === 0) return number;
    return `CASE WHEN NOT (${isOneOf(dialect, plainText(dialect, column), missing)}) THEN ${number} END`;
  }
  if (typeof operand.value === 'number') return doubleLiteral(dialect, operand.value);
  return dialect.parseNumber(literalText(dialect, operand.value));
}

/** A literal as text; empty text is missing here, too. */
function literalText(dialect: Dialect, value: Literal): string {
  return dialect.asText(value === '' ? 'NULL' : dialect.quoteText(printable(String(value))));
}

/** Refuses the NUL character, which no engine carries in a statement and at which some would end the statement. */
export function printable(text: string): string {
  if (text.includes('\0')) {
    throw new TribuneError('POLICY_INVALID', 'a text in the policy contains the NUL character', {
      remedy: 'Remove it: no database can compare with it.',
    });
  }
  return text;
}
