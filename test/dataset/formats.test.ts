import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql, openTallyFile, profileColumns, tallySql } from '../../src/adapters/dataset/index.js';
import { tallyToJson } from '../../src/core/fairness/index.js';
import { planOf, policyOf } from './support/policies.js';

let directory: string;
const at = (name: string): string => join(directory, name);
const policy = policyOf({ by: ['code', 'sex'], score: 's' });
const plan = planOf(policy);

async function duckdb(statement: string, database = ':memory:'): Promise<void> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

const CSV = 'code,sex,y_true,y_pred,s,n\n01,m,1,1,0.5,1\n1,f,0,0,0.25,2\n01,,,1,1,3\n"a ""b"", c",m,1,0,0.125,4\n';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-test-'));
  writeFileSync(at('plain.csv'), CSV);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('one data set in many forms gives one tally', () => {
  const fromCsv = async () => (await openFiles([at('plain.csv')]).tally(plan)).tally;

  it('keeps the text of attributes as it stands', async () => {
    const { cells } = await fromCsv();
    expect(cells.map((cell) => cell.values)).toEqual([
      ['01', 'm'],
      ['01', null],
      ['1', 'f'],
      ['a "b", c', 'm'],
    ]);
  });

  it.each([
    ['gzip', 'a.csv.gz', gzipSync(CSV)],
    ['gzip without its name', 'b.csv', gzipSync(CSV)],
    ['several gzip members', 'c.csv.gz', Buffer.concat([gzipSync(CSV.slice(0, 60)), gzipSync(CSV.slice(60))])],
    ['carriage returns', 'd.csv', CSV.replaceAll('\n', '\r\n')],
    ['a byte order mark', 'e.csv', `\ufeff${CSV}`],
    ['no newline at the end', 'f.csv', CSV.trimEnd()],
    ['semicolons', 'g.csv', CSV.replaceAll(',', ';').replace('; c"', ', c"')],
    ['tabs', 'h.tsv', CSV.replaceAll(',', '\t').replace('\t c"', ', c"')],
    ['bars', 'i.txt', CSV.replaceAll(',', '|').replace('| c"', ', c"')],
    ['brackets in the name', 'j[1]{2}.csv', CSV],
  ])('CSV with %s', async (_, name, content) => {
    writeFileSync(at(name), content);
    expect((await openFiles([at(name)]).tally(plan)).tally).toEqual(await fromCsv());
  });

  it('Parquet with typed columns', async () => {
    await duckdb(`COPY (SELECT code, sex, y_true::DOUBLE AS y_true, (y_pred = '1') AS y_pred, s::DOUBLE AS s, n::INT AS n
      FROM read_csv('${at('plain.csv')}', all_varchar = true)) TO '${at('typed.parquet')}' (FORMAT parquet)`);
    expect((await openFiles([at('typed.parquet')]).tally(plan)).tally).toEqual(await fromCsv());
  });

  it('JSON lines and a JSON array', async () => {
    const rows = [
      { code: '01', sex: 'm', y_true: 1, y_pred: true, s: 0.5 },
      { code: 1, sex: 'f', y_true: 0, y_pred: false, s: 0.25 },
      { code: '01', sex: null, y_pred: true, s: 1 },
      { code: 'a "b", c', sex: 'm', y_true: 1.0, y_pred: 0, s: 0.125 },
    ];
    writeFileSync(at('rows.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    writeFileSync(at('rows.json'), JSON.stringify(rows, null, 1));
    writeFileSync(at('rows.ndjson.gz'), gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')));
    for (const name of ['rows.jsonl', 'rows.json', 'rows.ndjson.gz']) {
      expect((await openFiles([at(name)]).tally(plan)).tally, name).toEqual(await fromCsv());
    }
  });

  it('several files by a pattern, columns in any order, each with its rows and digest', async () => {
    const [header, ...lines] = CSV.trimEnd().split('\n');
    writeFileSync(at('part-1.csv'), `${header}\n${lines.slice(0, 3).join('\n')}\n`);
    const turned = 'n;s;y_pred;y_true;sex;code\n4;0.125;0;1;m;"a ""b"", c"\n';
    writeFileSync(at('part-2.csv'), turned);
    const { tally, sources } = await openFiles([at('part-*.csv')]).tally(plan);
    expect(tally).toEqual(await fromCsv());
    expect(sources).toEqual([
      { path: at('part-1.csv'), rows: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { path: at('part-2.csv'), rows: 1, sha256: createHash('sha256').update(turned).digest('hex') },
    ]);
  });

  it('a query over a DuckDB file', async () => {
    await duckdb(`CREATE TABLE people AS FROM read_csv('${at('plain.csv')}', all_varchar = true)`, at('people.duckdb'));
    const source = openSql({ query: 'SELECT * FROM people; ', database: at('people.duckdb') });
    expect((await source.tally(plan)).tally).toEqual(await fromCsv());
  });

  it('the JSON of a tally', async () => {
    const tally = await fromCsv();
    writeFileSync(at('tally.json'), JSON.stringify(tallyToJson(tally)));
    expect((await openTallyFile(at('tally.json')).tally(plan)).tally).toEqual(tally);
  });

  it('a tally of another policy is refused', async () => {
    writeFileSync(at('tally.json'), JSON.stringify(tallyToJson(await fromCsv())));
    await expect(openTallyFile(at('tally.json')).tally({ ...plan, policyDigest: 'sha256:other' })).rejects.toThrow(
      /another policy/,
    );
    await expect(openTallyFile(at('tally.json')).tally(planOf(policyOf({ by: ['sex'] })))).rejects.toThrow(
      /another policy/,
    );
  });

  it('the result of the printed SQL, unless digits of scores or rows were lost', async () => {
    const sql = tallySql(policy, 'duckdb', 'people');
    await duckdb(
      `CREATE TABLE people AS SELECT * REPLACE (s::DOUBLE / 3 AS s) FROM read_csv('${at('plain.csv')}', all_varchar = true);
       COPY (${sql}) TO '${at('result.csv')}' (HEADER)`,
    );
    const { tally } = await openTallyFile(at('result.csv')).tally(plan);
    expect(tally.rowsRead).toBe(4);
    const text = readFileSync(at('result.csv'), 'utf8');
    writeFileSync(at('cut.csv'), text.replace('0.16666666666666666', '0.166666'));
    await expect(openTallyFile(at('cut.csv')).tally(plan)).rejects.toThrow(/digits were lost/);
    writeFileSync(at('few.csv'), text.trimEnd().split('\n').slice(0, -1).join('\n'));
    await expect(openTallyFile(at('few.csv')).tally(plan)).rejects.toThrow(/not complete/);
  });

  it('a file that is no tally is refused, and so is one with a key twice', async () => {
    const twice = JSON.stringify(tallyToJson(await fromCsv())).replace(
      '"cells":',
      '"rowsRead":9,"rowsRead":1,"cells":',
    );
    writeFileSync(at('tally.json'), twice);
    await expect(openTallyFile(at('tally.json')).tally(plan)).rejects.toThrow(/has the key "rowsRead" twice/);
    await expect(openTallyFile(at('plain.csv')).tally(plan)).rejects.toThrow(/no tally/);
  });
});

describe('larger than memory', () => {
  it('a text file whose threads guess wrongly where a quoted field ends', { timeout: 120_000 }, async () => {
    // Whoever begins in the middle of such a field sees lines that look like rows.
    const field = '1,f,0,0,0.25\n'.repeat(200_000);
    const rows = 10;
    const text = `code,sex,y_true,y_pred,s\n${`"${field}",m,1,1,0.5\n1,f,0,0,0.25\n`.repeat(rows / 2)}`;
    writeFileSync(at('quotes.csv'), text);
    for (const threads of [1, 2, 4]) {
      const { tally } = await openFiles([at('quotes.csv')], { threads }).tally(plan);
      expect(tally.rowsRead).toBe(rows);
      expect(tally.cells.map((cell) => [cell.values[0]!.length, cell.rows])).toEqual([
        [1, rows / 2],
        [field.length, rows / 2],
      ]);
    }
  });

  it('spills a million distinct scores under a 64 MB limit and leaves no file behind', async () => {
    const temporaryDirectory = mkdtempSync(at('spill-'));
    await duckdb(`COPY (SELECT 'A' AS code, 'm' AS sex, i % 2 AS y_true, 1 AS y_pred, i / 2e6 AS s FROM range(1000000) t(i))
      TO '${at('big.parquet')}' (FORMAT parquet)`);
    const { tally } = await openFiles([at('big.parquet')], { memoryLimit: '64MB', temporaryDirectory }).tally(plan);
    expect(tally.score).toEqual({ kind: 'bins', lower: 0, upper: 1, count: 1000 });
    expect(tally.cells.reduce((sum, cell) => sum + cell.rows, 0)).toBe(1_000_000);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  }, 60_000);
});

describe('profiles of columns', () => {
  it('list values by frequency, missing rows and ranges', async () => {
    const profile = await profileColumns([at('plain.csv')]);
    expect(profile.find((column) => column.name === 'code')?.values?.[0]).toEqual({ value: '01', rows: 2 });
    expect(profile.find((column) => column.name === 'sex')).toMatchObject({
      missingRows: 1,
      numeric: false,
      min: null,
    });
    expect(profile.find((column) => column.name === 's')).toMatchObject({ numeric: true, min: 0.125, max: 1 });
  });
});

it('the SQL of a dialect that does not exist is refused', () => {
  expect(() => tallySql(policy, 'oracle' as never, 't')).toThrow(/no dialect/);
});
