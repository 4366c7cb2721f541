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
import { type PolicyTable, policyTable, TABLE_COLUMNS, type TableValue } from '../support/generators/tables.js';
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

async function throughPostgres({ data, rows, scores, limit }: PolicyTable): Promise<Outcome> {
  await inPostgres(server.url, async (run) => {
    await run(`DROP TABLE IF EXISTS t; CREATE TABLE t (${TABLE_COLUMNS.map((c) => `${quoted(c)} text`).join(', ')})`);
    const lines = rows.map((row) => `(${TABLE_COLUMNS.map((column, i) => literal(row[column]!, i)).join(', ')})`);
    if (lines.length > 0) await run(`INSERT INTO t VALUES ${lines.join(', ')}`);
  });
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

async function writeParquet(path: string, { types, rows }: PolicyTable): Promise<void> {
  await inDuckDb(async (run) => {
    await run(`CREATE TABLE t (${TABLE_COLUMNS.map((column, i) => `c${i} ${types[column]}`).join(', ')})`);
    if (rows.length > 0) {
      const lines = rows.map((row, r) => `(${TABLE_COLUMNS.map((column) => literal(row[column]!, r)).join(', ')})`);
      await run(`INSERT INTO t VALUES ${lines.join(', ')}`);
    }
    const names = TABLE_COLUMNS.map((column, i) => `c${i} AS ${quoted(column)}`);
    await run(`COPY (SELECT ${names.join(', ')} FROM t) TO '${path}' (FORMAT parquet)`);
  });
}

describe('a policy means the same of a row in SQL and in memory: one tally bit for bit, the same exclusions, the same refusals', () => {
  it('is asked of tallies of every kind and of refusals for every reason', () => {
    const tables = fc.sample(policyTable({ textOnly: false }), { numRuns: 3000, seed: 7 });
    const outcomes = tables.map(inMemory);
    const tallies = outcomes.filter((one) => 'cells' in one);
    expect(tallies.length).toBeGreaterThan(400);
    for (const kind of ['none', 'distinct', 'bins']) expect(tallies.map(({ score }) => score.kind)).toContain(kind);
    const reasons = new Set(tallies.flatMap(({ excluded }) => excluded.map(({ reason }) => reason)));
    expect([...reasons].sort()).toEqual(Object.values(EXCLUSIONS).sort());
    const said = outcomes.map((one) => ('said' in one ? one.said : '')).join('\n');
    const reasonsToRefuse = [
      'data.where compares',
      'neither 0 nor 1',
      'not a finite number:',
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
});
