import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, openSql } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import type { StagesTally } from '../../src/core/fairness/outcomes/index.js';
import { outcomePlan, outcomeTally } from '../../src/core/policy/bind/index.js';
import { checkPolicy, parsePolicy } from '../../src/core/policy/index.js';
import { koopmanRatio } from '../../src/core/stats/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import { bindLive } from '../../src/domain/audits/source/live-binding.js';
import { renderHtml, renderMarkdown } from '../../src/domain/reports/audit/index.js';
import { startPostgres, type TestPostgres } from './support/postgres.js';
import { inPostgres } from './support/run-sql.js';

let directory: string;
let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
  directory = mkdtempSync(join(tmpdir(), 'tribune-routes-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const RUNS = Number(process.env.TRIBUNE_RUNS ?? 12);
const COLUMNS = ['way', 'screened', 'manual', 'machine', 'offered', 'sex'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

const STAGES =
  '[{ name: screen, column: screened }, { name: review, column: manual }, { name: automatic, column: machine }, { name: offer, column: offered }]';
const NAMED = 'routes: { manual: [screen, review, offer], machine: [screen, automatic, offer] }, route: way';
/** Referred people skip the screen, and the machine decides about those who come from nowhere. */
const BEGUN = 'routes: { usual: [screen, review, offer], referral: [review, offer], agency: [automatic, offer] }';

const policyText = (routes: string, requirement = 'metric: funnel_rate'): string =>
  [
    'tribune: policy/v1',
    'name: hiring',
    'version: "1"',
    'data:',
    `  outcome: { type: stages, stages: ${STAGES}${routes === '' ? '' : `, ${routes}`} }`,
    '  attributes: { sex: { reference: m } }',
    'requirements:',
    `  - { id: r, ${requirement}, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }`,
  ].join('\n');

const planOf = (routes: string) => ({ policy: parsePolicy(policyText(routes)).policy, policyDigest: 'sha256:test' });

const refusal = (error: unknown): unknown => {
  if (!(error instanceof TribuneError)) throw error;
  return { code: error.code, said: `${error.message} ${error.remedy}` };
};

function inMemory(routes: string, rows: readonly Row[]): unknown {
  const plan = planOf(routes);
  const lookups = rows.map((row) => (column: string) => row[column as keyof Row]);
  try {
    return outcomeTally(outcomePlan(plan.policy, plan), lookups);
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

async function throughPostgres(routes: string, rows: readonly Row[]): Promise<unknown> {
  await inPostgres(server.url, async (run) => {
    await run(`DROP TABLE IF EXISTS t; CREATE TABLE t (${COLUMNS.map((c) => `"${c}" text`).join(', ')})`);
    const values = rows.map((row) => `(${COLUMNS.map((c) => `'${row[c]}'`).join(', ')})`);
    await run(`INSERT INTO t VALUES ${values.join(', ')}`);
  });
  const source = openSql({ query: 'select * from t', database: server.url });
  return source.outcome!(planOf(routes)).then(({ tally }) => tally, refusal);
}

const rowOf = ([way, screened, manual, machine, offered]: readonly string[], sex = 'f'): Row => ({
  way: way!,
  screened: screened!,
  manual: manual!,
  machine: machine!,
  offered: offered!,
  sex,
});

/** Ways that are right by a column, and by where they begin; odd ones are out of order, in two branches, or on no route. */
const RIGHT: Readonly<Record<string, readonly (readonly string[])[]>> = {
  [NAMED]: [
    ['manual', '', '', '', ''],
    ['', '', '', '', ''],
    ['manual', '0', '', '', ''],
    ['manual', '1', '1', '', '1'],
    ['manual', '1', '0', '', ''],
    ['machine', '1', '', '1', '0'],
    ['machine', '1', '', '', ''],
  ],
  [BEGUN]: [
    ['', '', '', '', ''],
    ['', '0', '', '', ''],
    ['', '1', '1', '', '1'],
    ['', '', '1', '', '0'],
    ['', '', '0', '', ''],
    ['', '', '', '1', '1'],
    ['', '', '', '0', ''],
  ],
};
const ODD = [
  ['manual', '1', '', '1', ''],
  ['machine', '1', '1', '1', ''],
  ['', '1', '1', '1', ''],
  ['manuel', '1', '1', '', ''],
  ['machine', '', '', '1', ''],
  ['manual', '0', '1', '', ''],
  ['', '', '', '', '1'],
  ['', '1', '', '1', ''],
  ['machine', '2', '', '', ''],
];

describe('stages by route', () => {
  it.each([NAMED, BEGUN])('have one meaning in memory, in files and in PostgreSQL: %s', async (routes) => {
    const right = fc.constantFrom(...RIGHT[routes]!);
    const way = (faulty: boolean) =>
      faulty ? fc.oneof({ weight: 8, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...ODD) }) : right;
    const rowsOf = fc
      .boolean()
      .chain((faulty) =>
        fc.array(fc.tuple(way(faulty), fc.constantFrom('f', 'm', '')), { minLength: 1, maxLength: 25 }),
      )
      .map((rows) => rows.map(([one, sex]) => rowOf(one, sex)));
    const seen = { tallies: 0, refusals: 0 };
    await fc.assert(
      fc.asyncProperty(rowsOf, async (rows) => {
        const expected = inMemory(routes, rows);
        seen[Object.hasOwn(expected as object, 'code') ? 'refusals' : 'tallies'] += 1;
        const read = openFiles([fileOf(rows)], { threads: 2 }).outcome!(planOf(routes));
        expect(await read.then(({ tally }) => tally, refusal)).toEqual(expected);
        expect(await throughPostgres(routes, rows)).toEqual(expected);
      }),
      { numRuns: RUNS, seed: 11 },
    );
    expect(seen.tallies).toBeGreaterThan(1);
    expect(seen.refusals).toBeGreaterThan(1);
  });

  it.each([
    [
      NAMED,
      ODD[0]!,
      'column "way": 1 value is without the stage automatic, at which these people have an outcome: two branches: "manual" (once) The stage automatic is on the route machine.',
    ],
    [NAMED, ODD[2]!, 'column "way": 1 value is missing, so that people with outcomes are on no route'],
    [NAMED, ODD[3]!, 'column "way": 1 value is not among data.outcome.routes: "manuel" (once) Did you mean "manual"?'],
    [NAMED, ODD[4]!, 'column "machine": 1 value is at the stage automatic without having passed screen: "1" (once)'],
    [
      BEGUN,
      ODD[6]!,
      'column "offered": 1 value is the first outcome of a person, and no route begins at the stage offer: "1" (once) Routes begin at screen, review, automatic.',
    ],
    [
      BEGUN,
      ODD[7]!,
      'column "machine": 1 value is at the stage automatic, which is not on the route that begins where these people began: "1" (once)',
    ],
    ['', ODD[4]!, 'without having passed review'],
  ])('that no declared route allows are refused by name (%#)', (routes, row, words) => {
    expect(inMemory(routes, [rowOf(row)])).toMatchObject({
      code: 'DATA_VALUE_INVALID',
      said: expect.stringContaining(words),
    });
  });

  it.each([
    ['route: way', 'metric: funnel_rate', 'data.outcome.route names a column, and no routes are declared'],
    [NAMED.replace('manual:', '"":'), 'metric: funnel_rate', 'a route has an empty name. Give it a name.'],
    [
      NAMED.replace('automatic', 'automtic'),
      'metric: funnel_rate',
      '"automtic", which is not among data.outcome.stages. Did you mean "automatic"?',
    ],
    [
      NAMED.replace('[screen, review', '[review, screen'),
      'metric: funnel_rate',
      'the route manual passes screen after review, in another order',
    ],
    ['routes: { a: [screen, review, offer] }', 'metric: funnel_rate', 'the stage automatic is on no route'],
    [
      NAMED.replace(', route: way', ''),
      'metric: funnel_rate',
      'the routes manual and machine both begin at the stage screen',
    ],
    [
      NAMED.replace('route: way', 'route: manual'),
      'metric: funnel_rate',
      'names the route and holds the outcomes of the stage review',
    ],
    [NAMED, 'metric: funnel_rate, route: machin', '"machin" is not among data.outcome.routes. Did you mean "machine"?'],
    [NAMED, 'metric: stage_rate, stage: review, route: machine', 'the route machine does not pass the stage review'],
    ['', 'metric: funnel_rate, route: manual', 'r names a route, and data.outcome declares none'],
  ])('%s, %s: what is wrong is said', (routes, requirement, words) => {
    const said = checkPolicy(policyText(routes, requirement)).map(({ message, remedy }) => `${message}. ${remedy}`);
    expect(said.join('\n')).toContain(words);
  });

  const copies = (n: number, way: readonly string[], sex: string): Row[] =>
    Array.from({ length: n }, () => rowOf(way, sex));
  const people = [
    ...copies(60, ['manual', '1', '1', '', '1'], 'm'),
    ...copies(40, ['manual', '0', '', '', ''], 'm'),
    ...copies(90, ['machine', '1', '', '1', '1'], 'm'),
    ...copies(10, ['machine', '1', '', '0', ''], 'm'),
    ...copies(35, ['manual', '1', '1', '', '1'], 'f'),
    ...copies(65, ['manual', '1', '0', '', ''], 'f'),
    ...copies(45, ['machine', '1', '', '1', '1'], 'f'),
    ...copies(55, ['machine', '0', '', '', ''], 'f'),
  ];

  it('are counted by stage and route, judged by route, and shown by route', async () => {
    const options = { today: '2026-11-28', policy: policyText(NAMED, 'metric: funnel_rate, route: machine') };
    const read = await openFiles([fileOf(people)]).outcome!(planOf(NAMED));
    const { cells } = read.tally as StagesTally;
    expect(
      cells
        .filter(({ values }) => values[0] === 'f')
        .map(({ route, stage, passed, people }) => [route, stage, passed, people]),
    ).toEqual([
      ['machine', 0, 0, 55],
      ['machine', 3, 1, 45],
      ['manual', 1, 0, 65],
      ['manual', 3, 1, 35],
    ]);
    const result = await runAudit(openFiles([fileOf(people)]), options);
    const [judged] = result.requirements;
    expect(judged).toMatchObject({ verdict: 'fail', route: 'machine', nGroup: 100, nReference: 100, estimate: 0.5 });
    // Over both routes 80 of 200 women and 150 of 200 men come through.
    const women = result.groups.find(({ attributes }) => attributes.sex === 'f')!;
    expect(women.metrics.funnel_rate!.estimate).toBe(80 / 200);
    expect(women.metrics['funnel_rate via machine']!.estimate).toBe(45 / 100);
    expect(women.metrics['stage_rate_screen via manual']!.estimate).toBe(1);
    const [together, ...ofRoutes] = result.funnels!.filter(({ group }) => group.sex === 'f');
    expect(together).toMatchObject({ n: 200, through: 80, against: { ratio: { estimate: 80 / 150 }, steps: [] } });
    expect(ofRoutes.map(({ route, n, through }) => [route, n, through])).toEqual([
      ['machine', 100, 45],
      ['manual', 100, 35],
    ]);
    // The figure and the verdict show one interval of one number.
    const span = koopmanRatio({ successes: 45, n: 100 }, { successes: 90, n: 100 }, 0.95)!;
    expect(ofRoutes[0]!.against!.ratio).toMatchObject({ lower: span.lower, upper: span.upper });
    expect([judged!.lower, judged!.upper]).toEqual([span.lower, span.upper]);
    const html = renderHtml(result);
    for (const words of ['Stages by sex, via machine', 'share that came through all stages via machine'])
      expect(html).toContain(words);
    expect(renderMarkdown(result)).toContain('via machine');
  });

  it('change since an accepted audit of the same routes only', async () => {
    const text = policyText(NAMED).replace(
      'compare: ratio, min: 0.8',
      'change: { against: baseline, maxDrop: 0.05 }, route: machine',
    );
    const today = '2026-11-28';
    const baseline = JSON.parse(JSON.stringify(await runAudit(openFiles([fileOf(people)]), { policy: text, today })));
    const fewer = [...people, ...copies(50, ['machine', '0', '', '', ''], 'm')];
    const result = await runAudit(openFiles([fileOf(fewer)]), { policy: text, today, baseline });
    expect(result.requirements[0]).toMatchObject({
      verdict: 'fail',
      group: { sex: 'm' },
      referenceValue: 0.9,
      groupValue: 0.6,
    });
    const other = text.replace('[screen, automatic, offer]', '[screen, review, automatic, offer]');
    await expect(
      runAudit(openFiles([fileOf(people.slice(0, 60))]), { policy: other, today, baseline }),
    ).rejects.toThrow(
      'the routes of the baseline are not those of this policy: machine (screen, automatic, offer), manual (screen, review, offer), and now machine (screen, review, automatic, offer)',
    );
  });

  it('of recorded decisions are those of the policy, named by an attribute', () => {
    const bound = bindLive(planOf(NAMED).policy).policy.data.outcome;
    expect(bound).toMatchObject({ route: 'attributes.way', routes: [{ name: 'manual' }, { name: 'machine' }] });
  });
});
