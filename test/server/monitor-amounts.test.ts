import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { HOUR_MS } from '../../src/core/base/durations.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';
import { observer, planMonitor, type StateChange } from '../../src/domain/monitor/index.js';
import { Replay } from '../../src/domain/monitor-replay/index.js';
import { amountPolicy, amountRequirement } from '../support/amount-policy.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { idOf, START_MS } from './support/watched-decisions.js';

const DEPLOYMENT = 'limits/prod';
const DIGEST = `sha256:${'2'.repeat(64)}`;
const REGISTRY = {
  systems: [
    {
      ...{ id: 'cards', purpose: 'limits', domain: 'credit', jurisdictions: ['TW'] },
      ...{ favourableOutcome: 1, owner: 'risk@example.org' },
    },
  ],
  models: [{ id: 'limits', system: 'cards', description: 'limits' }],
  versions: [{ model: 'limits', digest: DIGEST, label: 'one' }],
  deployments: [
    { id: DEPLOYMENT, version: DIGEST, outcome: { type: 'amount', unit: 'USD', decimals: 2, bands: [5000] } },
  ],
};
const POLICY = amountPolicy({
  requirements: [
    amountRequirement('mean'),
    amountRequirement('share', 'metric: share_at_least, value: 3000, by: [sex], compare: difference, max: 0.2'),
    amountRequirement('median', 'metric: median_amount, by: [sex], compare: value, min: 2000'),
  ].join(''),
});

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keys: Record<'operator' | 'auditor' | 'sender' | 'onlooker', string>;
beforeAll(async () => {
  real = await realServer(folder.dir);
  await applyDocument(REGISTRY, 'test', real.server.plane.deps);
  keys = {
    operator: await real.key('registry:write'),
    sender: await real.key('decisions:write'),
    onlooker: await real.key('monitor:read'),
    auditor: await real.key('monitor:read', 'decisions:read', 'attributes:read'),
  };
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

interface Decided {
  readonly sex: string;
  readonly limit: string;
  readonly at: number;
}

const random = createGenerator('live amounts');
/** Forty limits of each sex in an hour, those of women by so much less; some beyond the range. */
const hour = (number: number, share: number): Decided[] =>
  Array.from({ length: 80 }, (_, i) => {
    const sex = i % 2 === 0 ? 'm' : 'f';
    const limit = 12_000 * random.nextUniform() ** 2 * (sex === 'f' ? share : 1);
    return { sex, limit: limit.toFixed(2), at: START_MS + number * HOUR_MS + i * 40_000 };
  });

let made = 0;
async function decide(decisions: readonly Decided[]): Promise<void> {
  const records = decisions.map(({ sex, limit, at }) => {
    made += 1;
    return {
      ...{ id: idOf(made), deployment: DEPLOYMENT, subject: `person-${made}`, route: 'automatic' },
      ...{ decidedAt: new Date(at).toISOString(), outcome: Number(limit), attributes: { sex } },
    };
  });
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call('/v1/decisions', { key: keys.sender, headers, body: ndjson(...records) });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
}

/** Has the follower take everything, and closes what is complete. */
async function closed(): Promise<void> {
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}

const get = async (path: string, key = keys.auditor) =>
  (await (await real.call(path, { key })).json()) as Record<string, readonly Record<string, unknown>[]>;

it('amounts of a live deployment are watched as a replay of the same decisions watches them, over a restart too', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ deployment: DEPLOYMENT, policy: POLICY });
  const watched = await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
  expect(await watched.json()).toMatchObject({
    outcome: 'watched',
    requirements: ['mean', 'share'],
    unwatched: [{ requirement: 'median', instead: expect.stringContaining('share_at_least with value: 2000') }],
  });
  const all: Decided[] = [];
  const take = async (from: number, to: number, share: number): Promise<void> => {
    const some = Array.from({ length: to - from }, (_, i) => hour(from + i, share)).flat();
    all.push(...some);
    await decide(some);
    await closed();
  };
  await take(0, 30, 1);
  await take(30, 45, 0.4);
  await real.server.close();
  real = await realServer(folder.dir);
  await take(45, 80, 0.4);
  // A last one, so that the block before it is complete.
  await take(80, 81, 0.4);

  const { policy } = parsePolicy(POLICY);
  const plan = planMonitor(policy);
  const observe = observer(policy, plan);
  const replay = new Replay(plan, DEPLOYMENT);
  const changes: StateChange[] = [];
  for (const { sex, limit, at } of all) {
    if (at >= START_MS + 80 * HOUR_MS) break;
    changes.push(...replay.take({ observed: observe((column) => ({ sex, limit })[column]), at }));
  }
  changes.push(...replay.endOfData());
  const live = await get(`/v1/monitor/changes?deployment=${encodeURIComponent(DEPLOYMENT)}`);
  const facts = ({
    requirement,
    state,
    at,
    estimate,
    lower,
    upper,
    logEvidence,
    logThreshold,
    n,
    amounts,
  }: StateChange) => ({
    ...{ requirement, state, at, estimate, lower, upper, logEvidence, logThreshold, n, amounts },
  });
  const told = (live.changes as unknown as StateChange[]).map(facts);
  expect(
    told
      .filter(({ state }) => state === 'firing')
      .map(({ requirement }) => requirement)
      .sort(),
  ).toEqual(['mean', 'share']);
  for (const change of changes.filter(({ state }) => state !== 'watching')) expect(told).toContainEqual(facts(change));
  expect(
    told.find(({ requirement, state }) => requirement === 'mean' && state === 'firing')!.amounts!.cutReference,
  ).toBeGreaterThan(0);

  const asked = new URLSearchParams({ deployment: DEPLOYMENT, requirement: 'mean', group: '{"sex":"f"}' });
  const history = await real.call(`/v1/monitor/history?${asked}`, { key: keys.auditor });
  expect(await history.json()).toMatchObject({
    agrees: true,
    changes: expect.arrayContaining([expect.objectContaining({ state: 'firing' })]),
  });

  const { watches } = await get(`/v1/monitor/policy?deployment=${encodeURIComponent(DEPLOYMENT)}`);
  expect(watches!.map(({ title, unit, ends }) => ({ title, unit, ends }))).toMatchObject([
    { ends: [{ side: 'at-least', value: 0.8 }], unit: 'number' },
    { title: 'share that got at least USD 3,000', unit: 'points' },
  ]);
}, 180_000);
