import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { type CountedOutcomeTally, outcomePlan, outcomeTally } from '../../src/core/policy/bind/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { inPostgres } from './support/run-sql.js';

let directory: string;
let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
  directory = mkdtempSync(join(tmpdir(), 'tribune-words-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const RUNS = Number(process.env.TRIBUNE_RUNS ?? 40);
const COLUMNS = ['grade', 'due', 'sex', 'age', 'n'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string | null>>;

interface Case {
  readonly rows: readonly Row[];
  readonly type: 'ordered' | 'class';
  readonly label: boolean;
  readonly none: boolean;
  readonly weights: boolean;
  readonly where: string | null;
}

const policyOf = ({ type, label, none, weights, where }: Omit<Case, 'rows'>) => {
  const words = `[C, "B'", 01]`;
  const declared = type === 'ordered' ? `levels: ${words}, favourable: lower` : `classes: ${words}, favourable: [C]`;
  const asked = type === 'ordered' ? 'metric: share_at_least, level: 01' : 'metric: class_rate, class: 01';
  const lines = [
    'tribune: policy/v1',
    'name: grades',
    'version: "1"',
    'data:',
    `  outcome: { type: ${type}, column: grade, ${declared}${none ? ', none: [ill]' : ''} }`,
    ...(label ? ['  label: due'] : []),
    ...(weights ? ['  weight: n', '  weightKind: count'] : []),
    ...(where === null ? [] : [`  where: ${where}`]),
    '  missing: ["NA"]',
    '  attributes: { sex: {}, age: { bins: [30] } }',
    '  intersections: [[sex, age]]',
    'requirements:',
    `  - { id: parity, ${asked}, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }`,
  ];
  return parsePolicy(lines.join('\n')).policy;
};

const good = fc.constantFrom('C', "B'", '01', 'C', '', 'NA');
const word = (faulty: boolean) =>
  faulty
    ? fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom('c', '1', 'D', ' C', 'ill') })
    : good;

const rowOf = (faulty: boolean): fc.Arbitrary<Row> =>
  fc.record({
    grade: fc.oneof({ weight: 12, arbitrary: word(faulty) }, { weight: 1, arbitrary: fc.constant('ill') }),
    due: word(faulty),
    sex: fc.constantFrom('f', 'm', 'm', '', 'NA', "d'x"),
    age: fc.constantFrom('20', '30', '41.5', ''),
    n: fc.constantFrom('1', '2', '0', '37', ''),
  });

const caseOf: fc.Arbitrary<Case> = fc.boolean().chain((faulty) =>
  fc.record({
    rows: fc.array(rowOf(faulty), { minLength: 1, maxLength: 40 }),
    type: fc.constantFrom('ordered', 'class'),
    label: fc.boolean(),
    none: fc.boolean(),
    weights: fc.boolean(),
    where: fc.constantFrom(null, null, "grade = 'C'", "sex != 'f'"),
  }),
);

/** A tally, or the refusal. */
type Outcome = CountedOutcomeTally | { readonly code: string; readonly said: string };

function refusal(error: unknown): Outcome {
  if (!(error instanceof TribuneError)) throw error;
  return { code: error.code, said: `${error.message} ${error.remedy}` };
}

function inMemory(one: Case): Outcome {
  const lookups = one.rows.map((row) => (column: string) => row[column as keyof Row]);
  try {
    return outcomeTally(outcomePlan(policyOf(one), { policyDigest: 'sha256:test' }), lookups);
  } catch (error) {
    return refusal(error);
  }
}

const cell = (text: string | null): string => `"${(text ?? '').replaceAll('"', '""')}"`;

async function throughFile(one: Case, index: number): Promise<Outcome> {
  const path = join(directory, `${index}.csv`);
  writeFileSync(
    path,
    [COLUMNS.join(','), ...one.rows.map((row) => COLUMNS.map((c) => cell(row[c])).join(','))].join('\n'),
  );
  const source = openFiles([path], { threads: 2 });
  const plan = { policy: policyOf(one), policyDigest: 'sha256:test' };
  return source.outcome!(plan).then(({ tally }) => tally as CountedOutcomeTally, refusal);
}

async function throughPostgres(one: Case): Promise<Outcome> {
  const literal = (text: string | null): string => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
  await inPostgres(server.url, async (run) => {
    await run(`DROP TABLE IF EXISTS t; CREATE TABLE t (${COLUMNS.map((c) => `"${c}" text`).join(', ')})`);
    await run(
      `INSERT INTO t VALUES ${one.rows.map((row) => `(${COLUMNS.map((c) => literal(row[c])).join(', ')})`).join(', ')}`,
    );
  });
  const source = openSql({ query: 'select * from t', database: server.url });
  const plan = { policy: policyOf(one), policyDigest: 'sha256:test' };
  return source.outcome!(plan).then(({ tally }) => tally as CountedOutcomeTally, refusal);
}

describe('levels and classes have one meaning', () => {
  it('in memory, in files and in PostgreSQL: the same tally bit for bit, the same exclusions, the same refusals', async () => {
    let index = 0;
    const seen = { tallies: 0, refusals: 0 };
    await fc.assert(
      fc.asyncProperty(caseOf, async (one) => {
        const expected = inMemory(one);
        seen['code' in expected ? 'refusals' : 'tallies'] += 1;
        index += 1;
        expect(await throughFile(one, index)).toEqual(expected);
        expect(await throughPostgres(one)).toEqual(expected);
      }),
      { numRuns: RUNS, seed: 18 },
    );
    expect(seen.tallies).toBeGreaterThan(0);
  }, 120_000);
});
