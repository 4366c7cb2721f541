import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataSql } from '../../src/adapters/dataset/data-audit/index.js';
import { createGenerator } from '../../src/core/stats/index.js';
import type { DataAuditResult } from '../../src/domain/data-audits/index.js';
import { startPostgres, type TestPostgres } from '../dataset/support/postgres.js';
import { auditFile, auditSource, policyText } from './support.js';

/** People with numbers, texts, missing values, signs beyond ASCII and a column that nobody asks for. */
function rows(): (string | null)[][] {
  const random = createGenerator(3);
  const uniform = (): number => random.nextUniform();
  return Array.from({ length: 1500 }, () => {
    const sex = uniform() < 0.5 ? 'm' : 'f';
    const score = uniform();
    return [
      uniform() < 0.02 ? null : sex,
      uniform() < 0.3 + 0.4 * score ? '1' : '0',
      score >= 0.5 ? '1' : '0',
      score.toFixed(3),
      String(Math.floor(uniform() * 40)),
      uniform() < 0.1 ? null : (10 * uniform() - 5).toFixed(2),
      uniform() < 0.2 && sex === 'f' ? 'Küche “x”, y' : `l${Math.floor(uniform() * 4)}`,
      'never read',
    ];
  });
}

const COLUMNS = ['sex', 'y', 'p', 'score', 'whole', 'part', 'level', 'other'];
const TYPES = ['text', 'smallint', 'boolean', 'double precision', 'bigint', 'numeric', 'varchar', 'text'];
const policy = policyText(
  '  label: y\n  prediction: p\n  score: score\n  favourable: 1\n  attributes: { sex: { reference: m } }\n  minGroupSize: 30',
  '{ features: [whole, part, level], missingness: {}, proxyStrength: {} }',
);

let directory: string;
let server: TestPostgres;
let fromFile: DataAuditResult;
const at = (name: string): string => join(directory, name);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-data-sql-'));
  const people = rows();
  const field = (value: string | null): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
  writeFileSync(at('people.csv'), `${[COLUMNS, ...people].map((row) => row.map(field).join(',')).join('\n')}\n`);
  const instance = await DuckDBInstance.create(at('people.duckdb'));
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE people AS SELECT * FROM read_csv('${at('people.csv')}')`);
  connection.closeSync();
  instance.closeSync();
  server = await startPostgres();
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query(`CREATE TABLE people (${COLUMNS.map((name, place) => `${name} ${TYPES[place]}`).join(', ')})`);
  const arrays = COLUMNS.map((_, place) => `$${place + 1}::text[]::${TYPES[place]}[]`).join(', ');
  await client.query(
    `INSERT INTO people SELECT * FROM unnest(${arrays})`,
    COLUMNS.map((_, place) => people.map((row) => row[place])),
  );
  await client.end();
  fromFile = await auditFile(at('people.csv'), policy);
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const audit = (query: string, database: string) => auditSource(openDataSql({ query, database }), policy);

describe('data of a query', () => {
  it('over a DuckDB file are tested as those of a file', async () => {
    const { tests, data } = await audit('select * from people;', at('people.duckdb'));
    expect(tests).toEqual(fromFile.tests);
    expect(data.sources).toEqual([
      { path: at('people.duckdb'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/), rows: 1500 },
    ]);
  });

  it('over PostgreSQL are tested as those of a file, column types of its own', async () => {
    const { tests, data } = await audit('select * from people -- all', server.url);
    expect(tests).toEqual(fromFile.tests);
    expect(data.sources).toEqual([{ path: expect.not.stringContaining('test@'), sha256: null, rows: 1500 }]);
  });

  it('end with one clear error', async () => {
    const fault = (query: string, database: string) =>
      audit(query, database).then(
        () => '',
        (error: Error) => error.message,
      );
    for (const database of [at('people.duckdb'), server.url]) {
      expect(await fault('select sex, p, score, whole, part, level from people', database)).toContain(
        'no column "y" in the query',
      );
      expect(await fault('select 1 as y; drop table people', database)).toMatch(/more than one statement|syntax error/);
      expect(await fault('select *, 1 as sex from people', database)).toContain('more than one column is named "sex"');
    }
    expect(() => openDataSql({ query: ' ; ', database: server.url })).toThrow('the query is empty');
    expect(await fault('select 1', at('none.duckdb'))).toContain('does not exist');
  });
});
