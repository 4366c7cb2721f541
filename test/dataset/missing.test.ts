import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql, openTallyFile, profileColumns, tallySql } from '../../src/adapters/dataset/index.js';
import type { Tally } from '../../src/core/fairness/tally/types.js';
import { parseWhere } from '../../src/core/policy/where/parse.js';
import { CLICKHOUSE_SETTINGS } from './support/engines.js';
import { binary, planOf, policyOf } from './support/policies.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { inDuckDb, inPostgres } from './support/run-sql.js';

let directory: string;
let server: TestPostgres;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-test-'));
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Groups and labels as doubles: NaN of both signs, NULL, and a number. What is missing is unknown, whatever its bits. */
const ROWS = [
  [Number.NaN, 1],
  [Number.NaN, Number.NaN],
  [null, 1],
  [1, 1],
  [1, Number.NaN],
  [2.5, 0],
] as const;
const doubleText = (value: number | null, index: number, type: string): string => {
  if (value === null) return 'NULL';
  const sign = index % 2 === 0 ? '-' : '';
  return Number.isNaN(value) ? `(${sign}'NaN'::${type})` : `${value}::${type}`;
};
const valuesOf = (type: string): string =>
  ROWS.map(([g, y], i) => `(${i}, ${doubleText(g, i, type)}, ${doubleText(y, i, type)}, 1)`).join(', ');

const policy = policyOf({ by: ['g'], label: binary('y'), prediction: binary('p') });
const cellsOf = ({ cells }: Tally) => cells.map(({ values, label, rows }) => [values[0], label, rows]);
const EXPECTED = [
  ['1', 1, 1],
  ['1', null, 1],
  ['2.5', 0, 1],
  [null, 1, 2],
  [null, null, 1],
];

describe('a NaN of either sign is missing', () => {
  it.each(['FLOAT', 'DOUBLE'])('in Parquet (%s): as an attribute, as a label, in a proposal', async (type) => {
    const path = join(directory, `nan-${type}.parquet`);
    await inDuckDb((run) =>
      run(`COPY (SELECT * FROM (VALUES ${valuesOf(type)}) AS t(i, g, y, p)) TO '${path}' (FORMAT parquet)`),
    );
    expect(cellsOf((await openFiles([path]).tally(planOf(policy))).tally)).toEqual(EXPECTED);
    const g = (await profileColumns([path])).find((column) => column.name === 'g');
    expect(g).toMatchObject({
      missingRows: 3,
      values: [
        { value: '1', rows: 2 },
        { value: '2.5', rows: 1 },
      ],
    });
  });

  it.each(['real', 'double precision', 'numeric'])('in PostgreSQL (%s), queried and printed', async (type) => {
    const table = `nan_${type.replace(' ', '_')}`;
    const cast = valuesOf(type).replaceAll("-'NaN'", "'NaN'");
    const printed = await inPostgres(server.url, async (run) => {
      await run(`CREATE TABLE ${table} AS SELECT * FROM (VALUES ${cast}) AS t(i, g, y, p)`);
      const sql = tallySql(policy, 'postgres', table, { policyDigest: 'sha256:test' });
      const client = new pg.Client(server.url);
      await client.connect();
      const { rows } = await client.query(sql).finally(() => client.end());
      return rows as object[];
    });
    const query = { query: `select * from ${table}`, database: server.url };
    expect(cellsOf((await openSql(query).tally(planOf(policy))).tally)).toEqual(EXPECTED);
    const path = join(directory, 'printed.jsonl');
    writeFileSync(path, printed.map((row) => `${JSON.stringify(row)}\n`).join(''));
    expect(cellsOf((await openTallyFile(path).tally(planOf(policy))).tally)).toEqual(EXPECTED);
  });

  it('in ClickHouse, printed', async () => {
    const { Session } = (await import('chdb')) as unknown as {
      Session: new () => { query(sql: string, format: string): string; cleanup(): void };
    };
    const session = new Session();
    try {
      session.query('CREATE DATABASE d', 'CSV');
      session.query('CREATE TABLE d.t (g Nullable(Float64), y Nullable(Float32), p UInt8) ENGINE = Memory', 'CSV');
      const text = (value: number | null, i: number): string =>
        value === null ? 'NULL' : Number.isNaN(value) ? (i % 2 === 0 ? '-nan' : 'nan') : String(value);
      session.query(
        `INSERT INTO d.t VALUES ${ROWS.map(([g, y], i) => `(${text(g, i)}, ${text(y, i)}, 1)`).join(', ')}`,
        'CSV',
      );
      const sql = tallySql(policy, 'clickhouse', 'd.t', { policyDigest: 'sha256:test' });
      const path = join(directory, 'clickhouse.csv');
      writeFileSync(path, session.query(`${sql}${CLICKHOUSE_SETTINGS}`, 'CSVWithNames'));
      expect(cellsOf((await openTallyFile(path).tally(planOf(policy))).tally)).toEqual(EXPECTED);
    } finally {
      session.cleanup();
    }
  });

  it('a filter that keeps what is missing keeps it; nothing is dropped as filtered', async () => {
    const path = join(directory, 'filter.parquet');
    await inDuckDb((run) =>
      run(`COPY (SELECT * FROM (VALUES ${valuesOf('DOUBLE')}) AS t(i, g, y, p)) TO '${path}' (FORMAT parquet)`),
    );
    const where = parseWhere('g > 0 or g is missing');
    const { tally } = await openFiles([path]).tally(planOf({ ...policy, data: { ...policy.data, where } }));
    expect(tally.excluded).toEqual([]);
    expect(cellsOf(tally)).toEqual(EXPECTED);
  });

  it('as a score or a weight it is refused, not missing', async () => {
    const path = join(directory, 'score.parquet');
    await inDuckDb((run) =>
      run(`COPY (SELECT 'a' AS g, 1 AS y, 1 AS p, -'NaN'::DOUBLE AS s) TO '${path}' (FORMAT parquet)`),
    );
    const scored = policyOf({ by: ['g'], label: binary('y'), prediction: binary('p'), score: 's' });
    await expect(openFiles([path]).tally(planOf(scored))).rejects.toThrow(
      /column "s": 1 value is not readable as a finite number/,
    );
    const weighted = { ...scored, data: { ...scored.data, score: null, weight: 's', weightKind: 'sampling' as const } };
    await expect(openFiles([path]).tally(planOf(weighted))).rejects.toThrow(/column "s"/);
  });
});
