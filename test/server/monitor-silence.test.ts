import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { HOUR_MS, MINUTE_MS } from '../../src/core/base/durations.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';
import { watchedPolicy } from './support/watched-decisions.js';

/** An answer, as far as these tests look into it. */
interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever the answer has.
  readonly [name: string]: any;
}

const DEPLOYMENT = 'compas/prod';
const POLICY = watchedPolicy({ labelled: false }).replace('0.1 }', '0.1, quality: { silence: 2h } }');
/** Time between two looks at the clock: more, and nobody listened. */
const LOOK_MS = 4 * MINUTE_MS;
const folder = dataFolder();
/** A clock that is ahead by hours that tests let pass. It begins ten minutes after an hour, whose block would be complete later than tests wait where it had just begun. */
let ahead = (HOUR_MS + 10 * MINUTE_MS - (Date.now() % HOUR_MS)) % HOUR_MS;
const runtime = Object.assign(Object.create(nodeRuntime), { ...nodeRuntime, nowMs: () => Date.now() + ahead });
let real: Awaited<ReturnType<typeof realServer>>;
let [auditor, sender, operator] = ['', '', ''];

const start = async (): Promise<void> => {
  real = await realServer(folder.dir, { runtime });
  auditor = await real.key('monitor:read', 'decisions:read', 'attributes:read');
  sender = await real.key('decisions:write');
  operator = await real.key('registry:write');
};
beforeAll(start, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const get = async (path: string): Promise<Told> => (await (await real.call(path, { key: auditor })).json()) as Told;
/** Sends decisions that were made so many hours ago, 50 of each group in each hour. */
async function decide(...hoursAgo: number[]): Promise<void> {
  const body = hoursAgo.flatMap((ago) =>
    Array.from({ length: 100 }, (_, i) =>
      record({
        subject: crypto.randomUUID(),
        decidedAt: new Date(runtime.nowMs() - ago * HOUR_MS).toISOString(),
        outcome: i % 4 < 2 ? 1 : 0,
        attributes: { sex: i % 2 === 0 ? 'm' : 'f' },
      }),
    ),
  );
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call('/v1/decisions', { key: sender, headers, body: ndjson(...body) });
  expect(await answer.json()).toMatchObject({ accepted: body.length });
}
/** Has the follower take everything, and lets time pass as it does for a service that looks again and again. */
async function pass(ms: number): Promise<void> {
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  for (let left = ms; left > 0; left -= LOOK_MS) {
    ahead += Math.min(LOOK_MS, left);
    await monitor.run();
  }
  if (ms === 0) await monitor.run();
}
const watched = async (): Promise<Told> => (await get('/v1/monitor')).watched[0];
const silences = async (): Promise<Told[]> =>
  (await get(`/v1/monitor/changes?deployment=${encodeURIComponent(DEPLOYMENT)}`)).changes.filter(
    ({ requirement }: Told) => requirement === 'quality.silence',
  );
/** Alerts about what is watched: what the law asks of the system comes by the clock as well. */
const ofDeployment = async (): Promise<Told[]> =>
  (await get('/v1/alerts')).alerts.filter(({ labels }: Told) => labels.deployment === DEPLOYMENT);
const states = async (): Promise<[string, string][]> =>
  (await get(`/v1/monitor/series?deployment=${encodeURIComponent(DEPLOYMENT)}`)).series.map(
    ({ requirement, state }: Told) => [requirement, state],
  );

it('a deployment that falls silent is without data by the clock, and what comes late corrects that', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ deployment: DEPLOYMENT, policy: POLICY });
  const answer = await real.call('/v1/monitor/watches', { key: operator, headers, body });
  const { requirements } = (await answer.json()) as { readonly requirements: readonly string[] };
  expect([answer.status, requirements]).toEqual([200, expect.arrayContaining(['quality.silence'])]);
  await decide(0);
  await pass(61 * MINUTE_MS);
  await decide(0);
  await pass(61 * MINUTE_MS);
  expect(await watched()).toMatchObject({ isSilent: false, firing: [] });
  expect(await states()).toEqual([
    ['quality.silence', 'watching'],
    ['parity', 'watching'],
  ]);

  // A clock that is set forward is no time in which nothing came.
  ahead += 30 * HOUR_MS;
  await pass(0);
  await pass(50 * MINUTE_MS);
  expect((await watched()).firing).toEqual([]);

  // The clock alone, without any decision.
  await pass(60 * MINUTE_MS);
  expect(await watched()).toMatchObject({ isSilent: true, firing: ['quality.silence'], alarms: 1 });
  expect(await states()).toEqual([
    ['quality.silence', 'firing'],
    ['parity', 'no-data'],
  ]);
  expect(await silences()).toMatchObject([{ state: 'firing', fact: { longestSeconds: 7200, to: null } }]);
  await real.server.plane.deps.alerts.run();
  const alerts = await ofDeployment();
  expect(alerts).toMatchObject([
    { state: 'firing', severity: 'ticket', labels: { requirement: 'quality.silence', kind: 'data-quality' } },
  ]);
  const metrics = await (await real.call('/metrics', {})).text();
  expect(metrics).toContain(`tribune_monitor_firing{deployment="${DEPLOYMENT}",requirement="quality.silence"} 1`);

  // It is told once, also by a service that was killed or stopped meanwhile.
  await real.server.close();
  await start();
  await pass(0);
  await pass(10 * MINUTE_MS);
  expect(await silences()).toHaveLength(1);
  expect((await watched()).firing).toEqual(['quality.silence']);

  // The sender was cut off: it sends what it kept.
  ahead += 4 * HOUR_MS;
  await decide(4, 3, 2, 1, 0);
  await pass(0);
  expect((await watched()).firing).toEqual([]);
  expect((await silences()).at(-1)).toMatchObject({ state: 'resolved', fact: { madeMeanwhile: null } });
  // An hour and more than what decisions may be late by: the block in which the silence ended is over then at whatever minute this runs.
  await pass(66 * MINUTE_MS);
  await decide(0);
  await pass(6 * MINUTE_MS);
  const corrected = (await silences()).at(-1)!;
  expect(corrected).toMatchObject({ state: 'watching', fact: { madeMeanwhile: expect.any(Number) } });
  // Of the four hours before the last those that are whole blocks of the silence.
  expect([300, 400]).toContain(corrected.fact.madeMeanwhile);
  expect((await watched()).decisions).toMatchObject({ counted: 800 });
  await real.server.plane.deps.alerts.run();
  expect(await ofDeployment()).toMatchObject([{ state: 'resolved' }]);
}, 120_000);

it('a service that has just started does not say that nobody spoke while it was away', async () => {
  await real.server.close();
  ahead += 8 * HOUR_MS;
  await start();
  await pass(0);
  await pass(MINUTE_MS);
  expect((await watched()).firing).toEqual([]);
  await pass(5 * MINUTE_MS);
  expect((await watched()).firing).toEqual(['quality.silence']);
}, 120_000);

it('a clock that was a month ahead makes nobody unseen once it is right: what is watched begins anew, and what comes out of time is told', async () => {
  const { epoch } = await watched();
  ahead += 30 * 24 * HOUR_MS;
  await decide(0);
  await pass(70 * MINUTE_MS);
  await decide(0);
  await pass(0);
  expect(await watched()).toMatchObject({ epoch, firing: [] });
  ahead -= 30 * 24 * HOUR_MS;
  await decide(0);
  await pass(0);
  const begun = { epoch: epoch + 1, reason: 'clock-set-back' };
  expect(await watched()).toMatchObject({ ...begun, decisions: { counted: 100 }, isOutOfTime: false });
  const [renewed] = await entriesOf(real.server.plane, 'monitor.renewed');
  expect(renewed).toMatchObject({ deployment: DEPLOYMENT, ...begun });

  // What is decided by clocks that are behind counts for nothing, and that is said.
  await decide(9);
  await pass(0);
  expect(await watched()).toMatchObject({
    epoch: epoch + 1,
    isOutOfTime: true,
    decisions: { counted: 100, late: 100 },
  });
  expect(await (await real.call('/metrics', {})).text()).toContain(
    `tribune_monitor_out_of_time{deployment="${DEPLOYMENT}"} 1`,
  );
  await decide(0);
  await pass(0);
  expect(await watched()).toMatchObject({ isOutOfTime: false, decisions: { counted: 200, late: 100 } });

  // Where clocks differ it begins anew once more, then no more for a day, and that is told.
  for (const months of [1, -1, 1, -1]) {
    ahead += months * 30 * 24 * HOUR_MS;
    await decide(0);
    await pass(0);
  }
  const differ = { epoch: epoch + 2, reason: 'clocks-differ' };
  expect(await watched()).toMatchObject({ ...differ, decisions: { counted: 200, late: 100 } });
  expect(await entriesOf(real.server.plane, 'monitor.renewed')).toMatchObject([begun, differ]);
  expect(await (await real.call('/metrics', {})).text()).toContain(
    `tribune_monitor_clocks_differ{deployment="${DEPLOYMENT}"} 1`,
  );
}, 120_000);
