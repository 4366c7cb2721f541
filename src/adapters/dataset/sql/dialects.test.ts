import { describe, expect, it } from 'vitest';
import { binLabel } from './bins.js';
import { doubleLiteral } from './dialect.js';
import { DIALECTS } from './dialects.js';
import { printable } from './where.js';

describe('dialects', () => {
  it.each([
    ['duckdb', `"a""b\\"`, `'it''s \\'`],
    ['postgres', `"a""b\\"`, `E'it''s \\\\'`],
    ['trino', `"a""b\\"`, `'it''s \\'`],
    ['clickhouse', `"a\\"b\\\\"`, `'it\\'s \\\\'`],
    ['spark', '`a"b\\`', `'it\\'s \\\\'`],
    ['bigquery', '`a"b\\\\`', `'it\\'s \\\\'`],
    ['snowflake', `"a""b\\"`, `'it\\'s \\\\'`],
  ] as const)('%s quotes names and texts', (name, quotedName, quotedText) => {
    expect(DIALECTS[name].quoteName('a"b\\')).toBe(quotedName);
    expect(DIALECTS[name].quoteText("it's \\")).toBe(quotedText);
  });

  it('a double literal has the digits that bring it back', () => {
    expect(doubleLiteral(DIALECTS.duckdb, 0.1 + 0.2)).toBe('CAST(3.0000000000000004e-1 AS DOUBLE)');
    expect(doubleLiteral(DIALECTS.postgres, -4096)).toBe('CAST(-4.096e+3 AS double precision)');
  });

  it('a bin is closed below and open above', () => {
    expect(binLabel(DIALECTS.duckdb, 'x', [25])).toBe(
      "CASE WHEN x < CAST(2.5e+1 AS DOUBLE) THEN '< 25' WHEN x IS NOT NULL THEN '>= 25' END",
    );
  });

  it('a text with a NUL character is refused', () => {
    expect(() => printable('a\0b')).toThrow(/NUL/);
  });
});
