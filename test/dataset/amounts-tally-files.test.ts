import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openTallyFile, tallySql } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import {
  type AmountTally,
  amountTallyFromJson,
  amountTallyToJson,
} from '../../src/core/fairness/outcomes/amount/index.js';
import { stepOf } from '../../src/core/fairness/outcomes/amount/scale.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator, normalQuantile } from '../../src/core/stats/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import { CLICKHOUSE_SETTINGS } from './support/engines.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';

let directory: string;
let server: TestPostgres;
let client: pg.Client;
beforeAll(async () => {
  server = await startPostgres();
  client = new pg.Client(server.url);
  await client.connect();
  await fillPostgres();
  directory = mkdtempSync(join(tmpdir(), 'tribune-amounts-tallies-'));
});
afterAll(async () => {
  session?.cleanup();
  await client.end();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const COLUMNS = ['limit', 'used', 'sex', 'n'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string | null>>;

const policyText = (unit = 'USD', decimals = 2): string =>
  [
    'tribune: policy/v1',
    'name: limits',
    'version: "1"',
    'data:',
    `  outcome: { type: amount, column: limit, unit: ${unit}, favourable: higher, decimals: ${decimals} }`,
    '  label: used',
    '  weight: n',
    '  weightKind: count',
    '  attributes: { sex: {} }',
    'requirements:',
    '  - { id: parity, metric: mean_amount, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }',
    '',
  ].join('\n');
/** The policy whose requirement needs the labels themselves. */
const EXPLAINED = `${policyText()}  - { id: explained, metric: r_squared, by: [sex], compare: value, min: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: example } }
`;
const BINARY = policyText()
  .replace(/ {2}outcome:.*\n {2}label: used\n/, '  prediction: given\n  favourable: 1\n')
  .replace('mean_amount', 'selection_rate');

const plan = (text = policyText()) => ({ policy: parsePolicy(text).policy, policyDigest: 'sha256:test' });

const ROWS: readonly Row[] = (() => {
  const generator = createGenerator(11);
  const amount = () => (Math.round(1e5 * Math.exp(2 * normalQuantile(generator.nextUniform()))) / 100).toString();
  const some = <T>(list: readonly T[]): T => list[Math.floor(generator.nextUniform() * list.length)]!;
  return Array.from({ length: 200 }, (_, i) => ({
    limit: i % 41 === 40 ? null : i % 7 === 0 ? '1000' : amount(),
    used: i % 5 === 0 ? null : amount(),
    sex: some(['f', 'm', "d'x", null]),
    n: some(['1', '2', '37', '0']),
  }));
})();

function csv(name: string, rows: readonly Row[]): string {
  const path = join(directory, name);
  writeFileSync(path, [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((c) => row[c] ?? '').join(','))].join('\n'));
  return path;
}

function file(name: string, value: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

const fromFiles = async (rows: readonly Row[], limit: number, text = policyText()): Promise<AmountTally> =>
  (await openFiles([csv('rows.csv', rows)], { distinctScoreLimit: limit }).outcome!(plan(text))).tally as AmountTally;

const fromTallies = (...paths: readonly string[]): Promise<AmountTally> => under(policyText(), ...paths);

const under = async (text: string, ...paths: readonly string[]): Promise<AmountTally> =>
  (await openTallyFile(paths).outcome!(plan(text))).tally as AmountTally;

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'accepted',
    (error: unknown) => {
      if (!(error instanceof TribuneError)) throw error;
      return `${error.code}: ${error.message}`;
    },
  );
}

/** Result of the printed SQL in PostgreSQL, as JSON lines. */
async function throughPostgres(limit: number, text = policyText()): Promise<string> {
  const sql = tallySql(plan(text).policy, 'postgres', 'people', {
    policyDigest: 'sha256:test',
    distinctScoreLimit: limit,
  });
  const { rows } = await client.query(sql);
  return file('postgres.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

async function fillPostgres(): Promise<void> {
  await client.query(`CREATE TABLE people (${COLUMNS.map((c) => `"${c}" text`).join(', ')})`);
  const values = COLUMNS.map((c) => ROWS.map((row) => row[c]));
  await client.query(
    `INSERT INTO people SELECT * FROM unnest(${COLUMNS.map((_, i) => `$${i + 1}::text[]`).join(', ')})`,
    values,
  );
}

interface Chdb {
  Session: new () => { query(sql: string, format: string): string; cleanup(): void };
}

let session: InstanceType<Chdb['Session']> | undefined;

/** A session with the people, opened once: to open one takes as long as several of its queries. */
async function clickhouse(): Promise<InstanceType<Chdb['Session']>> {
  if (session !== undefined) return session;
  const { Session } = (await import('chdb')) as unknown as Chdb;
  session = new Session();
  const text = (value: string | null): string => (value === null ? 'NULL' : `'${value.replaceAll("'", "\\'")}'`);
  session.query('CREATE DATABASE d', 'CSV');
  session.query(
    `CREATE TABLE d.people (${COLUMNS.map((c) => `"${c}" Nullable(String)`).join(', ')}) ENGINE = Memory`,
    'CSV',
  );
  const values = ROWS.map((row) => `(${COLUMNS.map((c) => text(row[c])).join(',')})`).join(',');
  session.query(`INSERT INTO d.people VALUES ${values}`, 'CSV');
  return session;
}

/** Result of the printed SQL in ClickHouse, as CSV. */
async function throughClickhouse(limit: number, policy = policyText()): Promise<string> {
  const sql = tallySql(plan(policy).policy, 'clickhouse', 'd.people', {
    policyDigest: 'sha256:test',
    distinctScoreLimit: limit,
  });
  const result = (await clickhouse()).query(`${sql}${CLICKHOUSE_SETTINGS}`, 'CSVWithNames');
  return file('clickhouse.csv', result);
}

describe('a tally of amounts made elsewhere', () => {
  it.each([
    ['each value', 100_000, policyText()],
    ['steps', 1, policyText()],
    ['each value, labels too', 100_000, EXPLAINED],
    ['steps, labels too', 1, EXPLAINED],
  ])(
    'is the tally of the files bit for bit, from the printed SQL and from JSON: %s',
    async (_, limit, text) => {
      const expected = await fromFiles(ROWS, limit, text);
      expect(Object.keys(expected.places)).toHaveLength(text === EXPLAINED ? 4 : 2);
      expect(expected.places.amount).toBe(limit === 1 ? 'steps' : 'distinct');
      expect(await under(text, await throughPostgres(limit, text))).toEqual(expected);
      expect(await under(text, await throughClickhouse(limit, text))).toEqual(expected);
      expect(await under(text, file('tally.json', amountTallyToJson(expected)))).toEqual(expected);
    },
    60_000,
  );

  it('of the statement of version 1, whose steps were finer, is read and put into ours', async () => {
    const distinct = readFileSync(await throughPostgres(100_000), 'utf8')
      .trim()
      .split('\n');
    const sums = ['rows', 'weight', 'score_sum', 'score_squares'] as const;
    const cells = new Map<string, Record<string, string | null>>();
    const others: Record<string, string | null>[] = [];
    for (const line of distinct) {
      const row = JSON.parse(line) as Record<string, string | null>;
      if (row.kind === 'scores') others.push({ ...row, reason: 'steps' });
      if (row.kind !== 'cell') {
        if (row.kind !== 'scores') others.push(row);
        continue;
      }
      const score = String(stepOf(Number(row.score), 11));
      const key = JSON.stringify([row.a1, row.label, score]);
      const there = cells.get(key);
      const added = (name: (typeof sums)[number]) => String(BigInt(there?.[name] ?? 0) + BigInt(row[name]!));
      cells.set(key, { ...row, score, ...Object.fromEntries(sums.map((name) => [name, added(name)])) });
    }
    const result = others.map((row) => (row.kind === 'cells' ? { ...row, rows: String(cells.size) } : row));
    const path = file('former.jsonl', [...result, ...cells.values()].map((row) => `${JSON.stringify(row)}\n`).join(''));
    expect(await fromTallies(path)).toEqual(await fromFiles(ROWS, 1));
  }, 60_000);

  it('adds up to the tally of all rows, and is audited as they are', async () => {
    const halves = [ROWS.slice(0, 90), ROWS.slice(90)];
    const paths: string[] = [];
    for (const [i, half] of halves.entries())
      paths.push(file(`half-${i}.json`, amountTallyToJson(await fromFiles(half, 100_000))));
    expect(await fromTallies(...paths)).toEqual(await fromFiles(ROWS, 100_000));
    const options = { policy: plan().policy, policyDigest: 'sha256:test', today: '2026-11-28' };
    const merged = await runAudit(openTallyFile(paths), options);
    const whole = await runAudit(openFiles([csv('rows.csv', ROWS)]), options);
    expect({ ...merged, data: { ...merged.data, sources: [] } }).toEqual({
      ...whole,
      data: { ...whole.data, sources: [] },
    });
  });

  it('is refused by name where it was made under another policy', async () => {
    const tally = amountTallyToJson(await fromFiles(ROWS, 100_000));
    const path = file('other.json', tally);
    const refused = (text: string) => refusal(openTallyFile(path).outcome!({ ...plan(text), policyDigest: '' }));
    expect(await refused(policyText('EUR'))).toContain(
      'its amounts are in USD with 2 decimals, those of the policy in EUR with 2',
    );
    expect(await refusal(openTallyFile(path).outcome!({ ...plan(), policyDigest: 'sha256:other' }))).toContain(
      'its digest is sha256:test',
    );
    const binary = refusal(openTallyFile(path).tally({ ...plan(BINARY), scores: false }));
    expect(await binary).toContain('its decisions are of type amount, those of the policy 0 or 1');
    const given = refusal(fromTallies(file('binary.json', { schemaVersion: '1', cells: [] })));
    expect(await given).toContain('its decisions are 0 or 1, those of the policy of type amount');
    const result = await throughPostgres(100_000);
    expect(await refusal(openTallyFile(result).tally({ ...plan(BINARY), scores: false }))).toContain(
      'its decisions are of type amount',
    );
  });

  it('is refused with the place where a cell contradicts itself', async () => {
    const json = amountTallyToJson(await fromFiles(ROWS, 100_000)) as { cells: Record<string, unknown>[] };
    const steps = amountTallyToJson(await fromFiles(ROWS, 1)) as typeof json;
    const broken = (change: Record<string, unknown>, of = json): string => {
      const [first, ...rest] = of.cells;
      try {
        amountTallyFromJson({ ...of, cells: [{ ...first, ...change }, ...rest] });
        return 'accepted';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(broken({})).toBe('accepted');
    expect(broken({ sum: '1e5' })).toContain('cells[0].sum is not an integer written as decimal text');
    expect(broken({ sum: '7' })).toContain('cells[0].sum does not follow from the values of the cell');
    expect(broken({ squares: '7' })).toContain('cells[0].squares does not follow');
    expect(broken({ at: -1 })).toContain('cells[0].at is not a whole number from 0');
    expect(broken({ at: 4097 }, steps)).toContain('cells[0].at is not the end of a step');
    expect(broken({ weight: '0' })).toContain('cells[0].weight is not above 0');
    expect(broken({ rows: 99 })).toContain('rowsRead');
    expect(broken(json.cells[1]!)).toContain('cells[1] repeats');
  });
});
