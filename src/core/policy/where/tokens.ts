import { TribuneError } from '../../base/errors.js';

/** Most characters of a filter; the longest we know has 300. */
export const WHERE_LENGTH_LIMIT = 10_000;

export type Token =
  | { readonly kind: 'symbol' | 'keyword'; readonly text: string; readonly at: number }
  | { readonly kind: 'name'; readonly path: readonly string[]; readonly at: number }
  | { readonly kind: 'literal'; readonly value: string | number | boolean; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'is', 'missing']);
const SYMBOL = /^(?:!=|<=|>=|=|<|>|\(|\)|,)/;
const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/u;
const WORD = /^[\p{L}_][\p{L}\p{N}_]*/u;
const TEXT = /^(?:'(?:[^']|'')*'|"(?:[^"]|"")*")/;
const QUOTED_NAME = /^`(?:[^`]|``)+`/;

/** Spellings of other languages, and ours for them. */
const FOREIGN: Readonly<Record<string, string>> = {
  '==': '=',
  '<>': '!=',
  '&&': 'and',
  '||': 'or',
  '!': 'not',
};

/** A mistake in a filter; `column` is one-based within its text. */
export function whereError(message: string, at: number, remedy: string): TribuneError {
  return new TribuneError('POLICY_INVALID', message, { remedy, place: { column: at + 1 } });
}

function unquote(text: string): string {
  const quote = text[0]!;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** Splits a filter into tokens, each with its zero-based place. */
export function tokenize(text: string): Token[] {
  if (text.length > WHERE_LENGTH_LIMIT)
    throw whereError(
      `the filter has ${text.length} characters, more than ${WHERE_LENGTH_LIMIT}`,
      0,
      'Filter the data before.',
    );
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at += 1;
      continue;
    }
    const { token, length } = nextToken(text, at);
    tokens.push(token);
    at += length;
  }
  return [...tokens, { kind: 'end', at: text.length }];
}

function nextToken(text: string, at: number): { token: Token; length: number } {
  const rest = text.slice(at);
  const foreign = /^(?:==|<>|&&|\|\||!(?!=))/.exec(rest)?.[0];
  if (foreign !== undefined)
    throw whereError(`"${foreign}" is not part of the filter language`, at, `Write ${FOREIGN[foreign]} instead.`);
  const symbol = SYMBOL.exec(rest)?.[0];
  if (symbol !== undefined) return { token: { kind: 'symbol', text: symbol, at }, length: symbol.length };
  const quoted = TEXT.exec(rest)?.[0];
  if (quoted !== undefined) return { token: { kind: 'literal', value: unquote(quoted), at }, length: quoted.length };
  const number = NUMBER.exec(rest)?.[0];
  if (number !== undefined) return { token: numberToken(number, at), length: number.length };
  return nextWord(text, at);
}

function numberToken(text: string, at: number): Token {
  const value = Number(text);
  if (!Number.isFinite(value)) throw whereError(`${text} is too large for a number`, at, 'Write a smaller number.');
  // Adding zero turns -0 into 0, which prints and compares as people expect.
  return { kind: 'literal', value: value + 0, at };
}

/** A keyword, `true`, `false`, or a name with its dots. */
function nextWord(text: string, start: number): { token: Token; length: number } {
  const path: string[] = [];
  let at = start;
  for (;;) {
    const rest = text.slice(at);
    const quoted = QUOTED_NAME.exec(rest)?.[0];
    const word = quoted ?? WORD.exec(rest)?.[0];
    if (word === undefined) throw strange(text, at);
    const keyword = path.length === 0 && quoted === undefined ? word.toLowerCase() : '';
    at += word.length;
    if (KEYWORDS.has(keyword)) return { token: { kind: 'keyword', text: keyword, at: start }, length: word.length };
    if (keyword === 'true' || keyword === 'false')
      return { token: { kind: 'literal', value: keyword === 'true', at: start }, length: word.length };
    path.push(quoted === undefined ? word : unquote(quoted));
    if (text[at] !== '.') return { token: { kind: 'name', path, at: start }, length: at - start };
    at += 1;
  }
}

function strange(text: string, at: number): TribuneError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 32);
  if (at >= text.length)
    return whereError('a name ends with a dot', at - 1, 'Write the rest of the name, such as inputs.age.');
  if (`'"\``.includes(character)) return whereError('a quote is not closed', at, `Add the closing ${character}.`);
  return whereError(
    `"${character}" is not expected here`,
    at,
    'Write names as words (`odd name` in backquotes), text in quotes, numbers plainly.',
  );
}
