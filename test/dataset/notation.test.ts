import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql, tallySql } from '../../src/adapters/dataset/index.js';
import type { DialectName } from '../../src/adapters/dataset/sql/dialect.js';
import { readResult } from '../../src/adapters/dataset/tally/read-result.js';
import type { Tally } from '../../src/core/fairness/tally/types.js';
import { readPlan } from '../../src/core/policy/bind/plan.js';
import { policyTally } from '../../src/core/policy/bind/policy-tally.js';
import { parseWhere } from '../../src/core/policy/where/parse.js';
import { planOf, policyOf } from './support/policies.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { inDuckDb, inPostgres } from './support/run-sql.js';

let server: TestPostgres;
let directory: string;
beforeAll(async () => {
  server = await startPostgres();
  directory = mkdtempSync(join(tmpdir(), 'tribune-test-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Scores and ages are numbers, weights are texts with a comma: the notation is that of the texts. */
const policy = policyOf({
  label: null,
  prediction: null,
  score: 's',
  cutoff: 0.5,
  weight: 'w',
  weightKind: 'sampling',
  attributes: [{ name: 'age', column: 'age', reference: null, bins: [25.5] }],
  where: parseWhere('fee > 0.5'),
  numbers: { decimal: 'comma', percent: false },
});
const ROWS = [
  { s: 0.25, age: 25.25, w: '0,5', fee: 1.5 },
  { s: 0.75, age: 30.5, w: '1,5', fee: 0.75 },
  { s: 0.5, age: 25.75, w: '2', fee: 12.25 },
  { s: 0.625, age: 20.125, w: '1,25', fee: 0.25 },
];

const planned = readPlan(policy, { scores: true, policyDigest: 'sha256:test' });
const expected = policyTally(
  planned,
  ROWS.map((row) => (column: string) => row[column as keyof typeof row]),
);
const values = ROWS.map(({ s, age, w, fee }) => `(${s}, ${age}, '${w}', ${fee})`).join(', ');
const printed = (dialect: DialectName, table: string): string =>
  tallySql(policy, dialect, table, { policyDigest: 'sha256:test' });
const tallyOf = (rows: unknown[][]): Tally => readResult(planned, rows as string[][]).tally;

describe('a decimal comma is how texts write numbers: a column that holds numbers is read as ever', () => {
  it('has the three rows that the filter keeps', () => {
    expect(expected.cells.map(({ score, weight }) => [score, Number(weight) / 2 ** 40])).toEqual([
      [0.25, 0.5],
      [0.5, 2],
      [0.75, 1.5],
    ]);
  });

  it.each(['DOUBLE', 'DECIMAL(9, 4)', 'FLOAT'])('by the printed statement over columns of DuckDB: %s', async (type) => {
    await inDuckDb(async (run) => {
      await run(`CREATE TABLE t (s ${type}, age ${type}, w VARCHAR, fee ${type})`);
      await run(`INSERT INTO t VALUES ${values}`);
      expect(tallyOf(await run(printed('duckdb', 't')))).toEqual(expected);
    });
  });

  it.each(['double precision', 'real', 'numeric(9, 4)', 'share'])(
    'by a query and by the printed statement over columns of PostgreSQL: %s',
    async (type) => {
      await inPostgres(server.url, async (run) => {
        await run('DROP TABLE IF EXISTS typed; DROP DOMAIN IF EXISTS share, written');
        await run('CREATE DOMAIN share AS numeric; CREATE DOMAIN written AS text');
        await run(`CREATE TABLE typed (s ${type}, age ${type}, w written, fee ${type})`);
        await run(`INSERT INTO typed VALUES ${values}`);
        expect(tallyOf(await run(printed('postgres', 'typed')))).toEqual(expected);
      });
      const source = openSql({ query: 'select * from typed', database: server.url });
      expect((await source.tally(planOf(policy))).tally).toEqual(expected);
    },
  );

  it('by the printed statement over columns of ClickHouse', { timeout: 600_000 }, async () => {
    const { Session } = (await import('chdb')) as unknown as {
      Session: new () => { query(sql: string, format: string): string; cleanup(): void };
    };
    const session = new Session();
    try {
      session.query('CREATE DATABASE d', 'CSV');
      const columns = 's Float64, age Nullable(Float64), w LowCardinality(String), fee Decimal(9, 4)';
      session.query(`CREATE TABLE d.t (${columns}) ENGINE = Memory`, 'CSV');
      session.query(`INSERT INTO d.t VALUES ${values}`, 'CSV');
      const lines = session.query(printed('clickhouse', 'd.t'), 'JSONCompactEachRow').trim().split('\n');
      expect(tallyOf(lines.map((line) => JSON.parse(line)))).toEqual(expected);
    } finally {
      session.cleanup();
    }
  });

  it('in JSON lines where texts and numbers stand in one column', async () => {
    const path = join(directory, 'rows.jsonl');
    const mixed = ROWS.map((row, i) => (i % 2 === 0 ? row : { ...row, s: String(row.s).replace('.', ',') }));
    writeFileSync(path, mixed.map((row) => `${JSON.stringify(row)}\n`).join(''));
    expect((await openFiles([path]).tally(planOf(policy))).tally).toEqual(expected);
    writeFileSync(path, mixed.map((row) => `${JSON.stringify({ ...row, W: 1 })}\n`).join(''));
    expect((await openFiles([path]).tally(planOf(policy))).tally).toEqual(expected);
    const point = ROWS.map((row) => ({ ...row, s: String(row.s) }));
    writeFileSync(path, point.map((row) => `${JSON.stringify(row)}\n`).join(''));
    await expect(openFiles([path]).tally(planOf(policy))).rejects.toThrow('"0.25"');
  });
});
