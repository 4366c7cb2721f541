import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import type { Tally } from '../../src/core/fairness/tally/types.js';
import { EXCLUSIONS } from '../../src/core/policy/bind/fates.js';
import { readPlan } from '../../src/core/policy/bind/plan.js';
import { policyTally } from '../../src/core/policy/bind/policy-tally.js';
import { isWrittenHalfWay } from '../support/generators/numbers.js';
import {
  type ColumnType,
  type PolicyTable,
  policyTable,
  TABLE_COLUMNS,
  type TableValue,
} from '../support/generators/tables.js';
import { planOf, policyOf } from './support/policies.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { toCsv } from './support/rows.js';
import { inDuckDb, inPostgres } from './support/run-sql.js';

let directory: string;
let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
  directory = mkdtempSync(join(tmpdir(), 'tribune-test-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Policies and tables tried; many more by hand: TRIBUNE_RUNS=3000. */
const RUNS = Number(process.env.TRIBUNE_RUNS ?? 80);

/** A tally, or why there is none: the code, the column, what is said. */
type Outcome = Tally | { readonly code: string; readonly place: unknown; readonly said: string };

function refusal(error: unknown): Outcome {
  if (!(error instanceof TribuneError)) throw error;
  // Columns of doubles tell the sign of a NaN, values in memory do not.
  const said = `${error.message} ${error.remedy}`.replaceAll('"-nan"', '"nan"');
  return { code: error.code, place: error.place, said };
}

function inMemory({ data, rows, scores, limit }: PolicyTable): Outcome {
  const plan = readPlan(policyOf(data), { scores, policyDigest: 'sha256:test' });
  const lookups = rows.map((row) => (column: string) => row[column]);
  try {
    return policyTally(plan, lookups, { limit });
  } catch (error) {
    return refusal(error);
  }
}

async function throughSql(path: string, { data, scores, limit }: PolicyTable, large: boolean): Promise<Outcome> {
  const options = { distinctScoreLimit: limit, threads: 2, ...(large ? { largeDataBytes: 0 } : {}) };
  const read = openFiles([path], options).tally(planOf(policyOf(data), scores));
  return read.then(({ tally }) => tally, refusal);
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The table in PostgreSQL, with texts only or with columns of its own types. */
async function fillPostgres({ rows, types }: PolicyTable, typeOf: (type: ColumnType) => string): Promise<void> {
  await inPostgres(server.url, async (run) => {
    const columns = TABLE_COLUMNS.map((column) => `${quoted(column)} ${typeOf(types[column]!)}`);
    await run(`DROP TABLE IF EXISTS t; CREATE TABLE t (${columns.join(', ')})`);
    const lines = rows.map((row) => `(${TABLE_COLUMNS.map((column, i) => literal(row[column]!, i)).join(', ')})`);
    if (lines.length > 0)
      await run(`INSERT INTO t VALUES ${lines.join(', ').replaceAll('DOUBLE', 'double precision')}`);
  });
}

async function throughPostgres({ data, scores, limit }: PolicyTable): Promise<Outcome> {
  const query = { query: 'select * from t', database: server.url, distinctScoreLimit: limit };
  return openSql(query)
    .tally(planOf(policyOf(data), scores))
    .then(({ tally }) => tally, refusal);
}

const literal = (value: TableValue, index: number): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return index % 2 === 0 ? "'-nan'::DOUBLE" : "'nan'::DOUBLE";
  if (!Number.isFinite(value)) return `'${value > 0 ? 'inf' : '-inf'}'::DOUBLE`;
  return Object.is(value, -0) ? "'-0'::DOUBLE" : `${value.toExponential()}::DOUBLE`;
};

/** The table in DuckDB. */
async function fillDuckDb(run: (sql: string) => Promise<unknown>, { types, rows }: PolicyTable): Promise<void> {
  await run(`CREATE TABLE t (${TABLE_COLUMNS.map((column) => `${quoted(column)} ${types[column]}`).join(', ')})`);
  if (rows.length === 0) return;
  const lines = rows.map((row, r) => `(${TABLE_COLUMNS.map((column) => literal(row[column]!, r)).join(', ')})`);
  await run(`INSERT INTO t VALUES ${lines.join(', ')}`);
}

async function writeParquet(path: string, table: PolicyTable): Promise<void> {
  await inDuckDb(async (run) => {
    await fillDuckDb(run, table);
    await run(`COPY t TO '${path}' (FORMAT parquet)`);
  });
}

/** A table whose texts and numbers stand side by side in JSON: a number there is its text, which is the same for whole and plain numbers only. */
function inJson(table: PolicyTable): PolicyTable {
  const plain = (value: TableValue): TableValue => {
    if (typeof value !== 'number') return value;
    const size = Math.abs(value);
    return size === 0 ? 0 : size >= 1e-4 && size < 1e15 ? value : null;
  };
  const cells = (row: PolicyTable['rows'][number]) =>
    Object.fromEntries(TABLE_COLUMNS.map((column) => [column, plain(row[column]!)]));
  return { ...table, rows: table.rows.map(cells) };
}

function toJsonLines(rows: PolicyTable['rows']): string {
  const cell = (value: TableValue): string => (typeof value === 'bigint' ? String(value) : JSON.stringify(value));
  const line = (row: PolicyTable['rows'][number]): string =>
    TABLE_COLUMNS.map((column) => `${JSON.stringify(column)}:${cell(row[column]!)}`).join(',');
  return rows.map((row) => `{${line(row)}}\n`).join('');
}

describe('a policy means the same of a row in SQL and in memory: one tally bit for bit, the same exclusions, the same refusals', () => {
  it('is asked of tallies of every kind and of refusals for every reason', () => {
    const tables = fc.sample(policyTable({ textOnly: false }), { numRuns: 3000, seed: 7 });
    const outcomes = tables.map(inMemory);
    const tallies = outcomes.filter((one) => 'cells' in one);
    expect(tallies.length).toBeGreaterThan(400);
    for (const kind of ['none', 'distinct', 'bins']) expect(tallies.map(({ score }) => score.kind)).toContain(kind);
    const reasons = new Set(tallies.flatMap(({ excluded }) => excluded.map(({ reason }) => reason)));
    // Reasons of other kinds of decisions are asked for in the tests of those.
    const { amount: _ofAmounts, outcome: _ofWords, none: _ofNoDecision, ...ofBinary } = EXCLUSIONS;
    expect([...reasons].sort()).toEqual(Object.values(ofBinary).sort());
    const said = outcomes.map((one) => ('said' in one ? one.said : '')).join('\n');
    const reasonsToRefuse = [
      'data.where compares',
      'neither 0 nor 1',
      'not readable as a finite number:',
      'beyond +-4096',
      'no integer from 0',
      'no number from 0',
      'could be',
      'too many distinct scores',
      'no rows are left',
    ];
    expect(reasonsToRefuse.filter((words) => !said.includes(words))).toEqual([]);
    const written = tables.filter(({ data }, i) => data.numbers !== undefined && 'cells' in outcomes[i]!);
    expect(written.length).toBeGreaterThan(50);
  });

  it('of texts in a CSV file', { timeout: 600_000 }, async () => {
    const path = join(directory, 'rows.csv');
    await fc.assert(
      fc.asyncProperty(policyTable({ textOnly: true }), fc.boolean(), async (table, large) => {
        writeFileSync(path, toCsv(table.rows as Record<string, string | null>[], TABLE_COLUMNS));
        expect(await throughSql(path, table, large)).toEqual(inMemory(table));
      }),
      { numRuns: RUNS },
    );
  });

  it('of texts in a table of PostgreSQL', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(policyTable({ textOnly: true }), async (table) => {
        await fillPostgres(table, () => 'text');
        expect(await throughPostgres(table)).toEqual(inMemory(table));
      }),
      { numRuns: RUNS },
    );
  });

  it('of texts, doubles, integers and booleans in a Parquet file', { timeout: 600_000 }, async () => {
    const path = join(directory, 'rows.parquet');
    await fc.assert(
      fc.asyncProperty(policyTable({ textOnly: false }), fc.boolean(), async (table, large) => {
        await writeParquet(path, table);
        expect(await throughSql(path, table, large)).toEqual(inMemory(table));
      }),
      { numRuns: RUNS },
    );
  });

  it('of texts, numbers and booleans side by side in JSON lines', { timeout: 600_000 }, async () => {
    const path = join(directory, 'rows.jsonl');
    const two = fc.tuple(policyTable({ textOnly: false }), policyTable({ textOnly: true }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(two, async ([typed, texts, large]) => {
        const table = inJson({ ...typed, rows: [...typed.rows, ...texts.rows] });
        fc.pre(table.rows.length > 0);
        writeFileSync(path, toJsonLines(table.rows));
        expect(await throughSql(path, table, large)).toEqual(inMemory(table));
      }),
      { numRuns: RUNS },
    );
  });

  it('of texts, doubles, integers and booleans in a table of PostgreSQL', {
    timeout: 600_000,
  }, async () => {
    const types = { VARCHAR: 'text', DOUBLE: 'double precision', BIGINT: 'bigint', BOOLEAN: 'boolean' };
    await fc.assert(
      fc.asyncProperty(policyTable({ textOnly: false }), async (table) => {
        const values = table.rows.flatMap((row) => Object.values(row));
        fc.pre(!values.some((value) => typeof value === 'number' && isWrittenHalfWay(value)));
        await fillPostgres(table, (type) => types[type]);
        expect(await throughPostgres(table)).toEqual(inMemory(table));
      }),
      { numRuns: RUNS },
    );
  });
});
