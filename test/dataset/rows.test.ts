import { createHash } from 'node:crypto';
import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { readRows } from '../../src/adapters/dataset/index.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const TEXT = 'name,age,note\n"Smith, A",31,\nB, ,"two\nlines"\nC,nan, kept \n';

describe('rows of a file', () => {
  it('are text in the order of the file; blank and NaN cells are missing', async () => {
    const table = await readRows(file('a.csv', TEXT));
    expect(table.columns).toEqual(['name', 'age', 'note']);
    expect(table.cells).toEqual([
      ['Smith, A', 'B', 'C'],
      ['31', null, null],
      [null, 'two\nlines', ' kept '],
    ]);
    expect(table.digest).toBe(`sha256:${createHash('sha256').update(TEXT).digest('hex')}`);
  });

  it('keep their order in a file that several threads read', async () => {
    const count = 400_000;
    const lines = Array.from({ length: count }, (_, i) => `${i},${'x'.repeat(i % 40)}`);
    const table = await readRows(file('long.csv', `i,x\n${lines.join('\n')}\n`), { columns: ['i'], threads: 4 });
    expect(table.rows).toBe(count);
    expect(table.cells[0]!.every((text, i) => text === String(i))).toBe(true);
  });

  it('come in the order of the wanted columns, from gzip and JSON lines too', async () => {
    const packed = await readRows(file('a.csv.gz', gzipSync(TEXT)), { columns: ['age', 'name'] });
    expect(packed.cells).toEqual([
      ['31', null, null],
      ['Smith, A', 'B', 'C'],
    ]);
    const lines = await readRows(file('a.jsonl', '{"a":1.5,"b":"x"}\n{"b":null,"a":true}\n'), { columns: ['b', 'a'] });
    expect(lines.cells).toEqual([
      ['x', null],
      ['1.5', 'true'],
    ]);
  });

  it('keep every digit of the numbers of Parquet', async () => {
    const path = join(folder, 'a.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT * FROM (VALUES (0.1::DOUBLE, 7, true), ('nan'::DOUBLE, NULL, false), (123456789.123456789::DOUBLE, -1, NULL)) AS t(x, n, b)) TO '${path}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    const table = await readRows(path);
    expect(table.cells.map((column) => column.map((text) => (text === null ? null : Number(text))))).toEqual([
      [0.1, null, 123456789.12345679],
      [7, null, -1],
      [Number.NaN, Number.NaN, null],
    ]);
    expect(table.cells[2]).toEqual(['true', 'false', null]);
  });

  it('of a pattern are refused where two files hold the same: a copy, a packed twin, a link', async () => {
    for (const [kind, twin] of [
      ['copy', (name: string) => file(`${name}-2.csv`, TEXT)],
      ['packed', (name: string) => file(`${name}-2.csv.gz`, gzipSync(TEXT))],
      ['linked', (name: string) => linkSync(join(folder, `${name}-1.csv`), join(folder, `${name}-2.csv`))],
    ] as const) {
      file(`${kind}-1.csv`, TEXT);
      twin(kind);
      await expect(readRows(join(folder, `${kind}-*`)), kind).rejects.toMatchObject({
        code: 'DATA_REPEATED',
        message: expect.stringMatching(new RegExp(`${kind}-1.csv and .*${kind}-2`)),
      });
    }
    file('other-1.csv', TEXT);
    file('other-2.csv', TEXT.replace('31', '32'));
    expect((await readRows(join(folder, 'other-*'))).rows).toBe(6);
  });

  it.each([
    [
      'a column that is not there',
      TEXT,
      { columns: ['aeg'], purpose: 'inputs of the model' },
      /no column "aeg" in .*; it is needed for the inputs of the model/,
    ],
    ['no rows', 'a,b\n', {}, /has no rows/],
    ['more cells than the limit', TEXT, { maxCells: 5 }, /has more than 5 cells/],
    ['a column named twice', 'a,a\n1,2\n', { columns: ['a'] }, /more than one column is named "a"/],
  ])('%s is one clear error', async (_, text, options, says) => {
    await expect(readRows(file('bad.csv', text), options)).rejects.toThrow(says);
  });
});
