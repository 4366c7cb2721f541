import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { type AmountTally, mergeAmountTallies } from '../../src/core/fairness/outcomes/amount/index.js';
import { amountTally, outcomePlan } from '../../src/core/policy/bind/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { inPostgres } from './support/run-sql.js';

let directory: string;
let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
  directory = mkdtempSync(join(tmpdir(), 'tribune-amounts-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const RUNS = Number(process.env.TRIBUNE_RUNS ?? 40);
const COLUMNS = ['limit', 'right', 'low', 'high', 'currency', 'sex', 'age', 'n'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string | null>>;

interface Case {
  readonly rows: readonly Row[];
  readonly decimals: number;
  readonly label: boolean;
  /** Whether a requirement needs the labels themselves. */
  readonly explained: boolean;
  /** Whether the policy names prediction intervals. */
  readonly interval: boolean;
  readonly unitColumn: boolean;
  readonly weights: boolean;
  readonly where: string | null;
  readonly comma: boolean;
  /** Distinct values above which steps are kept. */
  readonly limit: number;
}

const policyOf = (one: Omit<Case, 'rows' | 'limit'>) => {
  const { decimals, label, explained, interval, unitColumn, weights, where, comma } = one;
  const lines = [
    'tribune: policy/v1',
    'name: limits',
    'version: "1"',
    'data:',
    `  outcome: { type: amount, column: limit, unit: USD, favourable: higher, decimals: ${decimals}${unitColumn ? ', unitColumn: currency' : ''}${interval ? ', interval: { lower: low, upper: high }' : ''} }`,
    ...(label ? ['  label: right'] : []),
    ...(weights ? ['  weight: n', '  weightKind: count'] : []),
    ...(where === null ? [] : [`  where: ${where}`]),
    ...(comma ? ['  decimal: comma'] : []),
    '  missing: ["NA"]',
    '  attributes: { sex: {}, age: { bins: [30] } }',
    '  intersections: [[sex, age]]',
    'requirements:',
    // Columns of strata are further attributes of the tally; this one is known of some rows only.
    `  - { id: parity, metric: mean_amount, by: [sex],${weights ? '' : ' reference: largest, given: [n],'} compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }`,
    ...(label && explained
      ? [
          '  - { id: explained, metric: r_squared, by: [sex], compare: value, min: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: example } }',
        ]
      : []),
  ];
  return parsePolicy(lines.join('\n')).policy;
};

const good = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '100',
    '100.00',
    '1e3',
    '.5',
    '12.5',
    '1234.56',
    '2048',
    '2050.5',
    '4097',
    '70000',
    '81920.25',
  ),
  fc.integer({ min: 0, max: 5_000_000 }).map((parts) => (parts / 100).toString()),
  fc.constantFrom('', 'NA'),
);
const bad = fc.constantFrom(
  '-3',
  'USD 5',
  '$1,200',
  '1,5',
  '0.005',
  '1e20',
  '87960930222.08',
  '87960930222.09',
  'inf',
  'nan',
  'x',
  '1e999',
);
const amount = (faulty: boolean) =>
  faulty ? fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: bad }) : good;

type Ends = readonly [low: string, high: string];
const goodEnds = fc.oneof(
  fc.constantFrom<Ends[]>(['', 'NA'], ['10', '20.5'], ['-5.25', '7'], ['100', '1e2'], ['-0', '0'], ['0', '90000']),
  fc
    .tuple(fc.integer({ min: -500_000, max: 500_000 }), fc.nat(5_000_000))
    .map(([low, width]): Ends => [(low / 100).toString(), ((low + width) / 100).toString()]),
);
const badEnds = fc.constantFrom<Ends[]>(
  ['20.5', '10'],
  ['5', ''],
  ['NA', '5'],
  ['x', '7'],
  ['1', '7 USD'],
  ['0.00005', '1'],
  ['0', '43980465111.05'],
  ['-1e20', '0'],
);
const ends = (faulty: boolean) =>
  faulty ? fc.oneof({ weight: 30, arbitrary: goodEnds }, { weight: 1, arbitrary: badEnds }) : goodEnds;

const rowOf = (faulty: boolean): fc.Arbitrary<Row> =>
  fc.tuple(ends(faulty), restOf(faulty)).map(([[low, high], rest]) => ({ ...rest, low, high }));

const restOf = (faulty: boolean) =>
  fc.record({
    limit: amount(faulty),
    right: amount(faulty),
    currency: faulty ? fc.constantFrom('USD', 'USD', 'USD', 'EUR', '') : fc.constant('USD'),
    sex: fc.constantFrom('f', 'm', 'm', '', 'NA', "d'x"),
    age: fc.constantFrom('20', '30', '41.5', ''),
    n: fc.constantFrom('1', '2', '0', '37', ''),
  });

const caseOf: fc.Arbitrary<Case> = fc.boolean().chain((faulty) =>
  fc.record({
    rows: fc.array(rowOf(faulty), { minLength: 1, maxLength: 40 }),
    decimals: fc.constantFrom(2, 2, 2, 0, 4),
    label: fc.boolean(),
    explained: fc.boolean(),
    interval: fc.boolean(),
    unitColumn: fc.boolean(),
    weights: fc.boolean(),
    where: fc.constantFrom(null, null, 'limit >= 100', "sex != 'f'"),
    comma: fc.constantFrom(false, false, false, true),
    limit: fc.constantFrom(100_000, 1),
  }),
);

/** A tally, or the refusal. */
type Outcome = AmountTally | { readonly code: string; readonly said: string };

function refusal(error: unknown): Outcome {
  if (!(error instanceof TribuneError)) throw error;
  return { code: error.code, said: `${error.message} ${error.remedy}` };
}

function inMemory(one: Case): Outcome {
  const lookups = one.rows.map((row) => (column: string) => row[column as keyof Row]);
  try {
    return amountTally(outcomePlan(policyOf(one), { policyDigest: 'sha256:test' }), lookups, { limit: one.limit });
  } catch (error) {
    return refusal(error);
  }
}

const cell = (text: string | null): string => `"${(text ?? '').replaceAll('"', '""')}"`;

/** @param stepped whether rows turn their amounts into steps at once where steps are certain, as in large data */
async function throughFile(one: Case, index: number, stepped: boolean): Promise<Outcome> {
  const path = join(directory, `${index}.csv`);
  writeFileSync(
    path,
    [COLUMNS.join(','), ...one.rows.map((row) => COLUMNS.map((c) => cell(row[c])).join(','))].join('\n'),
  );
  const source = openFiles([path], {
    distinctScoreLimit: one.limit,
    threads: 2,
    ...(stepped ? { largeDataBytes: 0 } : {}),
  });
  return source.outcome!({ policy: policyOf(one), policyDigest: 'sha256:test' }).then(
    ({ tally }) => tally as AmountTally,
    refusal,
  );
}

async function throughPostgres(one: Case): Promise<Outcome> {
  const literal = (text: string | null): string => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
  await inPostgres(server.url, async (run) => {
    await run(`DROP TABLE IF EXISTS t; CREATE TABLE t (${COLUMNS.map((c) => `"${c}" text`).join(', ')})`);
    await run(
      `INSERT INTO t VALUES ${one.rows.map((row) => `(${COLUMNS.map((c) => literal(row[c])).join(', ')})`).join(', ')}`,
    );
  });
  const source = openSql({ query: 'select * from t', database: server.url, distinctScoreLimit: one.limit });
  return source.outcome!({ policy: policyOf(one), policyDigest: 'sha256:test' }).then(
    ({ tally }) => tally as AmountTally,
    refusal,
  );
}

describe('amounts have one meaning', () => {
  it('in memory, in files and in PostgreSQL: the same tally bit for bit, the same exclusions, the same refusals', async () => {
    let index = 0;
    const seen = { tallies: 0, refusals: 0, steps: 0, intervals: 0 };
    await fc.assert(
      fc.asyncProperty(caseOf, async (one) => {
        const expected = inMemory(one);
        expect(await throughFile(one, index++, false)).toEqual(expected);
        expect(await throughFile(one, index, true)).toEqual(expected);
        expect(await throughPostgres(one)).toEqual(expected);
        if ('code' in expected) seen.refusals += 1;
        else {
          seen.tallies += 1;
          if (expected.places.amount === 'steps') seen.steps += 1;
          if (expected.cells.some(({ quantity }) => quantity === 'covered')) seen.intervals += 1;
        }
      }),
      { numRuns: RUNS, seed: 15 },
    );
    expect(seen.tallies).toBeGreaterThan(5);
    expect(seen.refusals).toBeGreaterThan(5);
    expect(seen.steps).toBeGreaterThan(0);
    expect(seen.intervals).toBeGreaterThan(0);
  }, 240_000);

  it('added up: the tally of two halves is the tally of all rows', () => {
    fc.assert(
      fc.property(caseOf, fc.nat(40), (one, cut) => {
        const whole = inMemory(one);
        const parts = [one.rows.slice(0, cut), one.rows.slice(cut)].map((rows) => inMemory({ ...one, rows }));
        const [a, b] = parts;
        if ('code' in whole || a === undefined || b === undefined || 'code' in a || 'code' in b) return;
        expect(mergeAmountTallies(a, b, { limit: one.limit })).toEqual(whole);
      }),
      { numRuns: 300, seed: 18 },
    );
  });
});
