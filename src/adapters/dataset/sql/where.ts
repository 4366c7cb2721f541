import { TribuneError } from '../../../core/errors.js';
import type { WhereNode, WhereOperand, WhereOperator } from '../../../core/policy/types.js';
import { isOneOf, plainNumber, plainText, type SqlColumn, valueText } from './columns.js';
import { type Dialect, doubleLiteral } from './dialect.js';

export interface WhereContext {
  readonly dialect: Dialect;
  readonly missing: readonly string[];
  /** The column of a name; throws where there is none. */
  column(name: string): SqlColumn;
}

type Literal = string | number | boolean;

const literal = (value: Literal): WhereOperand => ({ kind: 'literal', value });
const isNumber = (operand: WhereOperand): boolean => operand.kind === 'literal' && typeof operand.value === 'number';

/**
 * The filter as a condition that is true, false or unknown (NULL); SQL's own tables for and, or, not are Kleene's.
 * The row stays only where the whole is true.
 */
export function compileWhere(node: WhereNode, context: WhereContext): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return `(${compileWhere(node.left, context)} ${node.kind.toUpperCase()} ${compileWhere(node.right, context)})`;
    case 'not':
      return `(NOT ${compileWhere(node.operand, context)})`;
    case 'missing':
      return `(${asText(node.operand, context)} IS NULL)`;
    case 'in':
      return compileIn(node.operand, node.values, context);
    case 'compare':
      return compare(node.operator, node.left, node.right, context);
  }
}

/** Each value is compared by its own type: `x in (1, 'one')` is `x = 1 or x = 'one'`. */
function compileIn(operand: WhereOperand, values: readonly Literal[], context: WhereContext): string {
  if (values.length === 0) return '(1 = 0)';
  return `(${values.map((value) => compare('=', operand, literal(value), context)).join(' OR ')})`;
}

function compare(operator: WhereOperator, left: WhereOperand, right: WhereOperand, context: WhereContext): string {
  const side = isNumber(left) || isNumber(right) ? asNumber : asText;
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

/** Empty text is missing, wherever it stands. */
function literalText(dialect: Dialect, value: Literal): string {
  return dialect.asText(value === '' ? 'NULL' : dialect.quoteText(printable(String(value))));
}

/** No engine carries the NUL character in a statement, and some would end the statement there. */
export function printable(text: string): string {
  if (text.includes('\0')) {
    throw new TribuneError('POLICY_INVALID', 'a text in the policy contains the NUL character', {
      remedy: 'Remove it: no database can compare with it.',
    });
  }
  return text;
}

/** Names of the columns that a filter reads, each once. */
export function whereColumns(node: WhereNode | null): string[] {
  if (node === null) return [];
  const names = (operands: readonly WhereOperand[]): string[] =>
    operands.flatMap((operand) => (operand.kind === 'name' ? [operand.path.join('.')] : []));
  switch (node.kind) {
    case 'and':
    case 'or':
      return [...new Set([...whereColumns(node.left), ...whereColumns(node.right)])];
    case 'not':
      return whereColumns(node.operand);
    case 'compare':
      return [...new Set(names([node.left, node.right]))];
    default:
      return names([node.operand]);
  }
}
