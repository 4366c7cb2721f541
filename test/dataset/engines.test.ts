import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Tally } from '../../src/core/fairness/tally/types.js';
import { parseWhere } from '../../src/core/policy/where/parse.js';
import { createGenerator } from '../../src/core/stats/index.js';
import { hasShared, sharedCsv } from '../support/shared.js';
import { ASKED_TIMEOUT_MS, type AskedEngine, askedEngines } from './support/asked-engines.js';
import {
  type EngineRun,
  fromAsked,
  fromClickhouse,
  fromCsv,
  fromJsonLines,
  fromLargeCsv,
  fromPostgres,
} from './support/engines.js';
import { binary, policyOf } from './support/policies.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { type TextRow, tallyOfRows } from './support/rows.js';

let server: TestPostgres;
let directory: string;
let asked: readonly AskedEngine[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-test-'));
  server = await startPostgres();
  asked = await askedEngines();
}, ASKED_TIMEOUT_MS);
vi.setConfig({ testTimeout: ASKED_TIMEOUT_MS });

afterAll(async () => {
  for (const engine of asked) engine.stop();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function expectSame(
  run: Omit<EngineRun, 'directory'>,
  expected: Tally = tallyOfRows(run.policy, run.rows, run),
): Promise<void> {
  const all = { ...run, directory };
  expect(await fromCsv(all), 'DuckDB, CSV').toEqual(expected);
  expect(await fromLargeCsv(all), 'DuckDB, large CSV').toEqual(expected);
  expect(await fromJsonLines(all), 'DuckDB, JSON lines').toEqual(expected);
  const { query, printed } = await fromPostgres(all, server.url);
  expect(query, 'PostgreSQL, query').toEqual(expected);
  expect(printed, 'PostgreSQL, printed SQL').toEqual(expected);
  expect(await fromClickhouse(all), 'ClickHouse, printed SQL').toEqual(expected);
  for (const engine of asked) expect(await fromAsked(all, engine), `${engine.dialect}, printed SQL`).toEqual(expected);
}

describe.skipIf(!hasShared)('real predictions give the same tally on every engine, bit for bit', () => {
  it.each([
    ['predictions-compas.csv', ['race', 'sex', 'age_cat']],
    ['predictions-german-lr.csv', ['marital_status', 'foreign_worker']],
    ['predictions-law-school-lr.csv.gz', ['race', 'sex']],
  ])('%s', async (file, by) => {
    const rows = sharedCsv(`data/${file}`);
    await expectSame({ policy: policyOf({ by, score: 'score' }), rows, columns: Object.keys(rows[0]!) });
  });
});

/** Texts that break naive quoting, collation, trimming, folding and number parsing. */
const NASTY = [
  'a',
  'A',
  'á',
  'á',
  ' a',
  '01',
  '1',
  '1.0',
  "o'hara",
  'say "x"',
  'a,b',
  'line\nbreak',
  '\\',
  "\\'; drop table people; --",
  '😀',
  '\uffee',
  'NULL',
  'null',
  '?',
  '',
  null,
];
const SCORES = [
  '0',
  '-0',
  '0.1',
  '1',
  '0.30000000000000004',
  '1e-3',
  '.5',
  '5.',
  '+0.25',
  ' 0.75 ',
  '-4096',
  '4096',
  '4095.999999999999',
  '-1e-300',
  '9e-323',
  '-5e-324',
  '3e-324',
  '2e-324',
  '1e-400',
  '123.456',
  '1e3',
  null,
  '',
  '?',
];
const LABELS = ['0', '1', 'true', 'FALSE', '1.0', null, '?'];

function nastyRows(seed: number, count: number): TextRow[] {
  const generator = createGenerator(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(generator.nextUniform() * values.length)]!;
  return Array.from({ length: count }, () => ({
    'gr"oup': pick(NASTY),
    'sex; --': pick(['m', 'f', 'm ', null]),
    y: pick(LABELS),
    p: pick(['0', '1', '1', null]),
    s: generator.nextUniform() < 0.5 ? pick(SCORES) : String((generator.nextUniform() - 0.5) * 10),
    n: pick(['0', '1', '2', '7', '2147483648', '3.0', null]),
    w: generator.nextUniform() < 0.5 ? pick(['0', '1e-9', '16777216', '0.1']) : String(generator.nextUniform() * 100),
    age: pick(['24', '25', '44.99', '45', '1e2', '-3', null, '?']),
  }));
}

describe('nasty rows give the same tally on every engine, bit for bit', () => {
  const columns = ['gr"oup', 'sex; --', 'y', 'p', 's', 'n', 'w', 'age'];
  const common = {
    label: binary('y'),
    missing: ['?'],
    attributes: [
      { name: 'group', column: 'gr"oup', reference: null, bins: null },
      { name: 'age', column: 'age', reference: null, bins: [25, 45] },
    ],
    strata: ['sex; --'],
  };
  const filter = parseWhere("not (`gr\"oup` = 'a') and (age >= 25 or `sex; --` in ('m', 'f') or s > 0.5)");

  it.each([
    ['score and cutoff', { prediction: null, score: 's', cutoff: 0.3 }],
    ['score, prediction, filter', { prediction: binary('p'), score: 's', where: filter }],
    ['count weights', { prediction: binary('p'), score: 's', weight: 'n', weightKind: 'count' }],
    ['sampling weights', { prediction: binary('p'), score: 's', weight: 'w', weightKind: 'sampling' }],
    ['a scale', { prediction: null, score: 's', cutoff: 0.01, scoreScale: 7, where: filter }],
    ['a scale that underflows', { prediction: null, score: 's', cutoff: 0, scoreScale: 1e20 }],
    ['named labels', { prediction: binary('sex; --', ['m'], ['f', 'm ']), label: null }],
  ] as const)('%s', async (_, data) => {
    const policy = policyOf({ ...common, ...data });
    await expectSame({ policy, rows: nastyRows(7, 400), columns });
  });

  it('numbers with a decimal comma and percent signs', async () => {
    const policy = policyOf({ ...common, prediction: null, score: 's', cutoff: 0.3, weight: 'n', weightKind: 'count' });
    const hundredths = /^[+-]?[0-9]+[.]?[0-9]*$/;
    const plain = nastyRows(9, 400).map((row, i) =>
      i % 2 === 0 && row.s && hundredths.test(row.s) ? { ...row, s: `${row.s}e-2` } : row,
    );
    const comma = (text: string | null | undefined) => text?.replace('.', ',') ?? null;
    const rows = plain.map((row, i) => ({
      ...row,
      s: comma(row.s?.replace(/e-2$/, i % 4 === 0 ? '%' : ' %')),
      n: comma(row.n),
      age: comma(row.age),
    }));
    const written = { ...policy, data: { ...policy.data, numbers: { decimal: 'comma', percent: true } as const } };
    expect(rows.filter(({ s }) => s?.endsWith('%')).length).toBeGreaterThan(50);
    await expectSame({ policy: written, rows, columns }, tallyOfRows(policy, plain, {}));
  });

  it('rates only, with a cutoff', async () => {
    const policy = policyOf({ ...common, prediction: null, score: 's', cutoff: 0.3, where: filter });
    await expectSame({ policy, rows: nastyRows(8, 400), columns, scores: false });
  });

  it.each([
    ['no weights', { prediction: null, cutoff: 0 }],
    ['count weights', { prediction: binary('p'), weight: 'n', weightKind: 'count', where: filter }],
    ['sampling weights', { prediction: null, cutoff: 0.5, weight: 'w', weightKind: 'sampling', scoreScale: 1.1 }],
  ] as const)('bins above the limit of distinct scores, %s', async (_, data) => {
    const scoreBins = { lower: -5000, upper: 5000, count: 37 };
    const policy = policyOf({ ...common, score: 's', scoreBins, ...data });
    const rows = nastyRows(9, 400).map((row) => ({ ...row, s: row.s?.includes('4096') ? '4000' : (row.s ?? null) }));
    await expectSame({ policy, rows, columns, limit: 5 });
  });
});
