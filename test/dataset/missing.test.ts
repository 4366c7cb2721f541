import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql, openTallyFile, profileColumns, tallySql } from '../../src/adapters/dataset/index.js';
import { duckdb } from '../../src/adapters/dataset/sql/duckdb.js';
import { postgres } from '../../src/adapters/dataset/sql/postgres.js';
import { compileWhere } from '../../src/adapters/dataset/sql/where.js';
import type { Tally } from '../../src/core/fairness/types.js';
import type { WhereNode, WhereOperand } from '../../src/core/policy/types.js';
import { evaluateWhere, type WhereValue } from '../../src/core/policy/where/evaluate.js';
import { parseWhere } from '../../src/core/policy/where/parse.js';
import { binary, planOf, policyOf } from './support/policies.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';

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

async function inDuckDb<T>(work: (run: (sql: string) => Promise<unknown[][]>) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRows() as unknown[][]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function inPostgres<T>(work: (run: (sql: string) => Promise<unknown[][]>) => Promise<T>): Promise<T> {
  const client = new pg.Client(server.url);
  await client.connect();
  try {
    return await work(async (text) => (await client.query({ text, rowMode: 'array' })).rows as unknown[][]);
  } finally {
    await client.end();
  }
}

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
    const printed = await inPostgres(async (run) => {
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
      writeFileSync(path, session.query(`${sql}, format_csv_null_representation = ''`, 'CSVWithNames'));
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
    await expect(openFiles([path]).tally(planOf(scored))).rejects.toThrow(/column "s": 1 value is not a finite number/);
    const weighted = { ...scored, data: { ...scored.data, score: null, weight: 's', weightKind: 'sampling' as const } };
    await expect(openFiles([path]).tally(planOf(weighted))).rejects.toThrow(/column "s"/);
  });
});

describe('a filter over typed columns is the predicate over their values', () => {
  const NUMBERS = [null, Number.NaN, -0, 0, 1, -2, 0.5, 1e10];
  const TEXTS = [null, '', 'NaN', '-nan', '1', ' 1 ', '1.0', '\t1', '1e100', 'x', '?'];
  const BOOLEANS = [null, true, false];
  const MISSING = ['?', '-2'];
  const columns = { d: NUMBERS, t: TEXTS, b: BOOLEANS } as const;
  type Row = Readonly<Record<keyof typeof columns, WhereValue>>;

  const name = fc.constantFrom('d', 't', 'b').map((path): WhereOperand => ({ kind: 'name', path: [path] }));
  const value = fc.constantFrom<string | number | boolean>('1', 'NaN', 'true', '', '?', '0.5', 0, 1, -2, 0.5, true);
  const operand = fc.oneof(
    name,
    name,
    value.map((v): WhereOperand => ({ kind: 'literal', value: v })),
  );
  const { node } = fc.letrec<{ node: WhereNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.record({
        kind: fc.constant('compare' as const),
        operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
        left: operand,
        right: operand,
      }) as fc.Arbitrary<WhereNode>,
      fc.record({ kind: fc.constant('in' as const), operand: name, values: fc.array(value, { minLength: 1 }) }),
      fc.record({ kind: fc.constant('missing' as const), operand }),
      fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('node'), right: tie('node') }),
    ),
  }));
  const nodes = fc.sample(node, { numRuns: 300, seed: 3 });
  const rows: Row[] = NUMBERS.flatMap((d) => TEXTS.map((t, i) => ({ d, t, b: BOOLEANS[i % 3]! })));
  const lookup =
    (row: Row) =>
    ([path]: readonly string[]): WhereValue => {
      const found = row[path as keyof Row];
      return MISSING.includes(String(found)) ? null : found;
    };
  const expected = nodes.map((where) => rows.map((row) => evaluateWhere(where, lookup(row))));

  const sqlValue = (found: WhereValue, index: number, type: string): string => {
    if (found === null) return 'NULL';
    if (typeof found === 'string') return `'${found}'`;
    if (typeof found === 'boolean') return String(found);
    const sign = index % 2 === 0 && type === 'DOUBLE' ? '-' : '';
    if (Number.isNaN(found)) return `(${sign}'NaN'::${type})`;
    return Object.is(found, -0) ? `'-0'::${type}` : `${found}::${type}`;
  };
  const tableOf = (type: string): string =>
    `(VALUES ${rows.map((row, i) => `(${i}, ${sqlValue(row.d, i, type)}, ${sqlValue(row.t, i, type)}, ${row.b ?? 'NULL'}::boolean)`).join(', ')}) AS rows(i, d, t, b)`;
  const query = (dialect: typeof duckdb, type: string, kinds: Record<string, 'real' | 'text' | 'boolean' | 'any'>) => {
    const column = (path: string) => ({ sql: path, kind: kinds[path]! });
    const conditions = nodes.map(
      (where, i) => `${compileWhere(where, { dialect, missing: MISSING, column })} AS c${i}`,
    );
    return `SELECT ${conditions.join(', ')} FROM ${tableOf(type)} ORDER BY i`;
  };
  const turned = (answers: unknown[][]): unknown[][] => nodes.map((_, i) => answers.map((row) => row[i] ?? null));

  it.each(['real', 'any'] as const)('in DuckDB (a double whose type is known as %s)', async (kind) => {
    const sql = query(duckdb, 'DOUBLE', { d: kind, t: 'text', b: 'boolean' });
    const answers = await inDuckDb((run) => run(sql));
    if (kind === 'real') expect(turned(answers)).toEqual(expected);
    else expect(missingOnly(turned(answers))).toEqual(missingOnly(expected));
  });

  it.each(['double precision', 'numeric'])('in PostgreSQL (%s)', async (type) => {
    const sql = query(postgres, type, { d: 'real', t: 'text', b: 'boolean' });
    expect(turned(await inPostgres((run) => run(sql)))).toEqual(expected);
  });

  /** The text of a whole double of a type that is not known may be `-2.0`, which is not what the policy lists; NaN is missing all the same. */
  function missingOnly(answers: unknown[][]): unknown[][] {
    const asked = answers.filter((_, i) => nodes[i]!.kind === 'missing');
    return asked.map((row) => row.filter((_, i) => rows[i]!.d !== -2));
  }
});
