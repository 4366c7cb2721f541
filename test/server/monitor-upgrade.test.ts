import { afterAll, beforeAll, expect, it } from 'vitest';
import { monitorTables } from '../../src/adapters/postgres/monitor/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { digestOfPolicy } from '../../src/domain/audits/recorded/index.js';
import { ndjson } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, REGISTRY, realServer, VERSION } from './support/real.js';
import { decisionsOf, type Hour, START_MS, watchedPolicy } from './support/watched-decisions.js';

const HOUR_MS = 3_600_000;
const DEPLOYMENT = 'compas/prod';
/** Digest of the plan that another version made of the same policy. */
const OTHER_PLAN = `sha256:${'ab'.repeat(32)}`;
const OLDER = 'compas/older';
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keys: Record<'operator' | 'auditor' | 'sender', string>;

beforeAll(async () => {
  real = await realServer(folder.dir);
  keys = {
    operator: await real.key('registry:write'),
    sender: await real.key('decisions:write'),
    auditor: await real.key('monitor:read', 'decisions:read', 'attributes:read'),
  };
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

interface Watched {
  readonly epoch: number;
  readonly reason: string | null;
  readonly firing: readonly string[];
  readonly closedTo: string | null;
  readonly decisions: Record<string, number>;
}
interface Change {
  readonly epoch: number;
  readonly state: string;
  readonly requirement: string;
  readonly reason?: string;
  readonly estimate: number;
}

const DEPLOYMENT_QUERY = `deployment=${encodeURIComponent(DEPLOYMENT)}`;
async function get<T>(path: string): Promise<T> {
  const answer = await real.call(path, { key: keys.auditor });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}
const watched = async (): Promise<Watched> => (await get<{ watched: Watched[] }>('/v1/monitor')).watched[0]!;
const changes = async (): Promise<Change[]> =>
  (await get<{ changes: Change[] }>(`/v1/monitor/changes?${DEPLOYMENT_QUERY}`)).changes;
const told = async (): Promise<object[]> =>
  (await changes())
    .filter(({ state }) => state === 'firing' || state === 'ended')
    .map(({ epoch, requirement, state, reason }) => ({ epoch, requirement, state, reason }));
const decide = async (...hours: Hour[]): Promise<void> => {
  const records = hours.flatMap(decisionsOf);
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call('/v1/decisions', { key: keys.sender, headers, body: ndjson(...records) });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
};
const closed = async (): Promise<void> => {
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
};
const uneven = (hour: number): Hour => ({ hour, groups: { m: [50, 30], f: [50, 5] } });
const hours = (from: number, to: number): Hour[] => Array.from({ length: to - from }, (_, i) => uneven(from + i));

/** Leaves the data folder as another version would have: its plan of the policy is another, and its panes count something more. */
async function asOfOtherVersion(plan: string | null): Promise<void> {
  const store = real.server.plane.store.of(monitorTables).monitor;
  const epoch = (await store.lastEpoch(DEPLOYMENT))!;
  const { deployment, epoch: number } = epoch;
  const evaluated = (await store.evaluated(deployment, number))!;
  const states = JSON.stringify({ ...(JSON.parse(evaluated.states) as object), plan: OTHER_PLAN });
  const query = { deployment, epoch: number, kind: 'decisions', fromMs: 0, toMs: Date.now(), limit: 1000 } as const;
  const panes = await store.panes(query);
  expect(panes.length).toBeGreaterThan(0);
  await store.saveEpochs([{ ...epoch, plan }]);
  expect(await store.saveEvaluated({ ...evaluated, states }, evaluated.step)).toBe(true);
  await store.savePanes(
    panes.map((row) => ({
      ...row,
      pane: JSON.stringify({ ...(JSON.parse(row.pane) as object), version: 2, bins: [7] }),
    })),
  );
}

const restart = async (): Promise<void> => {
  await real.server.close();
  real = await realServer(folder.dir);
};

/**
 * From now on the service dies where the follower began the next epoch and what ended with the one before is not committed. It closes by itself what is
 * complete, at any moment from its start on, so that this stands before it starts.
 */
async function dieBeforeTheEndIsTold(): Promise<void> {
  const { sql } = real.server.plane.store;
  await sql.query(
    `create function dies() returns trigger language plpgsql as $$ begin raise 'the service died'; end $$`,
  );
  await sql.query(
    `create constraint trigger dies after insert or update on monitor_evaluated deferrable initially deferred
      for each row when (new.is_over) execute function dies()`,
  );
}

async function liveAgain(): Promise<void> {
  await restart();
  await real.server.plane.store.sql.query('drop function dies cascade');
}

it.each([
  ['that did not note its plan', null, 1],
  ['that noted its plan', OTHER_PLAN, 2],
])(
  'a data folder of a version %s opens: another plan begins anew, and its alerts end with that reason',
  async (_, plan, epoch) => {
    const from = 30 * (epoch - 1);
    if (epoch === 1) {
      const body = JSON.stringify({ deployment: DEPLOYMENT, policy: watchedPolicy() });
      const headers = { 'content-type': 'application/json' };
      expect((await real.call('/v1/monitor/watches', { key: keys.operator, headers, body })).status).toBe(200);
    }
    // The last hour is in a block that is open still, whose pane the next version cannot read.
    await decide(...hours(from, from + 12));
    await closed();
    expect(await watched()).toMatchObject({ epoch, firing: ['parity'] });
    const before = await told();
    await asOfOtherVersion(plan);
    // Until the service begins anew, what fires is shown all the same.
    expect(await watched()).toMatchObject({ epoch, reason: 'version-changed', firing: ['parity'], closedTo: null });
    await dieBeforeTheEndIsTold();
    await restart();

    expect(await watched()).toMatchObject({ reason: 'version-changed' });
    await decide(...hours(from + 12, from + 14));
    await expect(closed()).rejects.toMatchObject({ cause: { message: 'the service died' } });
    await liveAgain();
    expect(await told()).toEqual(before);
    await closed();
    const ended = { epoch, requirement: 'parity', state: 'ended', reason: 'version-changed' };
    expect(await told()).toEqual([...before, ended]);
    expect(await watched()).toMatchObject({ epoch: epoch + 1, reason: 'version-changed', firing: [] });
    await real.server.plane.deps.alerts.run();
    const alerts = await get<{ alerts: { state: string; lines: string[] }[] }>('/v1/alerts');
    expect(alerts.alerts.filter(({ state }) => state === 'firing')).toEqual([]);
    expect(alerts.alerts.some(({ lines }) => lines[0]?.startsWith('Ended because this version'))).toBe(true);

    // A restart in the middle does nothing again.
    await restart();
    await closed();
    expect(await told()).toEqual([...before, ended]);
    const renewed = await entriesOf(real.server.plane, 'monitor.renewed');
    expect(renewed).toHaveLength(epoch);
    expect(renewed.at(-1)).toMatchObject({ deployment: DEPLOYMENT, epoch: epoch + 1, reason: 'version-changed' });
    const ends = await entriesOf(real.server.plane, 'alert.ended');
    expect(ends).toHaveLength(epoch);
    expect(ends.at(-1)).toMatchObject({ epoch, requirement: 'parity', reason: 'version-changed' });
    await decide(...hours(from + 14, from + 26));
    await closed();
    expect(await watched()).toMatchObject({
      ...{ epoch: epoch + 1, firing: ['parity'], decisions: { counted: 1400 } },
      closedTo: new Date(START_MS + (from + 25) * HOUR_MS).toISOString(),
    });
    const { epochs } = await get<{ epochs: object[] }>(`/v1/monitor/policies?${DEPLOYMENT_QUERY}`);
    expect(epochs).toHaveLength(epoch + 1);
    expect(epochs[0]).toMatchObject({ epoch: epoch + 1, until: null, reason: 'version-changed' });
    expect(epochs.at(-1)).toMatchObject({ epoch: 1, reason: null });
  },
  120_000,
);

it('a data folder of a version that did not note its plan goes on where its plan is that of this version', async () => {
  const store = real.server.plane.store.of(monitorTables).monitor;
  const before = await watched();
  const { plan, ...epoch } = (await store.lastEpoch(DEPLOYMENT))!;
  await store.saveEpochs([{ ...epoch, plan: null }]);
  await restart();
  await closed();
  expect(await watched()).toEqual(before);
  expect(await real.server.plane.store.of(monitorTables).monitor.lastEpoch(DEPLOYMENT)).toMatchObject({ plan });
}, 60_000);

it('a policy that this version refuses keeps no other deployment from being watched, and is told', async () => {
  const text = watchedPolicy().replace('max: 0.1', 'atMost: 0.1');
  const refused = { deployment: OLDER, epoch: 1, policyDigest: digestOfPolicy(text) };
  const store = real.server.plane.store.of(monitorTables).monitor;
  const own = (await store.lastEpoch(DEPLOYMENT))!;
  await store.keepPolicy(refused.policyDigest, text);
  await store.saveEpochs([{ ...own, ...refused, reason: null }]);
  const before = await watched();
  const older = { id: OLDER, version: VERSION, cutoff: 0.5 };
  await applyDocument({ ...REGISTRY, deployments: [older] }, 'test', real.server.plane.deps);
  await restart();
  await decide(uneven(90));
  await closed();
  const after = await watched();
  expect(after.decisions.counted).toBe(before.decisions.counted! + 100);
  expect(real.lines.join('\n')).toContain(`${OLDER} is watched no longer`);
  const { notWatched } = await get<{ notWatched: object[] }>('/v1/monitor');
  const reason = expect.stringContaining('this version refuses the policy by which it was watched (');
  expect(notWatched).toEqual([{ deployment: OLDER, reason }]);
  const series = await real.call(`/v1/monitor/series?deployment=${OLDER}`, { key: keys.auditor });
  expect(series.status).toBe(404);
  expect(await series.text()).toContain('this version refuses the policy by which it was watched');
  // Whoever has it watched no longer ends it.
  await real.server.plane.deps.monitor.watches.unwatch(OLDER, 'test');
  await closed();
  const now = real.server.plane.store.of(monitorTables).monitor;
  expect((await now.lastEpoch(OLDER))!.endSeq).not.toBeNull();
  expect(await now.evaluated(OLDER, 1)).toMatchObject({ isOver: true });
}, 60_000);
