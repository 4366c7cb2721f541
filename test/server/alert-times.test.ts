import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertTables } from '../../src/adapters/postgres/alerts/index.js';
import { stopTables } from '../../src/adapters/postgres/stops/index.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { defineAlertSource, signalOf } from '../../src/domain/alerts/signals/index.js';
import { entryTypes } from '../crash/acts/entry-types.js';
import { dataFolder, realServer } from './support/real.js';
import { type Received, receiver } from './support/receiver.js';

const source = defineAlertSource('test', 'Alerts of a test.');
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let hook: Awaited<ReturnType<typeof receiver>>;

beforeAll(async () => {
  hook = await receiver((response, { path }) => void response.writeHead(path === '/refuses' ? 400 : 200).end());
  const channel = (path: string) => ({ url: `${hook.url}${path}`, secret: 's', privateAddress: true });
  const value = {
    webhook: { first: channel('/first'), boss: channel('/boss'), refuses: channel('/refuses') },
    routes: [
      {
        name: 'escalated',
        match: { kind: 'slow' },
        channels: ['first'],
        groupWait: '0 s',
        escalate: [{ after: '1 s', channels: ['boss'] }],
      },
      { name: 'set-off', match: { kind: 'set-off' }, channels: ['first'], groupWait: '0 s' },
      { name: 'ruled', match: { deployment: 'ruled/*' }, channels: ['first'], groupWait: '0 s', groupInterval: '1 s' },
      { name: 'refused', match: { kind: 'refused' }, channels: ['refuses'], groupWait: '0 s' },
      { name: 'many', channels: ['first'], groupBy: [], groupWait: '0 s' },
    ],
    inhibit: [{ when: { kind: 'source' }, mute: { kind: 'leaf' }, equal: ['deployment'] }],
  };
  const configuration = readConfiguration(sectionsOf(await loadRooms()), null, [
    { path: ['alerts'], from: 'the test', value },
  ]);
  real = await realServer(folder.dir, { configuration });
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  await hook?.close();
  folder.remove();
}, 60_000);

const signal = (
  key: string,
  labels: Record<string, string>,
  more: { topic?: string; causes?: string[]; firedBy?: number } = {},
) =>
  signalOf(source, {
    ...{
      key,
      state: 'firing',
      severity: 'page',
      atMs: Date.now(),
      labels,
      topic: more.topic ?? key,
      causes: more.causes ?? [],
    },
    content: {
      ...{ summary: `${key} fires.`, lines: [], actions: [] },
      facts: more.firedBy === undefined ? {} : { firedBy: more.firedBy },
    },
  });
const store = () => real.server.plane.store.of(alertTables).alerts;
const at = (path: string) => (one: Received) => one.path === path;
interface Read {
  readonly kind: string;
  readonly part: { readonly number: number; readonly of: number };
  readonly alerts: readonly {
    readonly fingerprint: string;
    readonly summary: string;
    readonly setOff: readonly string[] | null;
  }[];
}
const read = (path: string): Read[] => hook.received.filter(at(path)).map(({ text }) => JSON.parse(text) as Read);

describe('alerts over time', () => {
  it('go further where nobody looks after them, with an entry', async () => {
    await store().raise([signal('slow', { kind: 'slow' })]);
    await hook.until((all) => all.some(at('/boss')));
    expect(read('/first').map(({ kind }) => kind)).toEqual(['firing']);
    expect(read('/boss').map(({ kind }) => kind)).toEqual(['escalated']);
    expect(await entryTypes(real.server.plane.store)).toContain('alert.escalated');
  });

  it('leave an entry where a receiver refuses them for good', async () => {
    await store().raise([signal('refused', { kind: 'refused' })]);
    while (!(await entryTypes(real.server.plane.store)).includes('alert.message-failed'))
      await real.server.plane.deps.alerts.run();
    expect(hook.received.filter(at('/refuses'))).toHaveLength(1);
  });

  it('are held back while what explains them fires', async () => {
    const before = read('/first').length;
    await store().raise([signal('cause', { kind: 'one' }), signal('effect', { kind: 'two' }, { causes: ['cause'] })]);
    await hook.until((all) => all.filter(at('/first')).length > before);
    await real.server.plane.deps.alerts.run();
    const told = read('/first')
      .slice(before)
      .flatMap(({ alerts }) => alerts.map(({ summary }) => summary));
    expect(told).toEqual(['cause fires.']);
  });

  it('are held back by a rule of the configuration while its source fires, of the same deployment alone, and told after', async () => {
    const [root, leaf] = [{ kind: 'source' }, { kind: 'leaf' }];
    const at = (deployment: string, labels: object) => ({ ...labels, deployment });
    await store().raise([
      signal('root', at('ruled/a', root)),
      signal('leaf a', at('ruled/a', leaf)),
      signal('leaf b', at('ruled/b', leaf)),
    ]);
    const told = () =>
      read('/first')
        .flatMap(({ alerts }) => alerts.map(({ summary }) => summary))
        .filter((summary) => /^(root|leaf)/.test(summary));
    await hook.until(() => told().length >= 2);
    await real.server.plane.deps.alerts.run();
    expect(told().toSorted()).toEqual(['leaf b fires.', 'root fires.']);
    await store().raise([{ ...signal('root', at('ruled/a', root)), state: 'resolved' }]);
    await hook.until(() => told().includes('leaf a fires.'));
  });

  it('say what their policy set off by then, that it was nothing, or nothing where that is not known', async () => {
    const { sql } = real.server.plane.store;
    const { reactions } = real.server.plane.store.of(stopTables);
    const stop = crypto.randomUUID();
    const done = (change: number, position: number) => ({
      ...{ id: crypto.randomUUID(), change, position, deployment: 'set/off', epoch: 1, requirement: 'parity' },
      ...{ component: null, group: null, reference: null, policy: 'sha256:x', firedAtMs: 0, doneAtMs: 0 },
      ...{ from: '2026-11-22', to: '2026-11-23', does: position === 0 ? 'review' : 'audit' },
      ...{ stop: position === 0 ? stop : null, problem: position === 0 ? null : 'of 17 people' },
    });
    for (const one of [done(7, 0), done(7, 1), done(8, 0)]) await reactions.add(one);
    await sql.query('update reaction set change = 9 where change = 8');
    const label = { kind: 'set-off', deployment: 'set/off' };
    const all = [undefined, 6, 7, 9].map((firedBy) =>
      signal(`set off ${firedBy}`, label, firedBy === undefined ? {} : { firedBy }),
    );
    await store().raise(all);
    const found = () =>
      read('/first').flatMap(({ alerts }) => alerts.filter(({ summary }) => /^set off/.test(summary)));
    await hook.until(() => found().length >= all.length);
    const at0 = '1970-01-01T00:00:00.000Z';
    expect(Object.fromEntries(found().map(({ summary, setOff }) => [summary, setOff]))).toEqual({
      'set off undefined fires.': null,
      'set off 6 fires.': ['By the time of this message the policy had set nothing off.'],
      'set off 7 fires.': [
        `The policy set off review at ${at0}: the stop ${stop}`,
        `The policy was to set off audit at ${at0}, and could not: GET /v1/reactions says why`,
      ],
      'set off 9 fires.': null,
    });
  });

  it('come in parts of a hundred where there are many, none left out and none twice', async () => {
    // A group of its own: the one before waits for its interval.
    await store().touchAll(0);
    const before = read('/boss').length;
    const many = Array.from({ length: 1234 }, (_, n) => signal(`many ${n}`, { kind: 'slow', deployment: 'many' }));
    await store().raise(many);
    const found = () => read('/first').filter(({ part }) => part.of === 13);
    await hook.until(() => found().length === 13);
    expect(new Set(found().flatMap(({ alerts }) => alerts.map(({ fingerprint }) => fingerprint))).size).toBe(1234);
    expect(found().map(({ part }) => part.number)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    await hook.until((all) => all.filter(at('/boss')).length > before);
  });
});
