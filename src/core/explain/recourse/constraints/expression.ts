import type { Reader } from '../../base/fields.js';
import {
  absRange,
  addRange,
  divideRange,
  equalRange,
  multiplyRange,
  type Range,
  risingRange,
  subtractRange,
} from './interval.js';
import { type Token, tokenize } from './tokens.js';

/** An arithmetic expression of columns, which can be computed for numbers and for ranges. */
export interface Expression {
  /** Columns that the expression reads, ascending. */
  readonly parents: readonly number[];
  value(of: (column: number) => number): number;
  range(of: (column: number) => Range): Range;
}

type Node = Omit<Expression, 'parents'>;

/** Deepest nesting; a deeper one is a mistake or an attack, and each level costs a stack frame. */
const MAX_NESTING = 50;

const OPERATORS: Readonly<
  Record<string, { level: number; value: (a: number, b: number) => number; range: (a: Range, b: Range) => Range }>
> = {
  '==': { level: 0, value: (a, b) => (a === b ? 1 : 0), range: equalRange },
  '+': { level: 1, value: (a, b) => a + b, range: addRange },
  '-': { level: 1, value: (a, b) => a - b, range: subtractRange },
  '*': { level: 2, value: (a, b) => a * b, range: multiplyRange },
  '/': { level: 2, value: (a, b) => a / b, range: divideRange },
};
const TIGHTEST = 3;

const FUNCTIONS: ReadonlyMap<string, UnaryFunction> = new Map([
  ['abs', { value: Math.abs, range: absRange }],
  ['exp', rising(Math.exp)],
  ['log', rising(Math.log)],
  ['sqrt', rising(Math.sqrt)],
  ['round', rising(Math.round)],
  ['floor', rising(Math.floor)],
  ['ceil', rising(Math.ceil)],
]);

interface UnaryFunction {
  readonly value: (x: number) => number;
  readonly range: (a: Range) => Range;
}

function rising(f: (x: number) => number): UnaryFunction {
  return { value: f, range: (a) => risingRange(f, a) };
}

/** Names that an expression may use. */
export interface Names {
  /** Index of a column, or undefined. */
  readonly column: (name: string) => number | undefined;
  readonly names: readonly string[];
  /** Number of a category text of a column, or undefined. */
  readonly category: (column: number, text: string) => number | undefined;
}

/**
 * Compiles an expression: numbers, names of columns (in backquotes when they hold operators), + - * / ==, parentheses, unary
 * minus, abs exp log sqrt round floor ceil. `column == 'text'` is 1 for that category, else 0. Nothing is evaluated as code.
 *
 * @throws TribuneError CONSTRAINTS_INVALID
 */
export function compileExpression(text: string, names: Names, at: Reader): Expression {
  const tokens = tokenize(text, names.names, at);
  const parents = new Set<number>();
  const parser = new Parser(tokens, names, parents, at);
  const node = parser.binary(0, 0);
  parser.end();
  if (parents.size === 0) throw at.fail('reads no column', 'A derived column is computed from other columns.');
  return { ...node, parents: [...parents].sort((a, b) => a - b) };
}

/** Parses a list of tokens by precedence climbing. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #names: Names;
  readonly #parents: Set<number>;
  readonly #at: Reader;
  #next = 0;
  #lastColumn = -1;

  constructor(tokens: readonly Token[], names: Names, parents: Set<number>, at: Reader) {
    this.#tokens = tokens;
    this.#names = names;
    this.#parents = parents;
    this.#at = at;
  }

  binary(level: number, depth: number): Node {
    if (depth > MAX_NESTING) throw this.#at.fail(`is nested deeper than ${MAX_NESTING} levels`);
    if (level === TIGHTEST) return this.#unary(depth);
    let left = this.binary(level + 1, depth);
    for (;;) {
      const token = this.#tokens[this.#next];
      const operator = token?.kind === 'sign' ? OPERATORS[token.text] : undefined;
      if (operator === undefined || operator.level !== level) return left;
      this.#next++;
      const [a, b] = [left, this.binary(level + 1, depth)];
      left = {
        value: (of) => operator.value(a.value(of), b.value(of)),
        range: (of) => operator.range(a.range(of), b.range(of)),
      };
    }
  }

  end(): void {
    const token = this.#tokens[this.#next];
    if (token !== undefined) throw this.#at.fail(`"${token.text}" is not expected there`);
  }

  #unary(depth: number): Node {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw this.#at.fail('ends too early');
    if (token.kind === 'number') return constant(Number(token.text));
    if (token.kind === 'text') return constant(this.#category(token.text));
    if (token.kind === 'name') return this.#column(token.text);
    if (token.kind === 'function') return this.#call(token.text, depth);
    if (token.text === '-') {
      const inner = this.#unary(depth + 1);
      const zero: Range = { lower: 0, upper: 0 };
      return { value: (of) => -inner.value(of), range: (of) => subtractRange(zero, inner.range(of)) };
    }
    if (token.text === '(') return this.#closed(depth);
    throw this.#at.fail(`"${token.text}" is not expected there`);
  }

  #closed(depth: number): Node {
    const inner = this.binary(0, depth + 1);
    if (this.#tokens[this.#next++]?.text !== ')') throw this.#at.fail('a closing parenthesis is missing');
    return inner;
  }

  #call(name: string, depth: number): Node {
    const known = FUNCTIONS.get(name)!;
    if (this.#tokens[this.#next++]?.text !== '(') throw this.#at.fail(`${name} needs parentheses`);
    const inner = this.#closed(depth);
    return { value: (of) => known.value(inner.value(of)), range: (of) => known.range(inner.range(of)) };
  }

  #column(name: string): Node {
    const column = this.#names.column(name);
    if (column === undefined) {
      throw this.#at.fail(
        `"${name}" is neither an input of the model nor a column of the data`,
        'Check the name; names with signs in them stand in backquotes.',
      );
    }
    this.#parents.add(column);
    this.#lastColumn = column;
    return { value: (of) => of(column), range: (of) => of(column) };
  }

  #category(text: string): number {
    const code = this.#lastColumn < 0 ? undefined : this.#names.category(this.#lastColumn, text);
    if (code === undefined) throw this.#at.fail(`'${text}' is no category of the column before it`);
    return code;
  }
}

const constant = (number: number): Node => ({
  value: () => number,
  range: () => ({ lower: number, upper: number }),
});
