import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql, openTallyFile, tallySql } from '../../src/adapters/dataset/index.js';
import { resultColumns } from '../../src/adapters/dataset/statement/statement.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { outcomePlan, outcomeTally } from '../../src/core/policy/bind/index.js';
import { checkPolicy, explainRequirement, parsePolicy } from '../../src/core/policy/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/reports/audit/index.js';
import { cli } from '../e2e/support.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { inDuckDb, inPostgres } from './support/run-sql.js';

const root = resolve(import.meta.dirname, '../..');
let directory: string;
let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
  directory = mkdtempSync(join(tmpdir(), 'tribune-stages-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const RUNS = Number(process.env.TRIBUNE_RUNS ?? 12);
const COLUMNS = ['screened', 'met', 'offered', 'sex', 'n'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

const STAGES =
  '[{ name: screen, column: screened }, { name: interview, column: met, positive: [yes], negative: [no] }, { name: offer, column: offered, positive: [made], negative: [declined] }]';

const policyText = (requirement = 'metric: funnel_rate', stages = STAGES, data: readonly string[] = []): string =>
  [
    'tribune: policy/v1',
    'name: hiring',
    'version: "1"',
    'data:',
    `  outcome: { type: stages, stages: ${stages} }`,
    '  weight: n',
    '  weightKind: count',
    ...data,
    '  attributes: { sex: {} }',
    'requirements:',
    `  - { id: r, ${requirement}, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }`,
  ].join('\n');

const { policy } = parsePolicy(policyText());
const plan = { policy, policyDigest: 'sha256:test' };

/** A tally, or the refusal. */
const refusal = (error: unknown): unknown => {
  if (!(error instanceof TribuneError)) throw error;
  return { code: error.code, said: `${error.message} ${error.remedy}` };
};

function inMemory(rows: readonly Row[]): unknown {
  const lookups = rows.map((row) => (column: string) => row[column as keyof Row]);
  try {
    return outcomeTally(outcomePlan(policy, plan), lookups);
  } catch (error) {
    return refusal(error);
  }
}

let files = 0;
function fileOf(rows: readonly Row[]): string {
  const path = join(directory, `${files++}.csv`);
  writeFileSync(path, [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((c) => row[c]).join(','))].join('\n'));
  return path;
}

async function throughPostgres(rows: readonly Row[]): Promise<unknown> {
  await inPostgres(server.url, async (run) => {
    await run(`DROP TABLE IF EXISTS t; CREATE TABLE t (${COLUMNS.map((c) => `"${c}" text`).join(', ')})`);
    await run(
      `INSERT INTO t VALUES ${rows.map((row) => `(${COLUMNS.map((c) => `'${row[c]}'`).join(', ')})`).join(', ')}`,
    );
  });
  return openSql({ query: 'select * from t', database: server.url }).outcome!(plan).then(({ tally }) => tally, refusal);
}

const audit = (file: string, text: string): Promise<AuditResult> =>
  runAudit(openFiles([file]), {
    policy: parsePolicy(text).policy,
    policyDigest: 'sha256:test',
    policyPath: 'policy.yaml',
    today: '2026-11-28',
  });

const path = fc.constantFrom(
  ['', '', ''],
  ['0', '', ''],
  ['1', '', ''],
  ['1', 'no', ''],
  ['1', 'yes', ''],
  ['1', 'yes', 'made'],
  ['true', 'yes', 'declined'],
);
const odd = fc.constantFrom(['0', 'yes', ''], ['', 'no', ''], ['1', 'no', 'made'], ['2', '', ''], ['1', 'maybe', '']);
const rowOf = (faulty: boolean): fc.Arbitrary<Row> =>
  fc
    .record({
      stages: faulty ? fc.oneof({ weight: 12, arbitrary: path }, { weight: 1, arbitrary: odd }) : path,
      sex: fc.constantFrom('f', 'm', ''),
      n: fc.constantFrom('1', '2', '0', '37'),
    })
    .map(({ stages: [screened, met, offered], sex, n }) => ({
      screened: screened!,
      met: met!,
      offered: offered!,
      sex,
      n,
    }));
const rowsOf = fc.boolean().chain((faulty) => fc.array(rowOf(faulty), { minLength: 1, maxLength: 30 }));

describe('stages', () => {
  it('have one meaning in memory, in files and in PostgreSQL: the same tally bit for bit, the same refusals', async () => {
    const seen = { tallies: 0, refusals: 0 };
    await fc.assert(
      fc.asyncProperty(rowsOf, async (rows) => {
        const expected = inMemory(rows);
        seen[Object.hasOwn(expected as object, 'code') ? 'refusals' : 'tallies'] += 1;
        const read = openFiles([fileOf(rows)], { threads: 2 }).outcome!(plan);
        expect(await read.then(({ tally }) => tally, refusal)).toEqual(expected);
        expect(await throughPostgres(rows)).toEqual(expected);
      }),
      { numRuns: RUNS, seed: 7 },
    );
    expect(seen.tallies).toBeGreaterThan(2);
    expect(seen.refusals).toBeGreaterThan(2);
  }, 240_000);

  it('out of order are refused by name', () => {
    const row = { screened: '0', met: 'yes', offered: '', sex: 'f', n: '1' };
    expect(inMemory([row])).toEqual({
      code: 'DATA_VALUE_INVALID',
      said:
        'column "met": 1 value is at the stage interview without having passed screen: "yes" (once) Stages stand in data.outcome.stages in the order in which they are passed. ' +
        'Where some go another way, declare it in data.outcome.routes.',
    });
  });

  it.each([
    [
      'metric: funnel_rate',
      STAGES.replace(', negative: [no]', ''),
      'the stage interview names its positive values and no negative ones',
    ],
    [
      'metric: funnel_rate',
      STAGES.replace('[no]', '[no, yes]'),
      'the stage interview: "yes" means passed and not passed',
    ],
    ['metric: funnel_rate', STAGES.replace('name: offer', 'nmae: offer'), 'unknown key "nmae"'],
    ['metric: funnel_rate', '[]', 'stages'],
    ['metric: stage_rate', STAGES, 'r: stage_rate needs stage'],
    ['metric: stage_rate, stage: offers', STAGES, '"offers" is not among data.outcome.stages. Did you mean "offer"?'],
    ['metric: funnel_rate, stage: offer', STAGES, 'stage has no meaning with funnel_rate'],
    ['metric: funnel_rate', STAGES.replace('name: offer', 'name: screen'), 'two stages have the name "screen"'],
    ['metric: funnel_rate', STAGES.replace('column: met', 'column: screened'), 'two stages have the column "screened"'],
    ['metric: selection_rate', STAGES, 'but the decisions of this policy are stages'],
  ])('%s: what is wrong is said', (requirement, stages, words) => {
    const said = checkPolicy(policyText(requirement, stages)).map(({ message, remedy }) => `${message}. ${remedy}`);
    expect(said.join('\n')).toContain(words);
  });

  it('are stored as tallies, in JSON and as the result of the SQL, and added: the same audit as of the rows', async () => {
    const rows = ['made', 'declined'].map((offered) => ({ screened: '1', met: 'yes', offered, sex: 'f', n: '40' }));
    const men: Row = { screened: '1', met: 'no', offered: '', sex: 'm', n: '90' };
    const read = await openFiles([fileOf(rows)]).outcome!(plan);
    const json = join(directory, 'women.json');
    writeFileSync(json, JSON.stringify(read.tally));
    const result = join(directory, 'men.jsonl');
    const statement = tallySql(policy, 'duckdb', 't', { policyDigest: 'sha256:test' });
    const values = COLUMNS.map((column) => `'${men[column]}' AS ${column}`).join(', ');
    const names = resultColumns(outcomePlan(policy, plan));
    const lines = await inDuckDb(async (run) => {
      await run(`CREATE TABLE t AS SELECT ${values}`);
      return (await run(statement)).map((fields) => Object.fromEntries(names.map((name, i) => [name, fields[i]])));
    });
    writeFileSync(result, lines.map((line) => JSON.stringify(line)).join('\n'));
    const added = await openTallyFile([json, result]).outcome!(plan);
    const whole = await openFiles([fileOf([...rows, men])]).outcome!(plan);
    expect(added.tally).toEqual(whole.tally);
    const other = {
      ...plan,
      policy: parsePolicy(policyText(undefined, STAGES.replace('name: offer', 'name: hired'))).policy,
    };
    await expect(openTallyFile(json).outcome!(other)).rejects.toThrow(
      'made under another policy: the tallies differ in stages',
    );
    const graded = parsePolicy(
      policyText('metric: class_rate, class: a').replace(
        /outcome: .*/,
        'outcome: { type: class, column: c, classes: [a, b] }',
      ),
    ).policy;
    for (const path of [json, result])
      await expect(openTallyFile(path).outcome!({ ...plan, policy: graded })).rejects.toThrow(
        'its decisions are of type stages, those of the policy of type class',
      );
    const spoilt = lines.map((line) => JSON.stringify(line.kind === 'cell' ? { ...line, score: '17' } : line));
    writeFileSync(result, spoilt.join('\n'));
    await expect(openTallyFile(result).outcome!(plan)).rejects.toThrow('cells[0].stage');
  });

  it.each([
    ['label: hired', 'data.label has no meaning where decisions are stages'],
    ['live: { label: y }', 'data.live.label has no meaning where decisions are stages'],
    ['prediction: hired', 'data.prediction has no meaning where decisions are stages'],
    ['missing: ["no"]', '"no" is among data.missing, and missing means that the stage was not reached'],
  ])('beside %s: what is wrong is said', (line, words) => {
    const said = checkPolicy(policyText('metric: funnel_rate', STAGES, [`  ${line}`]));
    expect(said.map(({ message }) => message).join('\n')).toContain(words);
  });

  it('count who entered and went away as people who did not reach the next stage', async () => {
    const row = { screened: '1', met: '', offered: '', sex: 'f', n: '40' };
    const through = { ...row, met: 'yes', offered: 'made', n: '60' };
    const men = { ...through, sex: 'm', n: '80' };
    const result = await audit(fileOf([row, through, men, { ...row, screened: '', n: '5' }]), policyText());
    expect(result.data).toMatchObject({ rows: 180, excluded: [{ reason: 'missing outcome', rows: 1 }] });
    const women = result.funnels!.find(({ group }) => group.sex === 'f')!;
    expect(women.stages[1]).toEqual({ stage: 'interview', reached: 60, passed: 60 });
    // The largest group is the reference, so the men are held against the women.
    const { against } = result.funnels!.find(({ group }) => group.sex === 'm')!;
    expect(against!.steps.find(({ step, stage }) => step === 'went on to' && stage === 'interview')).toMatchObject({
      groupRate: 1,
      referenceRate: 0.6,
      share: 1,
    });
    expect(renderHtml(result)).toContain('went on to interview');
    const nobody = await audit(
      fileOf([
        { ...through, offered: 'declined' },
        { ...men, n: '90' },
      ]),
      policyText(),
    );
    expect(nobody.requirements[0]).toMatchObject({ verdict: 'fail', estimate: 0 });
    expect(nobody.funnels!.find(({ group }) => group.sex === 'f')!.against!.ratio).toMatchObject({
      estimate: 0,
      lower: 0,
    });
    expect(renderHtml(nobody)).toContain('Nobody of f comes through, against 100.0 % of m');
  });

  it('of the example each pass four fifths and fail together, and every report names the stage', async () => {
    const text = readFileSync(join(root, 'examples/mortgages/policy.yaml'), 'utf8');
    const result = await audit(join(root, 'examples/mortgages/applicants.csv'), text);
    const [affordable, history, record, loan, through, floor] = result.requirements;
    // By hand from the file: black and white people who reached and passed each stage.
    const ratios = [
      278 / 339 / (1840 / 2041),
      226 / 278 / (1721 / 1840),
      204 / 226 / (1657 / 1721),
      173 / 204 / (1566 / 1657),
    ];
    for (const [i, one] of [affordable, history, record, loan].entries()) {
      expect(one).toMatchObject({
        verdict: 'pass',
        stage: ['affordability', 'credit history', 'public record', 'loan'][i],
      });
      expect(one!.estimate).toBeCloseTo(ratios[i]!, 12);
    }
    expect(through).toMatchObject({ verdict: 'fail', nGroup: 339, nReference: 2041 });
    expect(through!.estimate).toBeCloseTo(173 / 339 / (1566 / 2041), 12);
    expect(through!.estimate).toBeCloseTo(
      ratios.reduce((whole, ratio) => whole * ratio, 1),
      12,
    );
    expect(floor!.estimate).toBeCloseTo(113 / 139, 12);
    expect(result.groups[0]!.metrics['stage_rate_credit history']!.estimate).toBeCloseTo(226 / 278, 12);
    const { steps } = result.funnels!.find(({ group }) => group.race === 'black')!.against!;
    expect(steps.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 12);
    expect(explainRequirement(history!).join(' ')).toContain(
      'share that passed credit history of those who reached it',
    );
    const html = renderHtml(result);
    expect(html).toContain('51.0 % of black came through all stages');
    expect(html).toContain('1,721 of 1,840: 93.5');
    for (const report of [html, renderMarkdown(result), renderJUnit(result), renderSarif(result)])
      expect(report).toContain('share that passed credit history');
  });

  it('of the example are printed as the explanation page says', async () => {
    const page = readFileSync(join(root, 'docs/explanations/stages.md'), 'utf8');
    const promised = /```text\n([\s\S]*?)```/.exec(page)![1]!.trimEnd().split('\n');
    const { out, code } = await cli([
      'audit',
      'examples/mortgages/applicants.csv',
      '--policy',
      'examples/mortgages/policy.yaml',
    ]);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual(expect.arrayContaining(promised));
  });

  it.each(['mortgages/applicants', 'grades/grades', 'courses/courses'])(
    'and other counted outcomes, %s, are audited from the printed tally as from the rows',
    async (name) => {
      const policyFile = `examples/${name.split('/')[0]}/policy.yaml`;
      const rules = ['--policy', policyFile];
      const printed = await cli(['tally', `examples/${name}.csv`, ...rules]);
      const file = join(directory, `${name.split('/')[0]}.json`);
      writeFileSync(file, printed.out);
      const [stored, rows] = await Promise.all(
        [['--tally', file], [`examples/${name}.csv`]].map(async (source) => {
          const { out } = await cli(['audit', ...source, ...rules, '--json']);
          return JSON.parse(out) as AuditResult;
        }),
      );
      expect(stored!.requirements).toEqual(rows!.requirements);
      expect(stored!.groups).toEqual(rows!.groups);
    },
  );
});
