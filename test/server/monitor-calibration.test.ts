import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/core/base/durations.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';
import { observer, planMonitor, type StateChange } from '../../src/domain/monitor/index.js';
import { Replay } from '../../src/domain/monitor-replay/index.js';
import { monitoredPolicy, monitoredRequirement } from '../support/monitored-policy.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { idOf, START_MS } from './support/watched-decisions.js';

const DEPLOYMENT = 'compas/prod';
const POLICY = monitoredPolicy({
  more: ', labelHorizon: 6h, calibration: { bands: [0, 0.5, 1], by: [sex], severity: block }, estimates: { calibrationError: 0.01, requirements: [right, hit] }',
  requirements: [
    monitoredRequirement(),
    monitoredRequirement('right', 'metric: f1, by: [sex], compare: value, max: 0.5'),
    monitoredRequirement('wrong', 'metric: brier, by: [sex], compare: value, max: 0.1'),
    monitoredRequirement('order', 'metric: auc, by: [sex], compare: value, min: 0.9'),
    monitoredRequirement('hit', 'metric: true_positive_rate, by: [sex], compare: difference, max: 0.1, live: false'),
    monitoredRequirement('mean', 'metric: mean_score, by: [sex], compare: value, min: 0.6'),
  ].join(''),
}).replace('  favourable: 1\n', '  favourable: 1\n  score: s\n');

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keys: Record<'operator' | 'auditor' | 'sender', string>;
beforeAll(async () => {
  real = await realServer(folder.dir);
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
  readonly n: number;
  readonly sex: string;
  readonly score: number;
  /** Null of one whose label never comes. */
  readonly label: 0 | 1 | null;
  readonly at: number;
}

const random = createGenerator('live calibration');
let made = 0;
/** Sixty people in an hour; labels of women turn out positive by so much more often than their scores say, and one woman in six has none. */
const hour = (number: number, off: number): Decided[] =>
  Array.from({ length: 60 }, (_, i) => {
    made += 1;
    const sex = i % 2 === 0 ? 'm' : 'f';
    const score = Math.round(1000 * (0.1 + 0.7 * random.nextUniform())) / 1000;
    const label = random.nextUniform() < score + (sex === 'f' ? off : 0) ? 1 : 0;
    return { n: made, sex, score, label: made % 12 === 0 ? null : label, at: START_MS + number * HOUR_MS + i * 50_000 };
  });

async function send(path: string, records: readonly object[]): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call(path, { key: keys.sender, headers, body: ndjson(...records) });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
}

async function take(decided: readonly Decided[]): Promise<void> {
  await send(
    '/v1/decisions',
    decided.map(({ n, sex, score, at }) => ({
      ...{ id: idOf(n), deployment: DEPLOYMENT, subject: `person-${n}`, route: 'automatic', score },
      ...{ decidedAt: new Date(at).toISOString(), outcome: score >= 0.5 ? 1 : 0, attributes: { sex } },
    })),
  );
  const labelled = decided.filter(({ label }) => label !== null);
  await send(
    '/v1/labels',
    labelled.map(({ n, label, at }) => ({ decision: idOf(n), label, knownAt: new Date(at + HOUR_MS).toISOString() })),
  );
}

/** Hour after hour, as labels count that came before the horizon was over. */
async function takeHours(hours: readonly (readonly Decided[])[]): Promise<void> {
  for (const one of hours) await take(one);
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}

it('scores of a live deployment are held against labels as a replay of the same decisions holds them, over a restart too', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ deployment: DEPLOYMENT, policy: POLICY });
  const watched = await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
  expect(await watched.json()).toMatchObject({
    outcome: 'watched',
    requirements: expect.arrayContaining(['calibration', 'estimates.right', 'estimates.hit']),
  });
  const all = Array.from({ length: 70 }, (_, i) => hour(i, i < 24 ? 0 : 0.25));
  await takeHours(all.slice(0, 30));
  await real.server.close();
  real = await realServer(folder.dir);
  await takeHours(all.slice(30));

  const plan = planMonitor(parsePolicy(POLICY).policy);
  const observe = observer(parsePolicy(POLICY).policy, plan);
  const replay = new Replay(plan, DEPLOYMENT);
  const changes: StateChange[] = [];
  for (const { sex, score, label, at } of all.flat()) {
    const row: Record<string, string | number | undefined> = {
      sex,
      s: score,
      p: score >= 0.5 ? 1 : 0,
      y: label ?? undefined,
    };
    const observed = observe((column) => row[column]);
    changes.push(...replay.take({ observed, at, labelAt: label === null ? null : at + HOUR_MS }));
  }
  const answer = await real.call(`/v1/monitor/changes?deployment=${encodeURIComponent(DEPLOYMENT)}`, {
    key: keys.auditor,
  });
  const live = ((await answer.json()) as { changes: StateChange[] }).changes;
  const facts = ({
    requirement,
    component,
    state,
    at,
    estimate,
    lower,
    logEvidence,
    logThreshold,
    n,
    ...rest
  }: StateChange) => ({
    ...{ requirement, component, state, at, estimate, lower, logEvidence, logThreshold, n },
    labelCoverage: rest.labelCoverage,
  });
  const told = live.map(facts);
  const firing = told.filter(({ requirement, state }) => requirement === 'calibration' && state === 'firing');
  expect(firing.map(({ component }) => component).sort()).toEqual(['0-0.5', '0.5-1']);
  expect(firing[0]!.labelCoverage).toBeCloseTo(5 / 6, 10);
  for (const id of ['right', 'wrong', 'order', 'mean'])
    expect(told.some(({ requirement, state }) => requirement === id && state === 'firing')).toBe(true);
  const last = live.at(-1)!.at;
  for (const change of changes.filter(({ state, at }) => state !== 'watching' && at <= last))
    expect(told).toContainEqual(facts(change));

  const policy = await real.call(`/v1/monitor/policy?deployment=${encodeURIComponent(DEPLOYMENT)}`, {
    key: keys.auditor,
  });
  const { watches } = (await policy.json()) as { watches: { requirement: string; title: string; ends: object[] }[] };
  expect(watches.filter(({ requirement }) => requirement === 'calibration')).toMatchObject([
    {
      title: 'label - score of scores from 0 to 0.5',
      ends: [
        { side: 'at-least', value: -0.05 },
        { side: 'at-most', value: 0.05 },
      ],
    },
    { title: 'label - score of scores from 0.5 to 1' },
  ]);
}, 180_000);
