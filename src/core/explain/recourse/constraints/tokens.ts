import type { Reader } from '../../base/fields.js';

export interface Token {
  readonly kind: 'number' | 'name' | 'function' | 'text' | 'sign';
  readonly text: string;
}

/** Longest expression; longer ones are mistakes or attacks. */
const MAX_LENGTH = 500;
const FUNCTION = /^(abs|exp|log|sqrt|round|floor|ceil)(?=\s*\()/;
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;
const SIGN = /^(?:==|[-+*/()])/;
const QUOTED = /^(?:`([^`]+)`|'([^']*)'|"([^"]*)")/;
const WORD = /^[\p{L}_][\p{L}\p{N}_.]*/u;

/**
 * Splits an expression. A known column name is one token, the longest first, so that `credit-amount / income` divides the column
 * "credit-amount"; without such a column the same text subtracts.
 */
export function tokenize(text: string, names: readonly string[], at: Reader): Token[] {
  if (text.length > MAX_LENGTH) throw at.fail(`has ${text.length} characters, more than ${MAX_LENGTH}`);
  const longestFirst = names.filter((name) => !NUMBER.test(name)).sort((a, b) => b.length - a.length);
  const tokens: Token[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const [token, length] = nextToken(rest, longestFirst, at);
    tokens.push(token);
    rest = rest.slice(length).trimStart();
  }
  return tokens;
}

function nextToken(rest: string, names: readonly string[], at: Reader): [Token, number] {
  const quoted = QUOTED.exec(rest);
  if (quoted !== null) {
    const isName = quoted[1] !== undefined;
    return [{ kind: isName ? 'name' : 'text', text: quoted[1] ?? quoted[2] ?? quoted[3]! }, quoted[0].length];
  }
  const name = names.find((known) => rest.startsWith(known) && endsThere(rest, known));
  if (name !== undefined) return [{ kind: 'name', text: name }, name.length];
  const patterns = [
    ['function', FUNCTION],
    ['number', NUMBER],
    ['sign', SIGN],
    ['name', WORD],
  ] as const;
  for (const [kind, pattern] of patterns) {
    const found = pattern.exec(rest);
    if (found !== null) return [{ kind, text: found[0] }, found[0].length];
  }
  throw at.fail(`"${rest[0]}" is no part of an expression`, 'Use numbers, columns, + - * / == and parentheses.');
}

/** Whether a name ends here, because "income" is not the start of "incomes". */
const endsThere = (rest: string, name: string): boolean => !/^[\p{L}\p{N}_]/u.test(rest.slice(name.length));
