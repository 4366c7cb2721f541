import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../base/errors.js';
import type { WhereNode, WhereOperand } from '../sections/types.js';
import { evaluateWhere, type WhereValue } from './evaluate.js';
import { parseWhere } from './parse.js';
import { printWhere } from './print.js';

const run = (text: string, row: Record<string, WhereValue>): boolean | null =>
  evaluateWhere(parseWhere(text), (path) => row[path.join('.')] ?? null);

function mistake(text: string): { message: string; column: number | undefined; remedy: string | undefined } {
  try {
    parseWhere(text);
  } catch (error) {
    if (error instanceof TribuneError)
      return { message: error.message, column: error.place?.column, remedy: error.remedy };
  }
  throw new Error(`no mistake in ${text}`);
}

describe('parseWhere', () => {
  it('binds and tighter than or, not tighter than and', () => {
    expect(printWhere(parseWhere('a=1 or b=2 and not c=3'))).toBe('a = 1 or b = 2 and not c = 3');
    expect(printWhere(parseWhere('(a=1 or b=2) and c=3'))).toBe('(a = 1 or b = 2) and c = 3');
  });

  it('reads dotted names, backquoted names, both quotes and doubled quotes', () => {
    expect(parseWhere('inputs.age >= 18')).toMatchObject({ left: { kind: 'name', path: ['inputs', 'age'] } });
    expect(parseWhere("`odd name`.`a``b` = 'it''s'")).toEqual({
      kind: 'compare',
      operator: '=',
      left: { kind: 'name', path: ['odd name', 'a`b'] },
      right: { kind: 'literal', value: "it's" },
    });
    expect(parseWhere('x = "say ""so"""')).toMatchObject({ right: { value: 'say "so"' } });
  });

  it('reads keywords in any case', () => {
    expect(printWhere(parseWhere('a IS NOT MISSING AND b NOT IN (1, 2)'))).toBe('not a is missing and not b in (1, 2)');
  });

  it.each([
    ['', 'the filter is empty', 1],
    ['a = ', 'a name or a value is expected, but the end follows', 5],
    ['a == 1', '"==" is not part of the filter language', 3],
    ['a = 1 && b = 2', '"&&" is not part of the filter language', 7],
    ['a', 'a comparison (= != < <= > >=, in, is missing) is expected, but the end follows', 2],
    ['(a = 1', 'a closing parenthesis is expected, but the end follows', 7],
    ['a = 1 b = 2', '"and", "or" or the end is expected, but "b" follows', 7],
    ['a in 1', 'an opening parenthesis after "in" is expected, but 1 follows', 6],
    ['a in (b)', 'a value (text in quotes, a number, true or false) is expected, but "b" follows', 7],
    ['a is 3', '"missing" after "is" is expected, but 3 follows', 6],
    ["a = 'x", 'a quote is not closed', 5],
    ['a. = 1', '" " is not expected here', 3],
    ['a = 1; drop table x', '";" is not expected here', 6],
    ['a = 1e999', '1e999 is too large for a number', 5],
  ])('says what is wrong with %j and where', (text, message, column) => {
    expect(mistake(text)).toMatchObject({ message, column });
    expect(mistake(text).remedy).not.toBe('');
  });

  it('refuses deep nesting and endless text instead of exhausting the stack', () => {
    expect(mistake(`${'('.repeat(5000)}a = 1`).message).toContain('levels deep');
    expect(mistake(`${'not '.repeat(2000)}a = 1`).message).toContain('levels deep');
    expect(mistake('a'.repeat(20_000)).message).toContain('20000 characters');
  });
});

describe('evaluateWhere', () => {
  it.each<[string, boolean | null]>([
    ['m = 1', null],
    ['m != 1', null],
    ['not m = 1', null],
    ['m = 1 or a = 1', true],
    ['m = 1 and a = 2', false],
    ['m = 1 and a = 1', null],
    ['m = 1 or a = 2', null],
    ['m is missing', true],
    ['a is not missing', true],
    ['m in (1, 2)', null],
    ["a in (1, 'x')", true],
    ["a in (2, 'x')", false],
  ])('judges %s with a = 1 and m missing as %s', (text, expected) => {
    expect(run(text, { a: '1', m: null })).toBe(expected);
    expect(run(text, { a: 1, m: '' })).toBe(expected);
  });

  it('compares as numbers against a number literal, else as text', () => {
    expect(run('a > 9', { a: '10' })).toBe(true);
    expect(run("a > '9'", { a: '10' })).toBe(false);
    expect(run('a = 1', { a: '01' })).toBe(true);
    expect(run("a = '1'", { a: '01' })).toBe(false);
    expect(run('a = true', { a: 'true' })).toBe(true);
    expect(run('a = true', { a: true })).toBe(true);
  });

  it.each<[string, Record<string, WhereValue>, string]>([
    ['s > 0.5', { s: '0,7' }, 'write 0.5 for 0,5'],
    ['s > 0.5', { s: '93.2%' }, 'write 0.932 for 93.2 %'],
    ['s > 0.5', { s: '9,359.1' }, 'without thousands separators'],
    ['s > 0.5', { s: '1,234' }, 'may separate thousands or decimals: write 1234 or 1.234'],
    ['not s > 0.5', { s: 'many' }, "compare as text (s = 'value')"],
    ['s = 1', { s: true }, 's = true'],
    ['s in (1, 2)', { s: '1,0' }, 'decimal comma'],
    ["s in (1, 'one')", { s: 'two' }, 'data.missing'],
    ['a = 1 and s > 0.5', { a: '1', s: '0,7' }, 'decimal comma'],
    ['a = 1 or s > 0.5', { a: '2', s: '0,7' }, 'decimal comma'],
    ['a = 1 or s > 0.5', { a: null, s: Infinity }, 'Mend the values'],
  ])('refuses %s for %j, and says how to mend it', (text, row, remedy) => {
    expect(() => run(text, row)).toThrow(
      expect.objectContaining({
        code: 'DATA_VALUE_INVALID',
        message: expect.stringContaining(
          '"s" is not readable as a finite number, though data.where compares it with one',
        ),
        remedy: expect.stringContaining(remedy),
        place: { name: 's' },
      }),
    );
  });

  it.each<[string, Record<string, WhereValue>, boolean | null]>([
    ['a = 2 and s > 0.5', { a: '1', s: '0,7' }, false],
    ['a = 1 or s > 0.5', { a: '1', s: '0,7' }, true],
    ['a = 1 and s > 0.5', { a: null, s: '0,7' }, null],
    ["s in (1, 'one')", { s: 'one' }, true],
    ["s > '0.5'", { s: '0,7' }, false],
    ['s > 0.5', { s: '' }, null],
    ['s > 0.5', { s: Number.NaN }, null],
  ])('judges %s for %j: no number decides there', (text, row, expected) => {
    expect(run(text, row)).toBe(expected);
  });

  it('orders text by code point, not by UTF-16 unit', () => {
    expect(run("a < '\u{10000}'", { a: '\uFFFF' })).toBe(true);
  });

  it('is safe with names of prototypes', () => {
    expect(evaluateWhere(parseWhere('constructor = 1 or `__proto__` is missing'), () => null)).toBe(true);
  });
});

const literal = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer().map((n) => n + 0),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  fc.boolean(),
);
const operand: fc.Arbitrary<WhereOperand> = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom('a', 'not', 'true', 'In'), fc.string({ minLength: 1, unit: 'grapheme' })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((path) => ({ kind: 'name' as const, path })),
  literal.map((value) => ({ kind: 'literal' as const, value })),
);
const { node } = fc.letrec<{ node: WhereNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.record({
      kind: fc.constant('compare' as const),
      operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
      left: operand,
      right: operand,
    }),
    fc.record({ kind: fc.constant('in' as const), operand, values: fc.array(literal, { minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constant('missing' as const), operand }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('node'), right: tie('node') }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
  ) as fc.Arbitrary<WhereNode>,
}));

describe('properties', () => {
  it('parse after print gives the same tree', () => {
    fc.assert(
      fc.property(node, (tree) => {
        expect(parseWhere(printWhere(tree))).toEqual(tree);
      }),
    );
  });

  it('negation swaps true and false and keeps unknown', () => {
    const row = fc.constantFrom<WhereValue>(null, '', '1', '0.5', 2, -1e9);
    fc.assert(
      fc.property(node, row, (tree, value) => {
        const direct = evaluateWhere(tree, () => value);
        expect(evaluateWhere({ kind: 'not', operand: tree }, () => value)).toBe(direct === null ? null : !direct);
      }),
    );
  });

  it('random text ends in a tree or in one TribuneError', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1.\'"`()=<!, \n', 'and ', 'in ', 'not ') }), (text) => {
        try {
          parseWhere(text);
        } catch (error) {
          expect(error).toBeInstanceOf(TribuneError);
        }
      }),
    );
  });
});
