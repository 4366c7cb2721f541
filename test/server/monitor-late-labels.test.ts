import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { HOUR_MS } from '../../src/core/base/durations.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';
import { observer, planMonitor, type StateChange } from '../../src/domain/monitor/index.js';
import { Replay } from '../../src/domain/monitor-replay/index.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { idOf, START_MS } from './support/watched-decisions.js';

const DIGEST = `sha256:${'3'.repeat(64)}`;
const OUTCOMES = {
  'late/sums': { type: 'amount', unit: 'USD', decimals: 2, bands: [5000] },
  'late/kinds': { type: 'class', classes: ['a', 'b', 'c'] },
  'late/lists': { type: 'ranking' },
} as const;
type Deployment = Exclude<keyof typeof OUTCOMES, 'late/lists'>;
const REGISTRY = {
  systems: [
    {
      ...{ id: 'late', purpose: 'limits', domain: 'credit', jurisdictions: ['TW'] },
      ...{ favourableOutcome: 1, owner: 'risk@example.org' },
    },
  ],
  models: [{ id: 'late', system: 'late', description: 'late' }],
  versions: [{ model: 'late', digest: DIGEST, label: 'one' }],
  deployments: Object.entries(OUTCOMES).map(([id, outcome]) => ({ id, version: DIGEST, outcome })),
};

const policyOf = (outcome: string, asked: Readonly<Record<string, string>>, more = '') => `tribune: policy/v1
name: late
version: "1"
data:
  outcome: ${outcome}
  label: due
  attributes: { sex: { reference: m } }
  minGroupSize: 20
  live: { lower: inputs.low, upper: inputs.high }
monitor: { block: 1h, falseAlarmsPerDay: 0.1, labelHorizon: 6h, quality: { minLabelCoverage: 0.5 }${more} }
requirements:
${Object.entries(asked)
  .map(
    ([id, what]) =>
      `  - { id: ${id}, ${what}, evidence: violation, severity: block, smallGroups: inconclusive, basis: { kind: ours, source: test } }\n`,
  )
  .join('')}`;

const POLICIES: Readonly<Record<Deployment, string>> = {
  'late/sums': policyOf(
    '{ type: amount, column: decided, unit: USD, favourable: higher, interval: { lower: low, upper: high } }',
    {
      error: 'metric: mean_absolute_error, by: [sex], compare: difference, max: 60',
      root: 'metric: root_mean_squared_error, by: [sex], compare: ratio, max: 1.3',
      held: 'metric: interval_coverage, by: [sex], compare: value, min: 0.8',
      width: 'metric: interval_width, by: [sex], compare: value, max: 400',
    },
    ', amounts: { to: 10000, errors: 500 }',
  ),
  'late/kinds': policyOf('{ type: class, column: decided, classes: [a, b, c] }', {
    found: 'metric: class_recall, class: a, by: [sex], compare: difference, max: 0.1',
    worst: 'metric: worst_class_recall, by: [sex], compare: value, min: 0.65',
    cost: 'metric: expected_cost, costs: { a: { b: 1, c: 4 }, b: { a: 1, c: 1 }, c: { a: 1, b: 1 } }, by: [sex], compare: value, max: 0.6',
  }).replace('  live: { lower: inputs.low, upper: inputs.high }\n', ''),
};

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keys: Record<'operator' | 'auditor' | 'sender', string>;
beforeAll(async () => {
  real = await realServer(folder.dir);
  await applyDocument(REGISTRY, 'test', real.server.plane.deps);
  keys = {
    operator: await real.key('registry:write'),
    sender: await real.key('decisions:write', 'labels:write'),
    auditor: await real.key('monitor:read', 'decisions:read', 'attributes:read'),
  };
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

interface Decided {
  readonly deployment: Deployment;
  readonly n: number;
  readonly at: number;
  readonly sex: string;
  readonly decided: string | number;
  /** Null of one whose label never comes. */
  readonly due: string | number | null;
  readonly low?: number;
  readonly high?: number;
}

const random = createGenerator('late labels live');
let made = 0;
const cents = (amount: number): number => Math.round(100 * amount) / 100;
/** Forty decisions of each deployment in an hour, of whom women are told more wrongly by so much; one in eleven has no label. */
const hour = (number: number, off: number): Decided[] =>
  Array.from({ length: 80 }, (_, i): Decided => {
    made += 1;
    const sex = i % 4 < 2 ? 'm' : 'f';
    const frame = { n: made, at: START_MS + number * HOUR_MS + i * 40_000, sex };
    const isNone = made % 11 === 0;
    if (i % 2 === 0) {
      const due = cents(200 + 3000 * random.nextUniform());
      const error = (random.nextUniform() - 0.5) * (sex === 'f' ? 200 + 800 * off : 200);
      const decided = cents(Math.max(0, due + error));
      const [low, high] = [cents(decided - 120), cents(decided + 120)];
      return { ...frame, deployment: 'late/sums', decided, due: isNone ? null : due, low, high };
    }
    const due = 'abc'[Math.floor(3 * random.nextUniform())]!;
    const isRight = random.nextUniform() > 0.1 + (sex === 'f' ? off / 2 : 0);
    const decided = isRight ? due : 'abc'['bca'.indexOf(due)]!;
    return { ...frame, deployment: 'late/kinds', decided, due: isNone ? null : due };
  });

async function send(path: string, records: readonly object[]): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call(path, { key: keys.sender, headers, body: ndjson(...records) });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
}

/** Hour after hour, as labels count that came before the horizon was over. */
async function takeHours(hours: readonly (readonly Decided[])[]): Promise<void> {
  for (const one of hours) {
    await send(
      '/v1/decisions',
      one.map(({ n, sex, deployment, decided, at, low, high }) => ({
        ...{ id: idOf(n), deployment, subject: `person-${n}`, route: 'automatic', outcome: decided },
        ...{ decidedAt: new Date(at).toISOString(), attributes: { sex } },
        ...(low === undefined ? {} : { inputs: { low, high } }),
      })),
    );
    await send(
      '/v1/labels',
      one.flatMap(({ n, due, at }) =>
        due === null ? [] : [{ decision: idOf(n), label: due, knownAt: new Date(at + HOUR_MS).toISOString() }],
      ),
    );
  }
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}

it('amounts and classes are held against labels of their kind as a replay holds them, over a restart too', async () => {
  const headers = { 'content-type': 'application/json' };
  for (const [deployment, policy] of Object.entries(POLICIES)) {
    const body = JSON.stringify({ deployment, policy });
    const watched = await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
    expect(await watched.json()).toMatchObject({ outcome: 'watched', unwatched: [] });
  }
  const all = Array.from({ length: 60 }, (_, i) => hour(i, i < 24 ? 0 : 1));
  await takeHours(all.slice(0, 26));
  await real.server.close();
  real = await realServer(folder.dir);
  await takeHours(all.slice(26));

  const facts = (change: StateChange) => {
    const { requirement, component, state, at, estimate, lower, upper, logEvidence, n, labelCoverage, amounts } =
      change;
    return { requirement, component, state, at, estimate, lower, upper, logEvidence, n, labelCoverage, amounts };
  };
  for (const [deployment, text] of Object.entries(POLICIES)) {
    const { policy } = parsePolicy(text);
    const plan = planMonitor(policy);
    const observe = observer(policy, plan);
    const replay = new Replay(plan, deployment);
    const changes: StateChange[] = [];
    for (const one of all.flat()) {
      if (one.deployment !== deployment) continue;
      const row = one as unknown as Record<string, string | number | null>;
      const observed = observe((column) => row[column]);
      changes.push(...replay.take({ observed, at: one.at, labelAt: one.due === null ? null : one.at + HOUR_MS }));
    }
    const path = `/v1/monitor/changes?deployment=${encodeURIComponent(deployment)}`;
    const live = (await (await real.call(path, { key: keys.auditor })).json()) as { changes: StateChange[] };
    const told = live.changes.map(facts);
    const fired = new Set(told.filter(({ state }) => state === 'firing').map(({ requirement }) => requirement));
    expect([...fired].sort()).toEqual(
      deployment === 'late/sums' ? ['error', 'held', 'root'] : ['cost', 'found', 'worst'],
    );
    const loud = changes.filter(({ state }) => state !== 'watching');
    expect(loud.length).toBeGreaterThanOrEqual(fired.size);
    for (const change of loud) expect(told).toContainEqual(facts(change));
    expect(told.find(({ state }) => state === 'firing')!.labelCoverage).toBeCloseTo(10 / 11, 1);
  }
}, 120_000);

it('candidates of lists are watched list by list as a replay does, over a restart in the middle of one', async () => {
  const text = policyOf('{ type: ranking, list: q, position: p, k: [2] }', {
    seen: 'metric: exposure, per: candidate, by: [sex], compare: ratio, min: 0.8',
    top: 'metric: share_in_top_k, k: 2, by: [sex], compare: difference, max: 0.2',
  })
    .replace('  label: due\n', '')
    .replace('  live: { lower: inputs.low, upper: inputs.high }\n', '')
    .replace(', quality: { minLabelCoverage: 0.5 }', '');
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ deployment: 'late/lists', policy: text });
  const watched = await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
  expect(await watched.json()).toMatchObject({ outcome: 'watched', unwatched: [] });
  // Ten lists of four in an hour, in which the same people stand again and again; women stand last from the twelfth hour on.
  const rows = Array.from({ length: 40 * 40 }, (_, i) => {
    const [number, seat] = [Math.floor(i / 4), i % 4];
    const isLast = number >= 120 || number % 2 === 0;
    const sex = isLast === seat < 2 ? 'm' : 'f';
    const at = START_MS + Math.floor(number / 10) * HOUR_MS + (number % 10) * 300_000;
    return { q: `query-${number}`, p: seat === 3 ? null : seat + 1, sex, at, who: `person-${sex}-${seat}` };
  });
  const record = ({ q, p, sex, at, who }: (typeof rows)[number], size = 4) => {
    made += 1;
    return {
      ...{ id: idOf(made), deployment: 'late/lists', subject: who, route: 'automatic', outcome: p, list: q },
      ...{ listSize: size, decidedAt: new Date(at).toISOString(), attributes: { sex } },
    };
  };
  const take = async (some: readonly (typeof rows)[number][]): Promise<void> => {
    // Of each hour the last candidate comes first.
    const hours = [...new Set(some.map(({ at }) => Math.floor(at / HOUR_MS)))];
    const ordered = hours.flatMap((hour) => some.filter(({ at }) => Math.floor(at / HOUR_MS) === hour).reverse());
    await send(
      '/v1/decisions',
      ordered.map((row) => record(row)),
    );
    await real.server.plane.deps.monitor.watches.followed();
  };
  // Half of a list before the restart, and a list that never becomes whole.
  await take(rows.slice(0, 402));
  await send('/v1/decisions', [record({ ...rows[402]!, q: 'torn', who: 'person-x' }, 5)]);
  await real.server.close();
  real = await realServer(folder.dir);
  await take(rows.slice(402));
  await real.server.plane.deps.monitor.run();

  const { policy } = parsePolicy(text);
  const plan = planMonitor(policy);
  const observe = observer(policy, plan);
  const replay = new Replay(plan, 'late/lists');
  const changes: StateChange[] = [];
  for (const row of rows) {
    const cells = row as unknown as Record<string, string | number | null>;
    if (row.at < START_MS + 39 * HOUR_MS)
      changes.push(...replay.take({ observed: observe((column) => cells[column]), at: row.at }));
  }
  changes.push(...replay.endOfData());
  const facts = ({ requirement, state, at, estimate, lower, upper, logEvidence, n }: StateChange) => ({
    ...{ requirement, state, at, estimate, lower, upper, logEvidence, n },
  });
  const path = `/v1/monitor/changes?deployment=${encodeURIComponent('late/lists')}`;
  const live = (await (await real.call(path, { key: keys.auditor })).json()) as { changes: StateChange[] };
  const told = live.changes.map(facts);
  const loud = changes.filter(({ state }) => state !== 'watching').map(facts);
  expect(new Set(loud.filter(({ state }) => state === 'firing').map(({ requirement }) => requirement)).size).toBe(2);
  for (const change of loud) expect(told).toContainEqual(change);
  const counted = await real.call(`/v1/monitor/blocks?deployment=${encodeURIComponent('late/lists')}`, {
    key: keys.auditor,
  });
  expect(JSON.stringify(await counted.json())).toContain('"excluded: list not whole":1');
  const totals = await real.call('/v1/monitor?deployment=late%2Flists', { key: keys.auditor });
  const { watched: all } = (await totals.json()) as { watched: { deployment: string; decisions: object }[] };
  expect(all.find(({ deployment }) => deployment === 'late/lists')!.decisions).toEqual({
    ...{ counted: rows.length, 'excluded: list not whole': 1 },
  });
}, 120_000);
