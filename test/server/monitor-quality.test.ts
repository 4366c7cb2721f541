import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { DAY_MS, HOUR_MS } from '../../src/core/base/durations.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { observer, planMonitor, type StateChange } from '../../src/domain/monitor/index.js';
import { Replay } from '../../src/domain/monitor-replay/index.js';
import { monitoredPolicy } from '../support/monitored-policy.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { idOf, START_MS } from './support/watched-decisions.js';

const DEPLOYMENT = 'loans/prod';
const DIGEST = `sha256:${'4'.repeat(64)}`;
/** Decisions of yes and no, of which some attempts come to none. */
const REGISTRY = {
  systems: [
    {
      ...{ id: 'loans', purpose: 'loans', domain: 'credit', jurisdictions: ['DE'] },
      ...{ favourableOutcome: 1, owner: 'loans@example.org' },
    },
  ],
  models: [{ id: 'loans', system: 'loans', description: 'loans' }],
  versions: [{ model: 'loans', digest: DIGEST, label: 'one' }],
  deployments: [{ id: DEPLOYMENT, version: DIGEST, outcome: { type: 'binary', none: true } }],
};
/** Delays and errors stand in metadata of records, and in columns of a file; inputs likewise. */
const policyText = (delay: string, error: string): string =>
  monitoredPolicy({
    block: '6h',
    more: `, quality: { sameInputs: { of: [income, rooms], max: 0.1 }, randomInputs: [{ inputs: { income: [400], rooms: [1, 2] }, max: 0.1, reference: { first: 2d } }], usualVolume: { below: 0.5, maxShareOutside: 0.1, weeks: 2 } }, service: { by: [sex], fallback: { max: 0.1, maxDifference: 0.1 }, late: { latency: { column: ${delay}, atLeast: 500, max: 0.1 } }, undecided: { failed: { column: ${error}, max: 0.05 } } }, changes: [{ requirement: gap, over: 7d, by: 0.1 }]`,
  });
const BLOCK_MS = 6 * HOUR_MS;
const BLOCKS_A_DAY = DAY_MS / BLOCK_MS;
/** Two whole weeks and a part of one before, as usual; then volume falls, women get fallbacks, and inputs come again. */
const [QUIET, LAST] = [22 * BLOCKS_A_DAY, 27 * BLOCKS_A_DAY];

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keys: Record<'operator' | 'auditor' | 'sender' | 'watcher', string>;
beforeAll(async () => {
  real = await realServer(folder.dir);
  await applyDocument(REGISTRY, 'test', real.server.plane.deps);
  keys = {
    operator: await real.key('registry:write'),
    sender: await real.key('decisions:write'),
    auditor: await real.key('monitor:read', 'decisions:read', 'attributes:read'),
    watcher: await real.key('monitor:read'),
  };
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

interface Decided {
  readonly n: number;
  readonly sex: string;
  readonly outcome: 0 | 1 | null;
  readonly route: 'automatic' | 'fallback';
  readonly inputs: { readonly income: number; readonly rooms: number };
  readonly ms: number;
  readonly at: number;
}

let made = 0;
const block = (number: number): Decided[] => {
  const isQuiet = number < QUIET;
  // Of ten who are decided about four more women come and are not.
  const n = isQuiet ? 24 : 14;
  return Array.from({ length: n }, (_, i): Decided => {
    made += 1;
    const isFailed = i >= 10 && !isQuiet;
    const sex = i % 2 === 0 && !isFailed ? 'm' : 'f';
    return {
      n: made,
      sex,
      outcome: isFailed ? null : i % 4 < 2 ? 1 : 0,
      route: !isQuiet && sex === 'f' ? 'fallback' : 'automatic',
      inputs: { income: isQuiet ? made : 100, rooms: i % 3 },
      ms: !isQuiet && sex === 'm' ? 900 : 90,
      at: START_MS + number * BLOCK_MS + Math.floor(((i + 0.5) / n) * BLOCK_MS),
    };
  });
};

async function take(blocks: readonly (readonly Decided[])[]): Promise<void> {
  const records = blocks.flat().map(({ n, sex, outcome, route, inputs, ms, at }) => ({
    ...{ id: idOf(n), deployment: DEPLOYMENT, subject: `person-${n}`, route, outcome, inputs },
    ...{
      decidedAt: new Date(at).toISOString(),
      attributes: { sex },
      metadata: { ms, ...(outcome === null ? { error: 'timeout' } : {}) },
    },
  }));
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call('/v1/decisions', { key: keys.sender, headers, body: ndjson(...records) });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}

it('the usual volume, inputs that come again and the service of groups are live what a replay of the same decisions says, over a restart too', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ deployment: DEPLOYMENT, policy: policyText('metadata.ms', 'metadata.error') });
  const watched = await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
  expect(await watched.json()).toMatchObject({
    outcome: 'watched',
    requirements: expect.arrayContaining([
      'service.fallback',
      'service.late.latency',
      'service.undecided.failed',
      'changes.gap',
    ]),
  });
  const all = Array.from({ length: LAST }, (_, i) => block(i));
  // In the middle of a week, and of a day.
  await take(all.slice(0, 50));
  await real.server.close();
  real = await realServer(folder.dir);
  await take(all.slice(50));

  const { policy } = parsePolicy(policyText('ms', 'error'));
  const plan = planMonitor(policy);
  const observe = observer(policy, plan);
  const replay = new Replay(plan, DEPLOYMENT);
  const changes: StateChange[] = [];
  for (const { sex, outcome, route, inputs, ms, at } of all.flat()) {
    const row: Record<string, string | number | null> = { sex, p: outcome, route, ms, ...inputs };
    if (outcome === null) row.error = 'timeout';
    changes.push(...replay.take({ observed: observe((column) => row[column]), at, labelAt: null }));
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
    ...{ series: rest.series, inhibitedBy: rest.inhibitedBy },
  });
  const told = live.map(facts);
  const firing = (requirement: string) =>
    told.filter((one) => one.requirement === requirement && one.state === 'firing').map(({ series }) => series.group);
  expect(firing('quality.usualVolume')).toEqual([{}]);
  expect(firing('quality.sameInputs')).toEqual([{}]);
  expect(firing('service.fallback')).toEqual([{ sex: 'f' }]);
  expect(firing('service.late.latency')).toEqual([{ sex: 'm' }]);
  expect(firing('service.fallback.gap')).toHaveLength(1);
  // What came to no decision is in no block's number of decisions, and is told of whom it was.
  expect(firing('service.undecided.failed')).toEqual([{ sex: 'f' }]);
  const last = live.at(-1)!.at;
  for (const change of changes.filter(({ state, at }) => state !== 'watching' && at <= last))
    expect(told).toContainEqual(facts(change));
}, 180_000);

it('of all this whoever may see no person is told what fires and where, and no number', async () => {
  const answer = await real.call('/v1/monitor/changes', { key: keys.watcher });
  const { changes } = (await answer.json()) as { readonly changes: readonly StateChange[] };
  const ids = new Set(changes.map(({ requirement }) => requirement));
  expect([...ids]).toEqual(expect.arrayContaining(['quality.usualVolume', 'service.fallback', 'service.late.latency']));
  const told = ['id', 'epoch', 'at', 'deployment', 'requirement', 'component', 'series', 'state'].toSorted();
  for (const change of changes) {
    expect(Object.keys(change).toSorted()).toEqual(told);
    expect(Object.keys(change.series).toSorted()).toEqual(['group', 'reference']);
    expect(['firing', 'resolved', 'ended']).toContain(change.state);
  }
  for (const path of ['series', 'blocks', 'durations']) {
    const refused = await real.call(`/v1/monitor/${path}?deployment=${encodeURIComponent(DEPLOYMENT)}`, {
      key: keys.watcher,
    });
    expect(refused.status, path).toBe(403);
  }
});
