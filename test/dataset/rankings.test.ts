import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql, openTallyFile, tallySql } from '../../src/adapters/dataset/index.js';
import { resultColumns } from '../../src/adapters/dataset/statement/statement.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { type RankingSets, rankingSetsFromJson, rankingSetsToJson } from '../../src/core/fairness/outcomes/index.js';
import { type CountedOutcomeTally, outcomePlan, outcomeTally } from '../../src/core/policy/bind/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { inPostgres } from './support/run-sql.js';

let directory: string;
let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
  directory = mkdtempSync(join(tmpdir(), 'tribune-rankings-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const RUNS = Number(process.env.TRIBUNE_RUNS ?? 25);
const COLUMNS = ['q', 'rank', 'rel', 'sex', 'age'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string | null>>;

interface Case {
  readonly rows: readonly Row[];
  readonly relevance: boolean;
  readonly holes: boolean;
}

const policyOf = ({ relevance, holes }: Omit<Case, 'rows'>) =>
  parsePolicy(
    [
      'tribune: policy/v1',
      'name: lists',
      'version: "1"',
      'data:',
      `  outcome: { type: ranking, list: q, position: rank, k: [1, 3]${relevance ? ', relevance: rel' : ''}${holes ? ', holes: keep' : ''} }`,
      '  missing: ["NA"]',
      '  attributes: { sex: {}, age: { bins: [30] } }',
      '  intersections: [[sex, age]]',
      'requirements:',
      '  - { id: seen, metric: exposure, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }',
    ].join('\n'),
  ).policy;

const person = fc.record({
  rel: fc.constantFrom('0', '1', '2', '0.1', '0.7', '3e-5', '1e3'),
  sex: fc.constantFrom('f', 'm', 'm', '', 'NA', "d'x"),
  age: fc.constantFrom('20', '30', '41.5', ''),
  shown: fc.boolean(),
});

/** Lists whose shown candidates stand at 1, 2, 3, ...; now and then a value that is refused. */
const caseOf: fc.Arbitrary<Case> = fc
  .tuple(
    fc.array(fc.array(person, { minLength: 1, maxLength: 7 }), { minLength: 1, maxLength: 5 }),
    fc.option(
      fc.constantFrom<Partial<Row>>(
        { rank: '0' },
        { rank: '1.5' },
        { rank: '-1' },
        { rank: 'x' },
        { rank: '1000001' },
        { q: '' },
        { rel: '-1' },
        { rel: '' },
        { rel: '5000' },
        { rank: '1' },
        { rank: '9' },
      ),
      { freq: 2, nil: null },
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([lists, odd, relevance, holes]) => {
    const rows = lists.flatMap((members, list): Row[] => {
      let place = 0;
      return members.map(({ shown, ...rest }) => {
        if (shown) place += 1;
        return { q: `q'${list}`, rank: shown ? String(place) : '', ...rest };
      });
    });
    return { rows: odd === null ? rows : [...rows.slice(0, -1), { ...rows.at(-1)!, ...odd }], relevance, holes };
  });

/** A tally, or the refusal. */
type Result = CountedOutcomeTally | { readonly code: string; readonly said: string };

function refusal(error: unknown): Result {
  if (!(error instanceof TribuneError)) throw error;
  return { code: error.code, said: `${error.message} ${error.remedy}` };
}

function inMemory(one: Case): Result {
  const lookups = one.rows.map((row) => (column: string) => row[column as keyof Row]);
  try {
    return outcomeTally(outcomePlan(policyOf(one), { policyDigest: 'sha256:test' }), lookups);
  } catch (error) {
    return refusal(error);
  }
}

const cell = (text: string | null): string => `"${(text ?? '').replaceAll('"', '""')}"`;
const planOf = (one: Case) => ({ policy: policyOf(one), policyDigest: 'sha256:test' });

async function throughFile(one: Case, index: number): Promise<Result> {
  const path = join(directory, `${index}.csv`);
  const lines = one.rows.map((row) => COLUMNS.map((c) => cell(row[c])).join(','));
  writeFileSync(path, [COLUMNS.join(','), ...lines].join('\n'));
  return openFiles([path], { threads: 2 }).outcome!(planOf(one)).then(
    ({ tally }) => tally as CountedOutcomeTally,
    refusal,
  );
}

async function throughPostgres(one: Case, index: number): Promise<{ asked: Result; exported: Result }> {
  const literal = (text: string | null): string => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
  const sql = tallySql(policyOf(one), 'postgres', 't', { policyDigest: 'sha256:test' });
  const path = join(directory, `${index}.jsonl`);
  await inPostgres(server.url, async (run) => {
    await run(`DROP TABLE IF EXISTS t; CREATE TABLE t (${COLUMNS.map((c) => `"${c}" text`).join(', ')})`);
    await run(
      `INSERT INTO t VALUES ${one.rows.map((row) => `(${COLUMNS.map((c) => literal(row[c])).join(', ')})`).join(', ')}`,
    );
    const rows = await run(sql);
    const names = resultColumns(outcomePlan(policyOf(one), {}));
    const named = rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
    writeFileSync(path, named.map((row) => JSON.stringify(row)).join('\n'));
  });
  const read = (source: ReturnType<typeof openTallyFile>): Promise<Result> =>
    source.outcome!(planOf(one)).then(({ tally }) => tally as CountedOutcomeTally, refusal);
  const asked = await read(openSql({ query: 'select * from t', database: server.url }));
  return { asked, exported: await read(openTallyFile(path)) };
}

describe('rankings have one meaning', () => {
  it('in memory, in files, in PostgreSQL and in an exported result: the same tally bit for bit, the same refusals', async () => {
    let index = 0;
    const seen = { tallies: 0, refusals: 0 };
    await fc.assert(
      fc.asyncProperty(caseOf, async (one) => {
        const expected = inMemory(one);
        seen['code' in expected ? 'refusals' : 'tallies'] += 1;
        index += 1;
        expect(await throughFile(one, index)).toEqual(expected);
        const { asked, exported } = await throughPostgres(one, index);
        expect(asked).toEqual(expected);
        expect(exported).toEqual(expected);
        if (!('code' in expected)) {
          const json = JSON.parse(JSON.stringify(rankingSetsToJson(expected as RankingSets)));
          expect(rankingSetsFromJson(json)).toEqual(expected);
        }
      }),
      { numRuns: RUNS, seed: 11 },
    );
    expect(seen.tallies).toBeGreaterThan(0);
    expect(seen.refusals).toBeGreaterThan(0);
  }, 120_000);

  it('an exported result whose relevance lost digits is refused', async () => {
    const rows = ['1', '2'].map((rank): Row => ({ q: 'q', rank, rel: '0.123456789012345', sex: 'f', age: '20' }));
    const { exported } = await throughPostgres({ rows, relevance: true, holes: false }, 999);
    expect(exported).toMatchObject({ outcome: 'ranking' });
    const path = join(directory, 'short.jsonl');
    writeFileSync(path, readFileSync(join(directory, '999.jsonl'), 'utf8').replace('0.123456789012345', '0.123457'));
    const short = openTallyFile(path).outcome!(planOf({ rows, relevance: true, holes: false }));
    const { code, said } = (await short.then(() => null, refusal)) as { code: string; said: string };
    expect(code).toBe('TALLY_INVALID');
    expect(said).toContain(
      'the relevance 0.123457 of a candidate does not fit its fixed-point number: digits were lost',
    );
  });

  it('parts of the lists add to the tally of all of them', async () => {
    const lists = Array.from({ length: 40 }, (_, q) =>
      Array.from({ length: 6 }, (__, i): Row => {
        const rank = i < 4 ? String(i + 1) : null;
        return {
          q: `q${q}`,
          rank,
          rel: String((i * 7 + q) % 3),
          sex: (i + q) % 3 ? 'f' : 'm',
          age: String(20 + i * 5),
        };
      }),
    );
    const make = (rows: readonly Row[]): Case => ({ rows, relevance: true, holes: false });
    const whole = inMemory(make(lists.flat())) as RankingSets;
    const paths = [lists.slice(0, 11), lists.slice(11)].map((part, i) => {
      const path = join(directory, `part${i}.json`);
      writeFileSync(path, JSON.stringify(rankingSetsToJson(inMemory(make(part.flat())) as RankingSets)));
      return path;
    });
    const { tally } = await openTallyFile(paths).outcome!(planOf(make([])));
    expect(tally).toEqual(whole);
  });
});
