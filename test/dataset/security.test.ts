import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withEngine } from '../../src/adapters/dataset/engine/engine.js';
import { openFiles, openSql, profileColumns } from '../../src/adapters/dataset/index.js';
import { duckdb } from '../../src/adapters/dataset/sql/duckdb.js';
import { postgres } from '../../src/adapters/dataset/sql/postgres.js';
import type { WhereNode, WhereOperand } from '../../src/core/policy/sections/types.js';
import { binary, planOf, policyOf } from './support/policies.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { type TextRow, toCsv } from './support/rows.js';
import { fateOf, fateSql } from './support/where-fate.js';

let directory: string;
let server: TestPostgres;
const at = (name: string): string => join(directory, name);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-test-'));
  writeFileSync(at('people.csv'), 'race,y_true,y_pred\nA,1,1\n');
  writeFileSync(at('secret.csv'), 'race,y_true,y_pred\nsecret,1,1\n');
  const instance = await DuckDBInstance.create(at('people.duckdb'));
  const connection = await instance.connect();
  await connection.run("CREATE TABLE people AS SELECT 'A' AS race, 1 AS y_true, 1 AS y_pred");
  connection.closeSync();
  instance.closeSync();
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const plan = planOf(policyOf({ by: ['race'] }));

describe('the engine reads the named data and nothing else', () => {
  const queries: [string, () => string][] = [
    ['reads another file', () => `SELECT * FROM read_csv('${at('secret.csv')}')`],
    ['reads another file by its name as a table', () => `SELECT * FROM '${at('secret.csv')}'`],
    [
      'reads a file of the system',
      () => "SELECT content AS race, 1 AS y_true, 1 AS y_pred FROM read_text('/etc/passwd')",
    ],
    ['lists a directory', () => "SELECT file AS race, 1 AS y_true, 1 AS y_pred FROM glob('/etc/*')"],
    ['writes a file', () => `COPY people TO '${at('stolen.csv')}'`],
    ['attaches another database', () => `ATTACH '${at('other.duckdb')}'`],
    ['installs an extension', () => 'INSTALL httpfs'],
    ['unlocks the configuration', () => 'SET enable_external_access = true'],
    ['fetches an address', () => "SELECT * FROM read_csv('https://example.org/x.csv')"],
    ['ends its statement and starts another', () => 'SELECT * FROM people; DROP TABLE people'],
    [
      'closes the parenthesis around it',
      () => `SELECT * FROM people) AS source; COPY people TO '${at('stolen.csv')}'; SELECT * FROM (SELECT 1`,
    ],
    ['changes the database', () => 'DELETE FROM people RETURNING *'],
  ];
  it.each(queries)('a query that %s is refused', async (_, query) => {
    await expect(openSql({ query: query(), database: at('people.duckdb') }).tally(plan)).rejects.toMatchObject({
      name: 'TribuneError',
    });
    expect(existsSync(at('stolen.csv')) || existsSync(at('other.duckdb'))).toBe(false);
  });

  it('a lock allows the named file only', async () => {
    await withEngine({}, async (engine) => {
      await engine.lock([at('people.csv')]);
      expect(await engine.query(`SELECT race FROM read_csv('${at('people.csv')}')`)).toEqual([['A']]);
      await expect(engine.query(`FROM read_csv('${at('secret.csv')}')`)).rejects.toThrow(/Permission/);
      await expect(engine.query('SET allowed_paths = []')).rejects.toThrow(/locked/);
    });
  });

  it.each([
    "x' OR 1=1 --",
    "'); COPY (SELECT 1) TO '/tmp/stolen.csv'; --",
    '\\',
    'a"b',
    "' UNION SELECT * FROM read_text('/etc/passwd') --",
  ])('a value of a filter is a value: %s', async (value) => {
    const where: WhereNode = {
      kind: 'compare',
      operator: '!=',
      left: { kind: 'name', path: ['race'] },
      right: { kind: 'literal', value },
    };
    const { tally } = await openFiles([at('people.csv')]).tally(planOf(policyOf({ by: ['race'], where })));
    expect(tally.cells[0]?.rows).toBe(1);
  });

  it.each(['y" = 1 OR "1" = "1', "'); DROP TABLE people; --", 'a\\', 'sel;ect', '"', 'c0', 'tribune_file'])(
    'a name of a column is a name: %s',
    async (name) => {
      const rows = [
        { [name]: 'A', y: '1' },
        { [name]: 'B', y: '0' },
      ] as TextRow[];
      writeFileSync(at('named.csv'), toCsv(rows, [name, 'y']));
      const policy = policyOf({ by: [name], label: binary('y'), prediction: binary('y') });
      const { tally } = await openFiles([at('named.csv')]).tally(planOf(policy));
      expect(tally.cells.map((cell) => cell.values)).toEqual([['A'], ['B']]);
      expect((await profileColumns([at('named.csv')])).map((column) => column.name)).toEqual([name, 'y']);
    },
  );
});

describe('PostgreSQL is read in a read-only transaction', () => {
  beforeAll(async () => {
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query("CREATE TABLE people AS SELECT 'A' AS race, 1 AS y_true, true AS y_pred, 0.5::real AS s");
    await client.query('CREATE FUNCTION wipe() RETURNS text LANGUAGE sql AS $$ DELETE FROM people; SELECT $q$x$q$ $$');
    await client.end();
  });

  it.each([
    'SELECT 1; DROP TABLE people',
    'SELECT * FROM people) AS source; COMMIT; DROP TABLE people; SELECT * FROM (SELECT 1',
    'WITH gone AS (DELETE FROM people RETURNING *) SELECT * FROM gone',
    'SELECT wipe() AS race, 1 AS y_true, 1 AS y_pred',
    'COMMIT',
  ])('%s', async (query) => {
    await expect(openSql({ query, database: server.url }).tally(plan)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
    const { tally } = await openSql({ query: 'TABLE people', database: server.url }).tally(plan);
    expect(tally.rowsRead).toBe(1);
  });

  it('a slow query is stopped and told why', async () => {
    const query = "SELECT 'A' AS race, 1 AS y_true, 1 AS y_pred FROM pg_sleep(30)";
    const source = openSql({ query, database: server.url, statementTimeoutMs: 100 });
    await expect(source.tally(plan)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      remedy: expect.stringContaining('timeout'),
    });
  });

  it('a server that is not there is said to be unreachable, without the password', async () => {
    const error = await openSql({ query: 'SELECT 1', database: 'postgres://me:hush@127.0.0.1:1/db' })
      .tally(plan)
      .catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    expect(String((error as Error).message)).not.toContain('hush');
  });

  it('typed columns give the same cells as text', async () => {
    const { tally } = await openSql({ query: 'TABLE people', database: server.url }).tally(
      planOf(policyOf({ by: ['race'], score: 's' })),
    );
    expect(tally.cells).toMatchObject([{ values: ['A'], label: 1, prediction: 1, score: 0.5, rows: 1 }]);
  });
});

describe('a compiled filter agrees with the predicate, row by row', () => {
  const TEXTS = [
    'a',
    'B',
    '',
    '01',
    '1',
    '1.0',
    '-2',
    ' 3 ',
    '1e2',
    'true',
    'ä',
    '😀',
    '\uffee',
    "o'x",
    'a"b',
    '\\n',
    'nan',
    'NaN',
    '-nan',
    'inf',
    '?',
    // What one engine takes for blanks around a number another does not; exponents and digits that only some read.
    '\t1',
    '1\n',
    '\u00a01',
    '1e100',
    '1e-99',
    '0x1',
    '1_0',
    '٣',
    '-0',
    `${'0'.repeat(199)}1`,
    `${'0'.repeat(200)}1`,
  ];
  const NAMES = ['x', 'y "q"', "z'"];
  const name = fc.constantFrom(...NAMES).map((path): WhereOperand => ({ kind: 'name', path: [path] }));
  const value = fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(0, 1, -2, 3, 100, 0.5), fc.boolean());
  const literal = value.map((v): WhereOperand => ({ kind: 'literal', value: v }));
  const operand = fc.oneof(name, name, literal);
  const operator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
  const { node } = fc.letrec<{ node: WhereNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.record({
        kind: fc.constant('compare' as const),
        operator,
        left: operand,
        right: operand,
      }) as fc.Arbitrary<WhereNode>,
      fc.record({
        kind: fc.constant('in' as const),
        operand: name,
        values: fc.array(value, { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('missing' as const), operand }),
      fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('node'), right: tie('node') }),
    ),
  }));
  const nodes = fc.sample(node, { numRuns: 150, seed: 20260101 });
  const rows: TextRow[] = fc
    .sample(fc.tuple(...NAMES.map(() => fc.constantFrom(null, ...TEXTS))), { numRuns: 60, seed: 7 })
    .map((values) => Object.fromEntries(NAMES.map((column, i) => [column, values[i] ?? null])));
  const missing = ['?'];
  const present = (row: TextRow, column: string): string | null => {
    const text = row[column] ?? null;
    return text === null || text === '' || missing.includes(text) ? null : text;
  };
  const expected = nodes.map((where) => rows.map((row) => fateOf(where, (path) => present(row, path.join('.')))));
  const conditions = (dialect: typeof duckdb): string =>
    nodes
      .map((where, i) => {
        const column = (text: string) => ({ sql: dialect.quoteName(text), kind: 'text' as const });
        return `${fateSql(where, { dialect, missing, column })} AS c${i}`;
      })
      .join(',\n');
  const flip = (answers: (number | null)[][]): (number | null)[][] =>
    nodes.map((_, i) => answers.map((row) => row[i] ?? null));

  it('in DuckDB', async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    await connection.run(`CREATE TABLE t (id INT, ${NAMES.map((n) => `${duckdb.quoteName(n)} VARCHAR`).join(', ')})`);
    const values = rows.map(
      (row, i) => `(${i}, ${NAMES.map((n) => (row[n] == null ? 'NULL' : duckdb.quoteText(row[n]!))).join(', ')})`,
    );
    await connection.run(`INSERT INTO t VALUES ${values.join(', ')}`);
    const reader = await connection.runAndReadAll(`SELECT ${conditions(duckdb)} FROM t ORDER BY id`);
    expect(flip(reader.getRows() as (number | null)[][])).toEqual(expected);
    connection.closeSync();
    instance.closeSync();
  });

  it('in PostgreSQL', async () => {
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(`CREATE TABLE t (id int, ${NAMES.map((n) => `${postgres.quoteName(n)} text`).join(', ')})`);
    for (const [i, row] of rows.entries()) {
      await client.query('INSERT INTO t VALUES ($1, $2, $3, $4)', [i, ...NAMES.map((n) => row[n])]);
    }
    const { rows: answers } = await client.query({
      text: `SELECT ${conditions(postgres)} FROM t ORDER BY id`,
      rowMode: 'array',
    });
    expect(flip(answers as (number | null)[][])).toEqual(expected);
    await client.end();
  });
});
