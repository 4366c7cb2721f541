import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monitorTables } from '../../src/adapters/postgres/monitor/index.js';
import { digestLines, standingLine } from '../../src/apps/cli/monitor/digest-text.js';
import type { wire } from '../../src/apps/client/index.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { decisionsOf, START_MS, watchedPolicy } from './support/watched-decisions.js';

const HOUR_MS = 3_600_000;
const DEPLOYMENT = 'compas/prod';
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keys: Record<'operator' | 'auditor' | 'sender' | 'onlooker', string>;

beforeAll(async () => {
  real = await realServer(folder.dir);
  keys = {
    operator: await real.key('registry:write'),
    sender: await real.key('decisions:write', 'labels:write'),
    onlooker: await real.key('monitor:read'),
    auditor: await real.key('monitor:read', 'decisions:read', 'attributes:read'),
  };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ deployment: DEPLOYMENT, policy: watchedPolicy() });
  await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
  // An alarm in the middle: women are selected as often as men, then hardly, then as often again.
  const women = (hour: number): number => (hour < 6 ? 25 : hour < 30 ? 8 : 25);
  const hours = Array.from({ length: 60 }, (_, hour) =>
    decisionsOf({ hour, groups: { m: [50, 25], f: [50, women(hour)] } }),
  );
  await real.call('/v1/decisions', {
    key: keys.sender,
    headers: { 'content-type': 'application/x-ndjson' },
    body: ndjson(...hours.flat()),
  });
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const address = (more: Record<string, string> = {}) =>
  `/v1/monitor/history?${new URLSearchParams({ deployment: DEPLOYMENT, requirement: 'parity', group: '{"sex":"f"}', ...more })}`;
const get = async <T>(path: string, key = keys.auditor): Promise<T> =>
  (await (await real.call(path, { key })).json()) as T;

describe('the history of a series', () => {
  it('ends where the monitor stands, and names the changes that the monitor named', async () => {
    const history = await get<wire.MonitorHistory>(address({ points: '500' }));
    const { series } = await get<wire.MonitorSeries>(`/v1/monitor/series?deployment=${encodeURIComponent(DEPLOYMENT)}`);
    const { changes } = await get<wire.MonitorChanges>(
      `/v1/monitor/changes?deployment=${encodeURIComponent(DEPLOYMENT)}`,
    );
    expect(history.agrees).toBe(true);
    expect(history.lines.at(-1)).toEqual(series.find(({ requirement }) => requirement === 'parity'));
    const told = changes.filter(({ requirement }) => requirement === 'parity').map(({ at, state }) => ({ at, state }));
    expect(history.changes.map(({ at, state }) => ({ at, state }))).toEqual(told);
    expect(told.map(({ state }) => state)).toContain('firing');
  });

  it('has a line for every closed block from the first with a series on, in order', async () => {
    const { lines } = await get<wire.MonitorHistory>(address({ points: '500' }));
    const ends = lines.map(({ window }) => Date.parse(window.to));
    expect(ends[0]).toBe(START_MS + HOUR_MS);
    expect(ends).toEqual(ends.map((_, i) => START_MS + (i + 1) * HOUR_MS));
    expect(ends.length).toBeGreaterThanOrEqual(58);
  });

  it('has at most as many moments as are asked for, the last among them', async () => {
    const whole = await get<wire.MonitorHistory>(address({ points: '500' }));
    const few = await get<wire.MonitorHistory>(address({ points: '10' }));
    expect(few.lines.length).toBeLessThanOrEqual(10);
    expect(few.lines.at(-1)).toEqual(whole.lines.at(-1));
    expect(few.changes).toEqual(whole.changes);
  });

  it('is summed up day by day: which series had a broken bound, as a tree', async () => {
    const path = `/v1/monitor/digest?deployment=${encodeURIComponent(DEPLOYMENT)}`;
    const { tree, day, falseDiscoveryRate } = await get<wire.MonitorDigest>(path);
    expect([tree.name, falseDiscoveryRate, Date.parse(day!.to) % (24 * HOUR_MS)]).toEqual([DEPLOYMENT, 0.1, 0]);
    const parity = tree.children[0]!.children.find(({ name }) => name === 'parity')!;
    expect(parity.children).toMatchObject([{ kind: 'series', series: { group: { sex: 'f' } } }]);
    expect(parity.counts).toMatchObject({ series: 1, tested: 1 });
    // As the command line prints it.
    expect(digestLines(await get(path))[0]).toMatch(/^ {2}digest: (no series|1 of 1 series) had a broken bound/);
    expect((await real.call(path, { key: keys.onlooker })).status).toBe(403);
    for (const rate of ['0', '0.9', '1e-3', 'none'])
      expect((await real.call(`${path}&rate=${rate}`, { key: keys.auditor })).status).toBe(400);
  });

  it('stands in the fleet, which adds what series have of an alarm', async () => {
    const { tree, falseAlarmsPerDay } = await get<wire.MonitorFleet>('/v1/monitor/fleet');
    expect([tree.kind, tree.name, tree.children.map(({ name }) => name)]).toEqual(['fleet', null, [DEPLOYMENT]]);
    expect(falseAlarmsPerDay).toBeGreaterThan(0);
    const [deployment] = tree.children;
    expect(deployment!.children[0]).toMatchObject({ kind: 'attributes', name: 'sex' });
    const parity = deployment!.children[0]!.children.find(({ name }) => name === 'parity')!;
    expect(parity.series).toMatchObject([{ series: { group: { sex: 'f' } } }]);
    expect(tree.counts.series).toBe(deployment!.counts.series);
    expect(standingLine({ tree })).toContain(`of ${tree.counts.series} series`);
    // Whoever may see no person is told what fires.
    const seen = (await (await real.call('/v1/monitor/fleet', { key: keys.onlooker })).json()) as wire.MonitorFleet;
    expect(seen.tree).toMatchObject({ counts: { series: tree.counts.series, firing: tree.counts.firing } });
    expect(JSON.stringify(seen)).not.toMatch(/shareOfAlarm|pending|together|"sex":"f"/);
  });

  it('is shown to nobody who may see no person, and refuses what names no series', async () => {
    expect((await real.call(address(), { key: keys.onlooker })).status).toBe(403);
    expect((await real.call(address({ requirement: 'none' }), { key: keys.auditor })).status).toBe(404);
    expect((await real.call(address({ group: '{"sex":"x"}' }), { key: keys.auditor })).status).toBe(404);
    const wrong = await real.call(address({ group: '[1]' }), { key: keys.auditor });
    expect(wrong.status).toBe(400);
    expect(((await wrong.json()) as { message: string }).message).toContain('expected a JSON object of attributes');
  });
});

describe('the policy in force', () => {
  it('is given verbatim and in words to whoever may see the monitor', async () => {
    const path = `/v1/monitor/policy?deployment=${encodeURIComponent(DEPLOYMENT)}`;
    const policy = await get<wire.WatchingPolicy>(path, keys.onlooker);
    expect(policy.text).toBe(watchedPolicy());
    expect(policy).toMatchObject({
      name: 'watched',
      version: '1.0.0',
      blockSeconds: 3600,
      labelHorizonSeconds: 86_400,
    });
    expect(policy.watches).toMatchObject([
      {
        requirement: 'parity',
        title: 'selection rate',
        by: ['sex'],
        compare: 'difference',
        unit: 'points',
        bound: { max: 0.1 },
        ends: [
          { side: 'at-least', value: -0.1 },
          { side: 'at-most', value: 0.1 },
        ],
        waitsForLabels: false,
        isAboutData: false,
      },
      { requirement: 'detection', title: 'true positive rate', unit: 'points', waitsForLabels: true },
    ]);
    expect((await real.call('/v1/monitor/policy?deployment=none', { key: keys.onlooker })).status).toBe(404);
  });
});

describe('changes of states', () => {
  const changesOf = async (query: string): Promise<wire.MonitorChanges> =>
    get(`/v1/monitor/changes?deployment=${encodeURIComponent(DEPLOYMENT)}${query}`);
  it('are given the newest first where that is asked for, page by page', async () => {
    const { changes } = await changesOf('');
    const first = await changesOf('&order=newest&limit=1');
    expect(first.changes).toEqual(changes.slice(-1));
    const { changes: others, next } = await changesOf(`&order=newest&before=${first.next}`);
    expect([...first.changes, ...others]).toEqual(changes.toReversed());
    expect(next).toBeNull();
  });
});

describe('the history of a series whose first blocks are gone', () => {
  it('says that it does not agree, and tells the changes that happened', async () => {
    const whole = await get<wire.MonitorHistory>(address({ points: '500' }));
    const { monitor } = real.server.plane.store.of(monitorTables);
    expect(await monitor.dropPanes(4 * HOUR_MS, Date.now())).toBeGreaterThan(0);
    const left = await get<wire.MonitorHistory>(address({ points: '500' }));
    expect(left.agrees).toBe(false);
    expect(left.lines.length).toBeLessThan(whole.lines.length);
    expect(left.changes).toEqual(whole.changes);
  });
});

describe('what has been so for days', () => {
  it('is answered from the panes that are kept, and of longer windows the service says what it cannot know', async () => {
    const durations = ['2d', '30d'].map((days) => `{ requirement: parity, for: ${days}, mode: every }`).join(', ');
    const policy = watchedPolicy({ labelled: false }).replace('block: 1h', `block: 1h, durations: [${durations}]`);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ deployment: DEPLOYMENT, policy });
    const watched = await (await real.call('/v1/monitor/watches', { key: keys.operator, headers, body })).json();
    expect((watched as wire.WatchAnswer).notes).toEqual([
      expect.stringContaining('the duration of 30 d of parity (every) will not be known on 18 days of its window'),
    ]);
    const hours = Array.from({ length: 5 * 24 }, (_, i) =>
      decisionsOf({ hour: 72 + i, groups: { m: [20, 18], f: [20, 2] } }),
    );
    await real.call('/v1/decisions', {
      key: keys.sender,
      headers: { 'content-type': 'application/x-ndjson' },
      body: ndjson(...hours.flat()),
    });
    const { monitor } = real.server.plane.deps;
    await monitor.watches.followed();
    await monitor.run();
    const answer = await get<wire.MonitorDurations>(
      `/v1/monitor/durations?deployment=${encodeURIComponent(DEPLOYMENT)}`,
    );
    expect(answer.durations).toMatchObject([
      { steps: 2, truth: 'holds', broken: 2, kept: 0, unknown: 0, notKept: 0 },
      { steps: 30, truth: 'not-known', notKept: 18 },
    ]);
  });
});
