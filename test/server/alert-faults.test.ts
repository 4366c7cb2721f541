import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { alertTables } from '../../src/adapters/postgres/alerts/index.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { fakeClock } from '../../src/apps/testing/index.js';
import { ChannelQueue } from '../../src/domain/alerts/channels/index.js';
import { groupKey, matchersOf } from '../../src/domain/alerts/rules/index.js';
import { defineAlertSource, type Signal, signalOf } from '../../src/domain/alerts/signals/index.js';
import { entryTypes } from '../crash/acts/entry-types.js';
import { dataFolder, realServer } from './support/real.js';
import { receiver } from './support/receiver.js';

const source = defineAlertSource('test', 'Alerts of a test.');
const HOUR_MS = 3_600_000;
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let hook: Awaited<ReturnType<typeof receiver>>;

beforeAll(async () => {
  hook = await receiver();
  const channel = (path: string) => ({ url: `${hook.url}${path}`, secret: 's', privateAddress: true });
  const times = { groupWait: '0 s', groupInterval: '1 s' };
  const value = {
    webhook: { ops: channel('/ops'), spare: channel('/spare') },
    routes: [{ name: 'all', channels: ['ops'], groupBy: ['kind'], ...times }],
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

const signal = (key: string, state: Signal['state'], kind = key): Signal =>
  signalOf(source, {
    ...{ key, state, severity: 'page', atMs: Date.now(), labels: { kind, name: key }, topic: key, causes: [] },
    content: { summary: `${key} is ${state}.`, lines: [], facts: {}, actions: [] },
  });
const store = () => real.server.plane.store.of(alertTables).alerts;
const alerts = () => real.server.plane.deps.alerts;
const sql = (text: string, values: unknown[] = []) =>
  real.server.plane.store.sql.query<Record<string, unknown>>(text, values);
interface Read {
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly group: { readonly isFiring: boolean; readonly labels: Record<string, string> };
  readonly alerts: readonly { readonly summary: string }[];
}
/** Messages about alerts of a kind. */
const told = (kind: string, path = '/ops'): Read[] =>
  hook.received
    .filter((one) => one.path === path)
    .map(({ text }) => JSON.parse(text) as Read)
    .filter(({ group }) => group.labels.kind === kind);
const untilTold = (kind: string, n: number) => hook.until(() => told(kind).length >= n);
const listed = async (kind: string) => (await store().list({ labels: { kind }, limit: 100 })).reverse();
/** A message that the service wrote, made so long ago. */
const sent = (key: string, channel: string, ageMs: number) =>
  store().send([{ key, channel, kind: 'firing', madeAtMs: Date.now() - ageMs, alerts: [], notice: noticeOf(key) }]);
const noticeOf = (key: string): string =>
  JSON.stringify({ key, kind: 'firing', title: '', alerts: [], group: { isFiring: true, labels: { kind: key } } });
const delivery = async (key: string) =>
  (await sql('select state, problem from alert_delivery where key = $1', [key]))[0] as {
    readonly state: string;
    readonly problem: string | null;
  };
const failed = async (): Promise<number> =>
  (await entryTypes(real.server.plane.store)).filter((type) => type === 'alert.message-failed').length;
/** An entry waits in the transaction of what it tells, and is in the log soon after. */
async function untilFailed(n: number): Promise<void> {
  while ((await failed()) < n) await alerts().run();
  expect(await failed()).toBe(n);
}

describe('alerts go on', () => {
  it('where something ends and fires again before it is taken', async () => {
    await store().raise([signal('again', 'firing')]);
    await untilTold('again', 1);
    await store().raise([signal('again', 'resolved'), signal('again', 'firing')]);
    await alerts().run();
    expect((await listed('again')).map(({ state, occurrence }) => [occurrence, state])).toEqual([
      [1, 'resolved'],
      [2, 'firing'],
    ]);
    await untilTold('again', 2);
  });

  it('beside a source whose row was changed in the database', async () => {
    await store().raise([signal('beside', 'firing')]);
    await untilTold('beside', 1);
    await sql(`insert into alert_signal (signal, seal) values ('{}', '\\x00')`);
    try {
      await sent('beside.2', 'ops', 0);
      await alerts().run();
      await hook.until(() => told('beside.2').length === 1);
    } finally {
      await sql(`delete from alert_signal where signal = '{}'`);
    }
  });

  it('beside a group that cannot be told', async () => {
    const labels = { kind: 'damaged' };
    const [alert] = await sql(
      `insert into alert (key, occurrence, source, state, severity, started_at, labels, topic, causes, content, seal)
        values ('damaged', 1, 'test', 'firing', 'page', 0, $1, 'damaged', '[]', '{}', '\\x00') returning id`,
      [JSON.stringify(labels)],
    );
    const member = { alertId: Number(alert!.id), route: 'all', key: groupKey(labels), labels };
    await store().join([{ ...member, waitMs: 0, intervalMs: 1000 }], { nowMs: 0, newUid: () => 'damaged' });
    await store().raise([signal('sound', 'firing')]);
    await untilTold('sound', 1);
    await sql(`delete from alert where key = 'damaged'`);
  });

  it('beside a message whose row was changed in the database, which is given up with an entry', async () => {
    const before = await failed();
    // Not due before it was changed.
    await sent('hurt.1.spare.1', 'spare', -HOUR_MS);
    await sql(`update alert_delivery set notice = '{}', next_at = 0 where key = 'hurt.1.spare.1'`);
    await sent('whole.1.spare.1', 'spare', 0);
    await alerts().run();
    await hook.until(() => told('whole.1.spare.1', '/spare').length === 1);
    expect(await delivery('hurt.1.spare.1')).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('changed in the database'),
    });
    await untilFailed(before + 1);
  });
});

describe('a message that is too old', () => {
  it('is given up with an entry and not sent', async () => {
    const before = await failed();
    await sent('old.1.ops.1', 'ops', 25 * HOUR_MS);
    while ((await delivery('old.1.ops.1')).state === 'waiting') await alerts().run();
    expect(await delivery('old.1.ops.1')).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/giveUpAfter/),
    });
    expect(told('old.1.ops.1')).toEqual([]);
    await untilFailed(before + 1);
  });

  it('is given up although its channel tries nothing for now', async () => {
    const before = await failed();
    const later = Date.now() + HOUR_MS;
    for (let n = 0; n < 3; n++) {
      const key = `rest${n}.1.ops.1`;
      await store().send([{ key, channel: 'ops', kind: 'firing', madeAtMs: later, alerts: [], notice: noticeOf(key) }]);
    }
    await sql(`update alert_delivery set made_at = $1 where key like 'rest%'`, [Date.now() - 25 * HOUR_MS]);
    await alerts().job().run();
    await untilFailed(before + 3);
    expect(await sql(`select 1 from alert_delivery where key like 'rest%' and state = 'waiting'`)).toEqual([]);
    // A channel that failed for a day has thousands: a page of them is one transaction.
    expect(await sql(`select distinct xmin::text from alert_delivery where key like 'rest%'`)).toHaveLength(1);
  });
});

describe('a silence', () => {
  it('neither ends what fires nor lets it pass for neglected', async () => {
    await store().raise([signal('A', 'firing', 'silent'), signal('B', 'firing', 'silent')]);
    await untilTold('silent', 1);
    const silence = await alerts().acts.silence(
      { matchers: matchersOf({ name: 'A' }), fromMs: null, toMs: Date.now() + HOUR_MS, why: 'a test' },
      'somebody',
    );
    await store().raise([signal('B', 'resolved', 'silent')]);
    await untilTold('silent', 2);
    expect(told('silent')[1]).toMatchObject({
      kind: 'firing',
      title: '1 alert over; others still fire and are held back: silent',
      group: { isFiring: true },
      alerts: [{ summary: 'B is resolved.' }],
    });
    await alerts().acts.endSilence(silence.id, 'somebody');
    await untilTold('silent', 3);
    expect(told('silent')[2]).toMatchObject({ kind: 'firing', alerts: [{ summary: 'A is firing.' }] });
    await store().raise([signal('A', 'resolved', 'silent')]);
    await untilTold('silent', 4);
    expect(told('silent')[3]).toMatchObject({ kind: 'resolved', group: { isFiring: false } });
  });
});
describe('looking after an alert while it is taken', () => {
  /** Holds the row of an alert, so that the first that changes it waits and the second comes before the first is done. */
  async function meeting(id: number, first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
    const waits = async (type: string) => {
      const text = `select 1 from pg_locks where not granted and locktype = any($1)`;
      const types = type === 'row' ? ['transactionid', 'tuple'] : [type];
      while ((await sql(text, [types])).length === 0) await new Promise((done) => setImmediate(done));
    };
    const both: Promise<unknown>[] = [];
    await real.server.plane.store.sql.transaction(async (own) => {
      await own.query('select 1 from alert where id = $1 for update', [id]);
      both.push(first());
      await waits('row');
      both.push(second());
      await waits('advisory');
    });
    await Promise.all(both);
  }
  const fired = async (key: string): Promise<number> => {
    await store().raise([signal(key, 'firing')]);
    await untilTold(key, 1);
    return (await listed(key))[0]!.id;
  };
  const acknowledged = (id: number) => () => alerts().acts.acknowledge([id], { by: 'somebody', note: 'on it' });
  const over = (key: string) => () => store().raise([signal(key, 'resolved')]);
  const untilOver = async (key: string) => {
    while ((await listed(key))[0]!.state === 'firing') await alerts().run();
  };

  it('leaves it over where it ended first', async () => {
    const id = await fired('ends');
    await meeting(id, over('ends'), acknowledged(id));
    expect(await listed('ends')).toMatchObject([{ state: 'resolved', acknowledged: null }]);
  });

  it('is not forgotten where it ends just then', async () => {
    const id = await fired('looked');
    await meeting(id, acknowledged(id), over('looked'));
    await untilOver('looked');
    expect(await listed('looked')).toMatchObject([{ state: 'resolved', acknowledged: { by: 'somebody' } }]);
  });
});

describe('a label that is misspelt', () => {
  it('is refused in a silence and in a route by the one that was meant: either would fit nothing', async () => {
    const matchers = [{ label: 'deploymnt', is: '=' as const, value: 'compas/prod' }];
    const wanted = { matchers, fromMs: null, toMs: Date.now() + HOUR_MS, why: 'a test' };
    await expect(alerts().acts.silence(wanted, 'somebody')).rejects.toMatchObject({
      code: 'BODY_INVALID',
      remedy: 'Did you mean deployment?',
    });
    const sections = sectionsOf(await loadRooms());
    const read = (route: object) => () =>
      readConfiguration(sections, null, [
        { path: ['alerts'], from: 'the test', value: { routes: [{ name: 'a', channels: ['b'], ...route }] } },
      ]);
    expect(read({ match: { severty: 'page' } })).toThrow('did you mean severity?');
    expect(read({ groupBy: ['Deployment'] })).toThrow('did you mean deployment?');
  });
});

describe('the live list', () => {
  it('is not taken from everybody by one key', async () => {
    const [greedy, other] = [await real.key('monitor:read'), await real.key('monitor:read')];
    const open = [];
    for (let n = 0; n < 8; n++) open.push(await real.call('/v1/alerts/events', { key: greedy }));
    expect((await real.call('/v1/alerts/events', { key: greedy })).status).toBe(429);
    const answer = await real.call('/v1/alerts/events', { key: other });
    expect(answer.status).toBe(200);
    for (const { body } of [...open, answer]) await body!.cancel();
  });

  /** Follows the feed behind the number of a list; gives the next number that it tells. */
  async function followed(after: number) {
    const gone = new AbortController();
    const feed = alerts().feed.follow({
      after,
      lifeMs: HOUR_MS,
      pulseMs: HOUR_MS,
      signal: gone.signal,
      isStopping: () => false,
    });
    return { next: async () => (await feed.next()).value as number, end: () => gone.abort() };
  }
  const list = async (key: string) =>
    (await (await real.call('/v1/alerts?limit=1', { key })).json()) as {
      readonly lastChange: number;
      readonly alerts: readonly object[];
    };

  it('tells of a silence, at its beginning and when it is ended, which change what is shown', async () => {
    const key = await real.key('monitor:read');
    const { lastChange } = await list(key);
    const { next, end } = await followed(lastChange);
    const matchers = [{ label: 'name', is: '=' as const, value: 'nobody' }];
    const wanted = { matchers, fromMs: null, toMs: Date.now() + HOUR_MS, why: 'a test' };
    const { id } = await alerts().acts.silence(wanted, 'somebody');
    const begun = await next();
    expect(begun).toBeGreaterThan(lastChange);
    await alerts().acts.endSilence(id, 'somebody');
    expect(await next()).toBeGreaterThan(begun);
    expect((await list(key)).lastChange).toBeGreaterThan(begun);
    end();
  });

  it('holds everything up to the number that stands beside it', async () => {
    const key = await real.key('monitor:read');
    const last = alerts().feed.last.bind(alerts().feed);
    vi.spyOn(alerts().feed, 'last').mockImplementationOnce(async () => {
      await store().raise([signal('meanwhile', 'firing')]);
      await untilTold('meanwhile', 1);
      return last();
    });
    expect((await list(key)).alerts).toMatchObject([{ summary: 'meanwhile is firing.' }]);
  });

  it('is told to whoever knows a number of a database that was put back', async () => {
    const { next, end } = await followed(1_000_000);
    expect(await next()).toBeLessThan(1_000_000);
    end();
  });
});
describe('a database that another process writes to', () => {
  /** A queue that tells every message of a channel, while the test says that its process is the one that writes. */
  function queue(isWriter: () => boolean, send: (key: string) => Promise<void>): ChannelQueue {
    const own = store();
    return new ChannelQueue(
      {
        ...{ name: 'handover', kind: 'test', numbers: true, refreshMs: null, paceMs: 0 },
        reads: 'people',
        async send(notice) {
          await send(notice.key);
          return { ok: true };
        },
        close: () => undefined,
      },
      {
        store: {
          due: (...of) => own.due(...of),
          overdue: (...of) => own.overdue(...of),
          saveDelivery: (delivery) => own.saveDelivery(delivery),
          demandWriter: async () => {
            if (!isWriter()) throw new Error('another process writes');
          },
        },
        ...{ clock: fakeClock(Date.now() + HOUR_MS), random: { randomBytes: (n) => new Uint8Array(n) } },
        ...{
          giveUpMs: 24 * HOUR_MS,
          giveUp: async () => 0,
          onHealth: async () => undefined,
          onProblem: () => undefined,
        },
      },
    );
  }

  it('is told by that process alone, and only what was being sent just then comes twice, under the same key', async () => {
    const keys = Array.from({ length: 5 }, (_, n) => `over${n}.1.handover.1`);
    for (const key of keys) await sent(key, 'handover', 0);
    let writer = 'before';
    const told: string[] = [];
    const tells = (name: string, meanwhile: () => Promise<void>) =>
      queue(
        () => writer === name,
        async (key) => {
          told.push(`${name} ${key}`);
          await meanwhile();
        },
      );
    const after = tells('after', async () => undefined);
    const before = tells('before', async () => {
      // The other process takes over and tells all that waits while this message is under way.
      writer = 'after';
      after.kick();
      await after.idle();
    });
    before.kick();
    await before.idle();
    expect(told).toEqual([`before ${keys[0]}`, ...keys.map((key) => `after ${key}`)]);
  });

  it('is told nothing of while the lock of the writer is held by another, and goes on afterwards', async () => {
    const LOCK = 0x54524957;
    const held = 'select pid, granted from pg_locks where locktype = $1 and objid = $2';
    const locks = () => sql(held, ['advisory', LOCK]);
    await real.server.plane.store.sql.transaction(async (own) => {
      const taken = own.query('select pg_advisory_xact_lock($1)', [LOCK]);
      while (!(await locks()).some(({ granted }) => granted === false)) await new Promise((done) => setImmediate(done));
      const writer = (await locks()).find(({ granted }) => granted === true);
      await sql('select pg_terminate_backend($1)', [writer!.pid]);
      await taken;
      await vi.waitFor(() => expect(store().demandWriter()).rejects.toMatchObject({ code: 'STORE_LOCKED' }), 30_000);
      await sent('handed.1.ops.1', 'ops', 0);
      await alerts().run();
      await alerts().run();
      expect(told('handed.1.ops.1')).toEqual([]);
    });
    await hook.until(() => told('handed.1.ops.1').length === 1);
  }, 60_000);
});
