import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, example } from '../e2e/support.js';
import { REGISTRY, VERSION } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';

const LEVELS = ['V', 'IV', 'III', 'II', 'I'];
const CLASSES = ['support', 'regular', 'advanced'];
const STAGES = ['affordability', 'credit history', 'public record', 'loan'];
const STAGE_COLUMNS = ['affordable', 'history', 'record', 'approved'];
const DEPLOYMENTS = {
  maybe: { type: 'binary', none: true },
  limits: { type: 'amount', unit: 'USD', bands: [1000, 3000] },
  grades: { type: 'ordered', levels: LEVELS, none: true },
  courses: { type: 'class', classes: CLASSES, none: true },
  hiring: { type: 'stages', stages: STAGES },
  search: { type: 'ranking' },
};
type Kind = keyof typeof DEPLOYMENTS;
type Row = Readonly<Record<string, string>>;

/** The people of an example, one for every `every` of them; of every tenth nothing was decided where the type knows that. */
function people(file: string, every: number, decided: string | null): Row[] {
  const [head, ...lines] = readFileSync(example(file), 'utf8').trim().split('\n');
  const names = head!.split(',');
  return lines
    .map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i]!, value])))
    .flatMap(({ n, ...row }) => Array.from({ length: Math.round(Number(n) / every) }, () => row))
    .map((row, i) => (decided === null || i % 10 !== 3 ? row : { ...row, [decided]: 'withdrawn' }));
}

/** Lists of eight, of whom six are shown; who is in which list is drawn by hand. */
const candidates: readonly Row[] = Array.from({ length: 480 }, (_, i) => ({
  list: `list-${Math.floor(i / 8)}`,
  position: i % 8 < 6 ? String((i % 8) + 1) : '',
  relevance: String(((i * 5 + Math.floor(i / 8)) % 7) / 4),
  sex: (i * 7 + Math.floor(i / 8) * 3) % 5 < 2 ? 'Female' : 'Male',
  race: i % 3 === 0 ? 'Black' : 'White',
}));

const policyOf = (name: string): string =>
  readFileSync(example(`${name}/policy.yaml`), 'utf8').replace(/ {2}weight: n\n {2}weightKind: count\n/, '');

const BINARY = `tribune: policy/v1
name: maybe
version: 1.0.0
data:
  label: good
  prediction: approved
  favourable: 1
  attributes: { race: {} }
  minGroupSize: 30
requirements:
  - id: approved-alike-within
    metric: favourable_rate
    by: [race]
    given: [single]
    compare: difference
    max: 0.9
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
  - id: approved-by-race
    metric: favourable_rate
    by: [race]
    compare: ratio
    min: 0.8
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
  - id: no-less-approved
    metric: favourable_rate
    by: []
    change: { against: baseline, maxDrop: 0.05 }
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`;

const AMOUNTS = `tribune: policy/v1
name: limits
version: 1.0.0
data:
  outcome: { type: amount, column: limit, unit: USD, favourable: higher }
  label: offered
  attributes: { sex: { reference: man } }
  minGroupSize: 30
requirements:
  - id: errors-alike
    metric: mean_absolute_error
    by: [sex]
    compare: ratio
    min: 0.1
    evidence: violation
    smallGroups: inconclusive
    severity: block
    basis: { kind: ours, source: test }
  - id: explained-alike
    metric: r_squared
    by: [sex]
    compare: difference
    max: 3
    evidence: violation
    smallGroups: inconclusive
    severity: warn
    basis: { kind: ours, source: test }
  - id: large-limits
    metric: share_at_least
    value: 3000
    by: [sex]
    compare: difference
    max: 0.1
    evidence: violation
    smallGroups: inconclusive
    severity: block
    basis: { kind: ours, source: test }
`;

interface Case {
  readonly rows: readonly Row[];
  readonly policy: string;
  /** The records of one row; several of one that goes through stages. */
  readonly records: (row: Row) => readonly object[];
  readonly label?: (row: Row) => unknown;
  readonly attributes: readonly string[];
}

const orNull = (value: string): string | null => (value === 'withdrawn' ? null : value);
const CASES: Readonly<Record<Kind, Case>> = {
  maybe: {
    rows: people('lending/applicants.csv', 1, null),
    policy: BINARY,
    records: ({ approved }) => [{ outcome: Number(approved) }],
    label: ({ good }) => Number(good),
    attributes: ['race', 'single'],
  },
  limits: {
    // Every fifth has no interval.
    rows: people('incomes/people.csv', 1, null).map((row, i) => ({
      ...row,
      low: i % 5 === 0 ? '' : String(Number(row.limit) - 700),
      high: i % 5 === 0 ? '' : String(Number(row.limit) + 900),
    })),
    policy: AMOUNTS,
    records: ({ limit, low, high }) => [
      {
        outcome: Number(limit),
        unit: 'USD',
        ...(low === '' ? {} : { inputs: { low: Number(low), high: Number(high) } }),
      },
    ],
    label: ({ offered }) => Number(offered),
    attributes: ['sex'],
  },
  grades: {
    rows: people('grades/grades.csv', 1, 'grade'),
    policy: policyOf('grades').replace('favourable: higher }', 'favourable: higher, none: [withdrawn] }'),
    records: ({ grade }) => [{ outcome: orNull(grade!) }],
    attributes: ['school', 'sex', 'home'],
  },
  courses: {
    rows: people('courses/courses.csv', 1, 'course'),
    policy: policyOf('courses').replace('advanced] }', 'advanced], none: [withdrawn] }'),
    records: ({ course }) => [{ outcome: orNull(course!) }],
    label: ({ fitting }) => fitting,
    attributes: ['sex', 'home'],
  },
  hiring: {
    rows: people('mortgages/applicants.csv', 2, null),
    policy: policyOf('mortgages'),
    records: (row) =>
      STAGE_COLUMNS.flatMap((column, i) =>
        row[column] === '' ? [] : [{ stage: STAGES[i], outcome: Number(row[column]) }],
      ),
    attributes: ['race', 'single'],
  },
  search: {
    rows: candidates,
    policy: policyOf('rankings'),
    records: ({ list, position }) => [{ list, listSize: 8, outcome: position === '' ? null : Number(position) }],
    label: ({ relevance }) => Number(relevance),
    attributes: ['sex', 'race'],
  },
};

const folder = dataFolder();
let world: Awaited<ReturnType<typeof realServer>>;
beforeAll(async () => {
  world = await realServer(folder.dir);
  const registry = join(folder.dir, 'registry.json');
  const deployments = Object.entries(DEPLOYMENTS).map(([id, outcome]) => ({
    id: `compas/${id}`,
    version: VERSION,
    outcome,
  }));
  writeFileSync(registry, JSON.stringify({ ...REGISTRY, deployments }));
  writeFileSync(join(folder.dir, 'all'), world.server.localKey, { mode: 0o600 });
  writeFileSync(join(folder.dir, 'groups'), await world.key('audit:read'), { mode: 0o600 });
  const applied = await cli([
    'admin',
    'apply',
    registry,
    '--server',
    world.server.url,
    '--key-file',
    join(folder.dir, 'all'),
  ]);
  expect(applied.code, applied.err).toBe(0);
}, 120_000);
afterAll(async () => {
  await world?.server.close();
  folder.remove();
}, 60_000);

async function post(path: string, records: readonly object[]): Promise<void> {
  const body = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const answer = await world.call(path, { key: world.server.localKey, body });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
}

/** Records every row as the client of a service would, and what is known later of it. */
async function record(kind: Kind, { rows, records, label, attributes }: Case): Promise<void> {
  const sent = rows.flatMap((row, i) => {
    const said = Object.fromEntries(attributes.flatMap((name) => (row[name] === '' ? [] : [[name, row[name]!]])));
    const common = {
      deployment: `compas/${kind}`,
      subject: `${kind}-${i}`,
      decidedAt: '2026-11-22T10:00:00Z',
      route: 'automatic',
    };
    return records(row).map((fields, k) => ({
      id: crypto.randomUUID(),
      ...common,
      ...fields,
      ...(k === 0 ? { attributes: said } : {}),
    }));
  });
  await post('/v1/decisions', sent);
  if (label === undefined) return;
  const knownAt = '2026-11-23T10:00:00Z';
  await post(
    '/v1/labels',
    rows.map((row, i) => ({ decision: sent[i]!.id, label: label(row), knownAt })),
  );
}

const json = (...path: string[]) => JSON.parse(readFileSync(join(folder.dir, ...path), 'utf8'));

describe.each(Object.keys(DEPLOYMENTS) as Kind[])('recorded %s over HTTP', (kind) => {
  const at = (name: string): string => join(folder.dir, kind, name);
  const from = (key: string): string[] => [
    '--service',
    world.server.url,
    '--deployment',
    `compas/${kind}`,
    '--key-file',
    join(folder.dir, key),
  ];
  const asked = (name = 'policy.yaml'): string[] => ['--policy', at(name)];

  beforeAll(async () => {
    mkdirSync(join(folder.dir, kind));
    const { rows, policy } = CASES[kind];
    writeFileSync(at('policy.yaml'), policy);
    const names = Object.keys(rows[0]!);
    writeFileSync(at('rows.csv'), `${[names, ...rows.map((row) => names.map((name) => row[name]))].join('\n')}\n`);
    await record(kind, CASES[kind]);
  }, 60_000);

  it('have the tally of a file of the same rows, byte for byte', async () => {
    const [file, service] = [
      await cli(['tally', at('rows.csv'), ...asked()]),
      await cli(['tally', ...from('all'), ...asked()]),
    ];
    expect(file.code, file.err).toBe(0);
    expect(service.code, service.err).toBe(0);
    expect(service.out).toBe(file.out);
  });

  it('have the audit of the file, its reports, and its changes since an accepted audit', async () => {
    const file = await cli(['audit', at('rows.csv'), ...asked(), '--out', at('file')]);
    const service = await cli(['audit', ...from('all'), ...asked(), '--out', at('service')]);
    expect(service.code, service.err).toBe(file.code);
    const { data, replay: _, ...shown } = json(kind, 'service', 'audit.json');
    const { data: fileData, replay: __, ...expected } = json(kind, 'file', 'audit.json');
    expect(shown).toEqual(expected);
    expect([data.rows, data.excluded]).toEqual([fileData.rows, fileData.excluded]);
    expect(readdirSync(at('service')).sort()).toEqual([...readdirSync(at('file')), 'tally.json'].sort());
    const again = await cli(['audit', '--tally', join(at('service'), 'tally.json'), ...asked(), '--json']);
    expect(JSON.parse(again.out).requirements).toEqual(expected.requirements);
    const why = await cli(['why', join(at('service'), 'audit.json')]);
    expect(why.code, why.err).toBe(0);
    const accepted = join(at('file'), 'audit.json');
    const since = await cli(['audit', ...from('all'), ...asked(), '--baseline', accepted, '--out', at('since')]);
    const fileSince = await cli(['audit', at('rows.csv'), ...asked(), '--baseline', accepted, '--json']);
    expect(since.code, since.err).toBe(fileSince.code);
    const { requirements } = json(kind, 'since', 'audit.json');
    expect(requirements).toEqual(JSON.parse(fileSince.out).requirements);
    const changes = requirements.filter(
      ({ id, compare }: Record<string, string>) => compare === 'change' || id!.endsWith('@baseline'),
    );
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.map(({ verdict }: Record<string, string>) => verdict)).not.toContain('fail');
  });

  it('show a caller who may see no person what holds of the whole, or nothing', async () => {
    writeFileSync(at('shown.yaml'), CASES[kind].policy.replace(', none: [withdrawn]', ''));
    const { code, err } = await cli(['audit', ...from('groups'), ...asked('shown.yaml'), '--out', at('shown')]);
    if (kind === 'hiring' || kind === 'search') {
      expect([code, readdirSync(join(folder.dir, kind)).includes('shown')]).toEqual([2, false]);
      expect(err).toContain('this caller sees no person');
      return;
    }
    const whole = json(kind, 'service', 'audit.json').requirements;
    const shown = json(kind, 'shown', 'audit.json');
    // A column within which groups are compared has no groups of its own.
    const grouped = (shown.groups as { attributes: object }[]).flatMap(({ attributes }) => Object.keys(attributes));
    const { attributes: declared } = shown.policy as { attributes: string[] };
    expect([...new Set(grouped)].filter((name) => !declared.includes(name))).toEqual([]);
    for (const [i, { verdict }] of shown.requirements.entries())
      expect([whole[i].verdict, 'inconclusive'], whole[i].id).toContain(verdict);
    expect(readdirSync(at('shown'))).not.toContain('tally.json');
    expect(err).toContain('made for a caller who may see no person');
  });
});

it('prediction intervals among the inputs have the tally of the file, and are refused where nothing says that they are there', async () => {
  const at = (name: string): string => join(folder.dir, 'limits', name);
  const asked = (live: string): string => {
    const text = AMOUNTS.replace(
      'favourable: higher }',
      `favourable: higher, interval: { lower: low, upper: high } }${live}`,
    );
    writeFileSync(
      at('intervals.yaml'),
      text.replace('metric: r_squared', 'metric: interval_coverage').replace('max: 3', 'max: 0.9'),
    );
    return at('intervals.yaml');
  };
  const service = [
    '--service',
    world.server.url,
    '--deployment',
    'compas/limits',
    '--key-file',
    join(folder.dir, 'all'),
  ];
  const nowhere = await cli(['tally', ...service, '--policy', asked('')]);
  expect([nowhere.code, nowhere.err]).toEqual([
    2,
    expect.stringContaining('a recorded decision has no field for them'),
  ]);
  const policy = asked('\n  live: { lower: inputs.low, upper: inputs.high }');
  const file = await cli(['tally', at('rows.csv'), '--policy', policy]);
  const recorded = await cli(['tally', ...service, '--policy', policy]);
  expect(recorded.code, recorded.err).toBe(0);
  expect(recorded.out).toBe(file.out);
  expect(JSON.parse(file.out).places).toMatchObject({ covered: 'distinct', width: 'distinct' });
});

it('a policy of another type is refused by what the deployment decides', async () => {
  for (const [kind, other] of [
    ['grades', 'courses'],
    ['courses', 'hiring'],
    ['hiring', 'search'],
    ['search', 'maybe'],
    ['maybe', 'grades'],
  ]) {
    const policy = join(folder.dir, other!, 'policy.yaml');
    const { code, err } = await cli([
      'audit',
      '--service',
      world.server.url,
      '--deployment',
      `compas/${kind}`,
      '--key-file',
      join(folder.dir, 'all'),
      '--policy',
      policy,
    ]);
    expect([code, err]).toEqual([2, expect.stringContaining('OUTCOME_UNSUPPORTED')]);
  }
});
