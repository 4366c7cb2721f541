import { describe, expect, it } from 'vitest';
import { recordsTable } from './records-table.js';

describe('recorded inputs as a table', () => {
  const table = recordsTable('inputs', [
    { a: 0.1, b: { c: 'x', d: true } },
    { a: null, b: { c: ' ' }, e: '2' },
  ]);

  it('has a column for every name, with what is missing', async () => {
    const { columns, cells, rows, total, digest } = await table.read({ purpose: 'inputs' });
    expect(columns).toEqual(['a', 'b.c', 'b.d', 'e']);
    expect(cells).toEqual([
      ['0.1', null],
      ['x', null],
      ['true', null],
      [null, '2'],
    ]);
    expect([rows, total]).toEqual([2, 2]);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('reads one row and the columns that are chosen', async () => {
    const read = await table.read({ purpose: 'inputs', columns: (all) => all.filter((name) => name === 'e'), row: 1 });
    expect(read).toMatchObject({ columns: ['e'], cells: [['2']], rows: 1, total: 2 });
  });

  it('refuses lists, unknown names and no records', async () => {
    expect(() => recordsTable('inputs', [{ a: [1] }])).toThrow('the input "a" is a list');
    await expect(table.read({ purpose: 'inputs', columns: ['bc'] })).rejects.toThrow('no input "bc" in inputs');
    await expect(recordsTable('none', []).read({ purpose: 'inputs' })).rejects.toMatchObject({ code: 'DATA_EMPTY' });
  });
});
