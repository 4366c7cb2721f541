import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openFiles, openTallyFile, tallySql } from '../../src/adapters/dataset/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { example } from '../e2e/support.js';
import { ASKED_TIMEOUT_MS, type AskedEngine, askedEngines } from './support/asked-engines.js';
import { CLICKHOUSE_SETTINGS } from './support/engines.js';
import { asked, policyText, RANKING } from './support/ranking-policy.js';

interface Chdb {
  Session: new () => { query(sql: string, format: string): string; cleanup(): void };
}

const directory = mkdtempSync(join(tmpdir(), 'tribune-clickhouse-'));
let session: InstanceType<Chdb['Session']>;
let engines: readonly AskedEngine[];
beforeAll(async () => {
  const { Session } = (await import('chdb')) as unknown as Chdb;
  session = new Session();
  session.query('CREATE DATABASE d', 'CSV');
  engines = await askedEngines();
}, ASKED_TIMEOUT_MS);
vi.setConfig({ testTimeout: ASKED_TIMEOUT_MS });
afterAll(() => {
  session.cleanup();
  for (const engine of engines) engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

const written = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

/** People who go through stages on ways of their own, and one who waits. */
const ROUTED = [
  'way,screened,manual,machine,offered,sex',
  ...['manual,1,1,,1,f', 'manual,0,,,,f', 'machine,1,,1,0,m', 'machine,1,,1,,m', 'manual,1,0,,,m', ',,,,,f'],
].join('\n');
const ROUTES = `tribune: policy/v1
name: hiring
version: "1"
data:
  outcome:
    type: stages
    stages: [{ name: screen, column: screened }, { name: review, column: manual }, { name: automatic, column: machine }, { name: offer, column: offered }]
    routes: { manual: [screen, review, offer], machine: [screen, automatic, offer] }
    route: way
  attributes: { sex: { reference: m } }
requirements:
  - { id: r, metric: funnel_rate, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }
`;
/** Two whole lists, and candidates who were not shown. */
const LISTS = [
  'q,rank,rel,sex',
  ...['a,1,3.5,f', 'a,2,1,m', 'a,3,0,f', 'a,,2,m', 'b,1,1,m', 'b,2,1.25,f', 'b,,0,f'],
].join('\n');

/** Forecasts with prediction intervals, below 0 too, and some without one or without a label. */
const FORECASTS = [
  'forecast,paid,low,high,sex',
  ...['100,90.5,80,120,f', '50,49.99,50,60,f', '0,,-5,5.25,m', '20,30,,,m', '70,70,70,70,m', '10,-0,-1,0,f'],
].join('\n');
const INTERVALS = `tribune: policy/v1
name: forecasts
version: "1"
data:
  outcome: { type: amount, column: forecast, unit: USD, favourable: higher, interval: { lower: low, upper: high } }
  label: paid
  attributes: { sex: { reference: m } }
requirements:
  - { id: r, metric: interval_coverage, by: [sex], compare: value, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }
`;

const file = (path: string): string => readFileSync(path, 'utf8');
const CASES: readonly [what: string, policy: string, data: () => string][] = [
  ['grades', file(example('grades/policy.yaml')), () => example('grades/grades.csv')],
  ['courses', file(example('courses/policy.yaml')), () => example('courses/courses.csv')],
  ['credit limits', file(example('limits/policy.yaml')), () => example('limits/limits.csv')],
  ['credit limits at equal incomes', file(example('incomes/policy.yaml')), () => example('incomes/people.csv')],
  ['forecasts with intervals', INTERVALS, () => written('forecasts.csv', FORECASTS)],
  ['stages of mortgages', file(example('mortgages/policy.yaml')), () => example('mortgages/applicants.csv')],
  ['stages by routes', ROUTES, () => written('routes.csv', ROUTED)],
  ['lists', policyText(RANKING, [asked({ compare: 'ratio', min: 0.8 })]), () => written('lists.csv', LISTS)],
];

describe('the printed statement in ClickHouse, and in Spark and Trino where they are there', () => {
  it.each(CASES)('has the tally of the file bit for bit: %s', async (what, text, dataOf) => {
    const { policy } = parsePolicy(text);
    const plan = { policy, policyDigest: 'sha256:test' };
    const data = dataOf();
    const [header] = file(data).split('\n');
    const columns = header!.split(',').map((name) => `"${name.trim()}" Nullable(String)`);
    const table = `d.t${CASES.findIndex(([name]) => name === what)}`;
    session.query(
      `CREATE TABLE ${table} ENGINE = Memory AS SELECT * FROM file('${data}', CSVWithNames, '${columns.join(', ')}')`,
      'CSV',
    );
    const sql = tallySql(policy, 'clickhouse', table, { policyDigest: 'sha256:test' });
    const result = session.query(`${sql}${CLICKHOUSE_SETTINGS}`, 'CSVWithNames');
    const printed = await openTallyFile(written('result.csv', result)).outcome!(plan);
    const { tally } = await openFiles([data]).outcome!(plan);
    expect(tally.rowsRead).toBeGreaterThan(4);
    expect(printed.tally).toEqual(tally);
    for (const engine of engines) {
      const [columns, ...rows] = file(data)
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
      const csv = await engine.csv({
        columns: columns!,
        rows: rows.map((cells) => cells.map((cell) => cell || null)),
        sql: (view) => tallySql(policy, engine.dialect, view, { policyDigest: 'sha256:test' }),
      });
      expect((await openTallyFile(csv).outcome!(plan)).tally, engine.dialect).toEqual(tally);
    }
  });
});
