import type { TribuneError } from '../../base/errors.js';
import type { WhereNode, WhereOperand, WhereOperator } from '../sections/types.js';
import { type Token, tokenize, whereError } from './tokens.js';

/** Deepest nesting of parentheses and `not`. */
export const WHERE_DEPTH_LIMIT = 64;

const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

interface Cursor {
  readonly tokens: readonly Token[];
  index: number;
  depth: number;
}

const peek = (cursor: Cursor): Token => cursor.tokens[cursor.index]!;

function take(cursor: Cursor, kind: 'symbol' | 'keyword', text: string): boolean {
  const token = peek(cursor);
  if (token.kind !== kind || token.text !== text) return false;
  cursor.index += 1;
  return true;
}

/** A token as messages show it. */
function show(token: Token): string {
  if (token.kind === 'end') return 'the end';
  if (token.kind === 'name') return `"${token.path.join('.')}"`;
  if (token.kind === 'literal') return JSON.stringify(token.value);
  return `"${token.text}"`;
}

const unexpected = (token: Token, wanted: string): TribuneError =>
  whereError(
    `${wanted} is expected, but ${show(token)} follows`,
    token.at,
    "Example: age >= 18 and route in ('web', 'phone').",
  );

function deeper<T>(cursor: Cursor, at: number, parse: () => T): T {
  cursor.depth += 1;
  if (cursor.depth > WHERE_DEPTH_LIMIT)
    throw whereError(`nested more than ${WHERE_DEPTH_LIMIT} levels deep`, at, 'Use fewer parentheses.');
  const result = parse();
  cursor.depth -= 1;
  return result;
}

function parseOr(cursor: Cursor): WhereNode {
  let left = parseAnd(cursor);
  while (take(cursor, 'keyword', 'or')) left = { kind: 'or', left, right: parseAnd(cursor) };
  return left;
}

function parseAnd(cursor: Cursor): WhereNode {
  let left = parseNot(cursor);
  while (take(cursor, 'keyword', 'and')) left = { kind: 'and', left, right: parseNot(cursor) };
  return left;
}

function parseNot(cursor: Cursor): WhereNode {
  const { at } = peek(cursor);
  if (take(cursor, 'keyword', 'not')) return { kind: 'not', operand: deeper(cursor, at, () => parseNot(cursor)) };
  if (!take(cursor, 'symbol', '(')) return parseCondition(cursor);
  const inner = deeper(cursor, at, () => parseOr(cursor));
  if (!take(cursor, 'symbol', ')')) throw unexpected(peek(cursor), 'a closing parenthesis');
  return inner;
}

function parseOperand(cursor: Cursor): WhereOperand {
  const token = peek(cursor);
  if (token.kind !== 'name' && token.kind !== 'literal') throw unexpected(token, 'a name or a value');
  cursor.index += 1;
  return token.kind === 'name' ? { kind: 'name', path: token.path } : { kind: 'literal', value: token.value };
}

function parseCondition(cursor: Cursor): WhereNode {
  const left = parseOperand(cursor);
  const token = peek(cursor);
  if (token.kind === 'symbol' && OPERATORS.has(token.text)) {
    cursor.index += 1;
    return { kind: 'compare', operator: token.text as WhereOperator, left, right: parseOperand(cursor) };
  }
  if (take(cursor, 'keyword', 'is')) return parseMissing(cursor, left);
  if (take(cursor, 'keyword', 'in')) return { kind: 'in', operand: left, values: parseValues(cursor) };
  if (take(cursor, 'keyword', 'not')) {
    if (!take(cursor, 'keyword', 'in')) throw unexpected(peek(cursor), '"in" after "not"');
    return { kind: 'not', operand: { kind: 'in', operand: left, values: parseValues(cursor) } };
  }
  throw unexpected(token, 'a comparison (= != < <= > >=, in, is missing)');
}

function parseMissing(cursor: Cursor, operand: WhereOperand): WhereNode {
  const negated = take(cursor, 'keyword', 'not');
  if (!take(cursor, 'keyword', 'missing')) throw unexpected(peek(cursor), '"missing" after "is"');
  const node: WhereNode = { kind: 'missing', operand };
  return negated ? { kind: 'not', operand: node } : node;
}

function parseValues(cursor: Cursor): (string | number | boolean)[] {
  if (!take(cursor, 'symbol', '(')) throw unexpected(peek(cursor), 'an opening parenthesis after "in"');
  const values: (string | number | boolean)[] = [];
  do {
    const token = peek(cursor);
    if (token.kind !== 'literal') throw unexpected(token, 'a value (text in quotes, a number, true or false)');
    cursor.index += 1;
    values.push(token.value);
  } while (take(cursor, 'symbol', ','));
  if (!take(cursor, 'symbol', ')')) throw unexpected(peek(cursor), 'a comma or a closing parenthesis');
  return values;
}

/**
 * Parses the filter language of `data.where`: `= != < <= > >=`, `in (...)`, `not in (...)`, `is missing`, `is not missing`, `and or not`,
 * parentheses. Keywords may be in any case. Text stands in single or double quotes (doubled to quote a quote). Names are words with dots
 * between parts, in backquotes where they are no words.
 *
 * @throws TribuneError `POLICY_INVALID`, its place the one-based column within the text
 * @example parseWhere("in_filtered = 1 and not (inputs.age < 18 or route is missing)")
 */
export function parseWhere(text: string): WhereNode {
  const cursor: Cursor = { tokens: tokenize(text), index: 0, depth: 0 };
  if (cursor.tokens.length === 1) throw whereError('the filter is empty', 0, 'Leave `where` out to keep every row.');
  const node = parseOr(cursor);
  const rest = peek(cursor);
  if (rest.kind !== 'end') throw unexpected(rest, '"and", "or" or the end');
  return node;
}
