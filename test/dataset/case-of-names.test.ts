import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql, openTallyFile, profileColumns, readRows } from '../../src/adapters/dataset/index.js';
import { planOf, policyOf } from './support/policies.js';

let directory: string;
const at = (name: string): string => join(directory, name);

/** One statement in DuckDB, in memory or over a file. */
async function duckdb(statement: string, database = ':memory:'): Promise<void> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

const ROWS = [
  { Sex: 'F', sex: 'x', sex_1: 'p', y_true: 1, y_pred: 1 },
  { Sex: 'M', sex: 'y', sex_1: 'q', y_true: 0, y_pred: 1 },
  { Sex: 'M', sex: 'x', sex_1: 'p', y_true: 1, y_pred: 0 },
];
const NAMES = ['Sex', 'sex', 'sex_1', 'y_true', 'y_pred'] as const;
/** The same columns in another order, of which the engine would change another one. */
const TURNED = ['sex_1', 'y_pred', 'sex', 'y_true', 'Sex'] as const;

const csv = (names: readonly (typeof NAMES)[number][]): string =>
  [names.join(','), ...ROWS.map((row) => names.map((name) => row[name]).join(','))].join('\n');

/** DuckDB writes no two columns that differ only in case, so they are renamed in the file to what others write. */
async function parquet(path: string, names: readonly (typeof NAMES)[number][]): Promise<void> {
  const columns = names.map((name) => (name === 'Sex' ? 'XXX' : name));
  const values = ROWS.map((row) => `(${names.map((name) => `'${row[name]}'`).join(', ')})`).join(', ');
  await duckdb(
    `COPY (SELECT * FROM (VALUES ${values}) AS t(${columns.join(', ')})) TO '${path}' (FORMAT parquet, COMPRESSION uncompressed)`,
  );
  writeFileSync(path, Buffer.from(readFileSync(path).toString('latin1').replaceAll('XXX', 'Sex'), 'latin1'));
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-test-'));
  writeFileSync(at('a.csv'), csv(NAMES));
  writeFileSync(at('turned.csv'), `${csv(TURNED)}\n`);
  const json = ROWS.map((row) => JSON.stringify(row)).join('\n');
  const turned = ROWS.map((row) => JSON.stringify(Object.fromEntries(TURNED.map((name) => [name, row[name]]))));
  writeFileSync(at('a.jsonl'), json);
  writeFileSync(at('a.jsonl.gz'), gzipSync(json));
  writeFileSync(at('turned.jsonl'), turned.join('\n'));
  await parquet(at('a.parquet'), NAMES);
  await parquet(at('turned.parquet'), TURNED);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const policy = (by: readonly string[]) => planOf(policyOf({ by: [...by] }));
const groups = async (source: ReturnType<typeof openFiles>, by: readonly string[]) => {
  const { tally } = await source.tally(policy(by));
  return tally.cells
    .map(({ values, label, prediction, rows }) => [...values, label, prediction, rows].join(' '))
    .sort();
};

const BY_BOTH = ['F x 1 1 1', 'M x 1 0 1', 'M y 0 1 1'];
const FILES = ['a.csv', 'turned.csv', 'a.jsonl', 'a.jsonl.gz', 'turned.jsonl', 'a.parquet', 'turned.parquet'];

describe.each(FILES)('columns of %s whose names differ only in case', (name) => {
  it('are two attributes', async () => {
    expect(await groups(openFiles([at(name)]), ['Sex', 'sex'])).toEqual(BY_BOTH);
  });

  it('are read each by its own name', async () => {
    expect(await groups(openFiles([at(name)]), ['sex'])).toEqual(['x 1 0 1', 'x 1 1 1', 'y 0 1 1']);
    expect(await groups(openFiles([at(name)]), ['Sex'])).toEqual(['F 1 1 1', 'M 0 1 1', 'M 1 0 1']);
    expect(await groups(openFiles([at(name)]), ['sex_1'])).toEqual(['p 1 0 1', 'p 1 1 1', 'q 0 1 1']);
    await expect(openFiles([at(name)]).tally(policy(['SEX']))).rejects.toMatchObject({ code: 'DATA_COLUMN_MISSING' });
    await expect(openFiles([at(name)]).tally(policy(['sex_1_1']))).rejects.toMatchObject({
      code: 'DATA_COLUMN_MISSING',
    });
  });

  it('are read as rows and profiled', async () => {
    const { columns, cells } = await readRows(at(name));
    expect([...columns].sort()).toEqual([...NAMES].sort());
    for (const column of NAMES)
      expect(cells[columns.indexOf(column)], column).toEqual(ROWS.map((row) => String(row[column])));
    const profiles = new Map((await profileColumns([at(name)])).map((one) => [one.name, one.values]));
    expect(profiles.get('sex')).toEqual([
      { value: 'x', rows: 2 },
      { value: 'y', rows: 1 },
    ]);
    expect(profiles.get('Sex')).toEqual([
      { value: 'M', rows: 2 },
      { value: 'F', rows: 1 },
    ]);
  });
});

it.each(['csv', 'jsonl', 'parquet'])(
  'several files of %s with another order of columns are joined by name',
  async (ending) => {
    const files = openFiles([at(`a.${ending}`), at(`turned.${ending}`)]);
    expect(await groups(files, ['Sex', 'sex'])).toEqual(BY_BOTH.map((cell) => cell.replace(/1$/, '2')));
  },
);

it('columns of a query over a DuckDB file are told apart, and a name that two have is refused', async () => {
  await duckdb(`CREATE TABLE t AS SELECT 1 AS one`, at('t.duckdb'));
  const rows = ROWS.map((row) => `SELECT ${NAMES.map((name) => `'${row[name]}' AS "${name}"`).join(', ')}`);
  const query = rows.join(' UNION ALL ');
  const source = openSql({ database: at('t.duckdb'), query });
  expect(await groups(source, ['Sex', 'sex'])).toEqual(BY_BOTH);
  expect(await groups(source, ['sex_1'])).toEqual(['p 1 0 1', 'p 1 1 1', 'q 0 1 1']);
  const twice = openSql({ database: at('t.duckdb'), query: `SELECT 1 AS y_true, 1 AS y_pred, 'a' AS sex, 'b' AS sex` });
  await expect(twice.tally(policy(['sex']))).rejects.toMatchObject({
    code: 'DATA_UNREADABLE',
    message: expect.stringContaining('more than one column is named "sex"'),
  });
});

it.each(['jsonl', 'parquet'])(
  'a column of several files of %s may have the name that the engine gives to the file',
  async (ending) => {
    const select = (n: number): string =>
      `SELECT ${n} AS tribune_file, 'a' AS "Tribune_File_", 1 AS y_true, ${n} AS y_pred`;
    const format = ending === 'jsonl' ? 'json' : 'parquet';
    for (const n of [0, 1]) await duckdb(`COPY (${select(n)}) TO '${at(`f${n}.${ending}`)}' (FORMAT ${format})`);
    const files = openFiles([at(`f0.${ending}`), at(`f1.${ending}`)]);
    expect(await groups(files, ['tribune_file'])).toEqual(['0 1 0 1', '1 1 1 1']);
    expect((await files.tally(policy(['tribune_file']))).sources.map(({ rows }) => rows)).toEqual([1, 1]);
  },
);

it('a result of SQL with two columns that could be one of its own is refused', async () => {
  writeFileSync(at('two.csv'), 'kind,KIND,reason\nread,read,\n');
  await expect(openTallyFile(at('two.csv')).tally(policy([]))).rejects.toMatchObject({
    code: 'TALLY_INVALID',
    message: expect.stringContaining('"kind" and "KIND" could both be "kind"'),
  });
});
