import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertTables } from '../../src/adapters/postgres/alerts/index.js';
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
      { name: 'refused', match: { kind: 'refused' }, channels: ['refuses'], groupWait: '0 s' },
      { name: 'many', channels: ['first'], groupBy: [], groupWait: '0 s' },
    ],
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

const signal = (key: string, labels: Record<string, string>, more: { topic?: string; causes?: string[] } = {}) =>
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
    content: { summary: `${key} fires.`, lines: [], facts: {}, actions: [] },
  });
const store = () => real.server.plane.store.of(alertTables).alerts;
const at = (path: string) => (one: Received) => one.path === path;
interface Read {
  readonly kind: string;
  readonly part: { readonly number: number; readonly of: number };
  readonly alerts: readonly { readonly fingerprint: string; readonly summary: string }[];
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
