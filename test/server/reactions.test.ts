import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stopTables } from '../../src/adapters/postgres/stops/index.js';
import { HOUR_MS } from '../../src/core/base/durations.js';
import type { Reactor } from '../../src/domain/stops/index.js';
import type { ScheduledReaction } from '../../src/domain/stops/reactions/ports.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer, VERSION } from './support/real.js';
import { expectRowsOfRequest } from './support/requested-rows.js';
import { decisionsOf, type Hour, START_MS, VERSIONS_POLICY, watchedPolicy } from './support/watched-decisions.js';

const WAIT = { timeout: 30_000 };

const DEPLOYMENT = 'compas/prod';
const UUID = '0193f7c2-6a55-7d1e-9f10-700000000000';
const UNKNOWN = `sha256:${'7'.repeat(64)}`;
const REACTIONS = `reactions:
  to:
    parity:
      - { do: review }
      - { do: retrain, over: 10d, validation: 0.3 }
      - { do: shadow, fallback: last-good-version, version: '${UNKNOWN}' }
      - { do: stop, beyond: 0.3 }
      - { do: throttle, share: 0.1, after: 30000d }
      - { do: review }
      - { do: open-incident }
      - { do: throttle, share: 0.5, staffedFor: 100 }
  calendar:
    - { do: audit, every: year, after: 30d }
`;
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keys: Record<'operator' | 'sender', string>;

interface Told {
  readonly [name: string]: unknown;
  readonly message: string;
  readonly stops: readonly Told[];
  readonly reactions: readonly Told[];
}

beforeAll(async () => {
  real = await realServer(folder.dir);
  keys = { operator: await real.key('registry:write'), sender: await real.key('decisions:write') };
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const get = async (path: string) => (await (await real.call(path, { key: keys.sender })).json()) as Told;
const watch = (policy: string) =>
  real.call('/v1/monitor/watches', {
    ...{ key: keys.operator, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ deployment: DEPLOYMENT, policy }),
  });
const reactor = (): Reactor => {
  const room = real.server.plane.deps.rooms.find(({ name }) => name === 'stops')!;
  return (room.deps as { reactor: Reactor }).reactor;
};
/** Sends decisions of some hours, closes blocks, and has the reactor look. */
async function decided(...hours: Hour[]): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' };
  await real.call('/v1/decisions', { key: keys.sender, headers, body: ndjson(...hours.flatMap(decisionsOf)) });
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
  await reactor().run();
}
const uneven = (hour: number): Hour => ({ hour, groups: { m: [50, 30], f: [50, 5] } });

describe('what an alert sets off', () => {
  it('is refused in a policy that misspells a requirement, or contradicts itself', async () => {
    const policy = (more: string) => watchedPolicy({ more: `reactions: { to: ${more} }\n` });
    const why = async (more: string) => ((await (await watch(policy(more))).json()) as Told).message;
    for (const [more, said] of [
      ['paritty: [{ do: stop }]', 'no requirement has the id "paritty"'],
      ['parity: [{ do: throttle }]', 'a throttle needs its share'],
      ['parity: [{ do: retrain, share: 0.1 }]', 'retrain has no share'],
      ['parity: [{ do: retrain, fallback: favourable }]', 'retrain stops nothing'],
      ['parity: [{ do: audit, staffedFor: 9 }]', 'audit sends nothing to people'],
      ['parity: [{ do: halt }]', 'do'],
      ['parity: [{ do: stop, over: 9d }]', 'stop asks for no training'],
      ['parity: [{ do: retrain, validation: 0.9 }]', 'validation'],
    ] as const)
      expect(await why(`{ ${more} }`)).toContain(said);
    const twice = '{ parity: [{ do: audit }] }, calendar: [{ do: audit, every: week }, { do: audit, every: week }]';
    expect(await why(twice)).toContain('audit every week stands twice');
  });

  it('is nothing before there is an alert', async () => {
    expect((await watch(watchedPolicy({ more: REACTIONS }))).status).toBe(200);
    await decided({ hour: 1, groups: { m: [50, 25], f: [50, 25] } });
    expect((await get('/v1/reactions')).reactions).toEqual([]);
  });

  it('is what the policy says, each once, with the policy as its authority', async () => {
    await decided(...[2, 3, 4, 5, 6, 7].map(uneven));
    const { reactions } = await get('/v1/reactions');
    const known = Object.fromEntries(reactions.map((one) => [one.does as string, one]));
    expect(known.review).toMatchObject({ requirement: 'parity', group: { sex: 'f' }, problem: null, position: 0 });
    expect(known.retrain).toMatchObject({ stop: null, problem: null, position: 1 });
    // What the policy asks for cannot be done: it is told, and nothing is thrown in its place.
    expect(known.shadow).toMatchObject({ stop: null, problem: `no version ${UNKNOWN} is registered` });
    // Of 600 decisions of the closed blocks of the day half would come to people. The other throttle waits for its time.
    expect(reactions.filter(({ does }) => does === 'throttle')).toMatchObject([
      { stop: null, position: 7, problem: '300 decisions a day would come to people, and they are staffed for 100' },
    ]);
    const opened = await real.server.plane.deps.incidents.openOnes();
    expect(opened).toMatchObject([
      { scope: { deployment: DEPLOYMENT }, origin: { kind: 'policy', requirement: 'parity' } },
    ]);
    expect(known['open-incident']).toMatchObject({ stop: null, problem: null, incident: opened[0]!.id });
    const { stops } = await get('/v1/stops');
    const review = stops.find(({ mode }) => mode === 'review')!;
    expect(review).toMatchObject({ id: known.review!.stop, by: `policy:${known.review!.policy as string}` });
    // The incident names the alerts for which the policy had it opened, and each of them the incident.
    const linked = opened[0]!.links.filter(({ kind }) => kind === 'alert');
    expect(linked).toMatchObject([{ by: review.by }]);
    const reader = await real.key('monitor:read');
    const detail = await (await real.call(`/v1/alerts/${linked[0]!.id}`, { key: reader })).json();
    expect(detail).toMatchObject({ alert: { labels: { requirement: 'parity' } }, incidents: [opened[0]!.id] });
    // A stop that the policy has thrown already, and that holds, is named and not thrown again.
    const again = reactions.filter(({ does, stop }) => does === 'review' && stop === review.id);
    expect(again.map(({ position }) => position)).toEqual(expect.arrayContaining([0, 5]));
    await reactor().run();
    expect((await get('/v1/reactions')).reactions).toHaveLength(reactions.length);
  });

  it('is the stronger one only once the whole interval lies beyond what the policy says', async () => {
    // The gap is 0.5. It is stopped when the interval, which narrows, has left 0.3 behind.
    for (let hour = 8; hour < 40; hour += 4) await decided(...[0, 1, 2, 3].map((i) => uneven(hour + i)));
    const { reactions } = await get('/v1/reactions');
    expect(reactions.filter(({ does }) => does === 'stop')).toMatchObject([{ position: 3, problem: null }]);
    const { watched } = { watched: await real.server.plane.deps.monitor.view.watched() };
    const [line] = real.server.plane.deps.monitor.view
      .series(watched[0]!)
      .filter((one) => one.requirement === 'parity');
    expect(line!.upper).toBeLessThan(-0.3);
    expect((await get('/v1/stops')).stops.map(({ mode }) => mode).toSorted()).toEqual(['review', 'stop']);
  });
});

describe('an alert that goes on after persons resumed', () => {
  const RESUMED_HOUR = 40;
  // For seconds in which a busy machine does not come to look, the state of the switch is not known, and nothing is told of it.
  const inForce = () => vi.waitFor(async () => (await get('/v1/stops')).stops.map(({ mode }) => mode).toSorted(), WAIT);

  it('sets nothing off by what came before, and all of it anew by what comes after', async () => {
    const { stops } = real.server.plane.store.of(stopTables);
    // The decisions of this file are of the past, so its resumption has to be too.
    const end = { atMs: START_MS + RESUMED_HOUR * HOUR_MS, by: ['account:a', 'account:b'], audits: [], waiver: 'test' };
    for (const stop of await stops.inForce()) await stops.end({ ...stop, end });
    await reactor().run();
    await reactor().run();
    expect(await inForce()).toEqual([]);
    for (let hour = RESUMED_HOUR; hour < RESUMED_HOUR + 6; hour++) await decided(uneven(hour));
    expect(await inForce()).toEqual(['review', 'stop']);
    const { reactions } = await get('/v1/reactions');
    expect(reactions.filter(({ does }) => does === 'stop')).toMatchObject([
      { position: 3, round: 1, problem: null },
      { position: 3, round: 0, problem: null },
    ]);
    // What people are asked for is asked once, and an incident is opened once.
    expect(reactions.filter(({ does, round }) => round !== 0 && !['review', 'stop'].includes(does as string))).toEqual(
      [],
    );
    await reactor().run();
    expect((await get('/v1/reactions')).reactions).toHaveLength(reactions.length);
  });

  it('sends decisions to people once they can take them, told as such', async () => {
    const few = (hour: number): Hour => ({ hour, groups: { m: [4, 3], f: [4, 0] } });
    const throttles = async () =>
      (await get('/v1/reactions')).reactions.filter(({ does, position }) => does === 'throttle' && position === 7);
    // Of the day that ends here more come than people can take: that is told already.
    await decided(...Array.from({ length: 12 }, (_, i) => few(46 + i)));
    expect(await throttles()).toMatchObject([{ round: 0, again: null }]);
    await decided(...Array.from({ length: 14 }, (_, i) => few(58 + i)));
    const done = await throttles();
    expect(done).toMatchObject([
      { round: 1, again: 'staffed', problem: null, stop: expect.any(String) },
      { round: 0, problem: expect.stringContaining('they are staffed for 100') },
    ]);
    expect(await inForce()).toContain('throttle');
    await reactor().run();
    expect(await throttles()).toHaveLength(2);
  });
});

describe('a request for a retraining', () => {
  it('gives the labelled decisions of its window in two files, nobody in both, as its entry says', async () =>
    expectRowsOfRequest(real, folder, (await get('/v1/reactions')).reactions));
});

describe('the calendar', () => {
  it('asks for each period once, by the policy that was in force when it was due, also after a long absence', async () => {
    const [year, month] = [new Date().getUTCFullYear(), 30 * 24 * HOUR_MS];
    const endOf = (n: number): number => Date.UTC(year + n + 1, 0, 1);
    const { calendar } = reactor();
    const asked = async () =>
      (await get('/v1/reactions')).reactions
        .filter(({ every }) => every !== null)
        .map(({ does, every, from, to, requirement, change, deployment }) => [
          ...[does, every, from, to, requirement, change, deployment],
        ]);
    expect(await calendar.run(endOf(0) + month - HOUR_MS)).toBeNull();
    expect(await asked()).toEqual([]);
    const of = (n: number) => [
      ...['audit', 'year', new Date(endOf(n - 1)).toISOString(), new Date(endOf(n)).toISOString()],
      ...[null, null, DEPLOYMENT],
    ];
    for (const nowMs of [endOf(0) + month, endOf(0) + 2 * month]) {
      expect(await calendar.run(nowMs)).toBeNull();
      expect(await asked()).toEqual([of(0)]);
    }
    expect(await calendar.run(endOf(2) + month)).toBeNull();
    expect(await asked()).toEqual([of(2), of(1), of(0)]);
    const { reactions } = real.server.plane.store.of(stopTables);
    const [again] = await reactions.list({ before: null, limit: 1 });
    // Neither is it by another process that looks at the same time.
    expect(await reactions.addScheduled({ ...(again as ScheduledReaction), id: UUID })).toBe(false);
  });

  it('believes no row that somebody wrote who has only the database', async () => {
    const { sql } = real.server.plane.store;
    await sql.query("update reaction set content = replace(content, 'audit', 'retrain') where occasion is not null");
    const { reactions } = real.server.plane.store.of(stopTables);
    const year = new Date().getUTCFullYear();
    const period = {
      deployment: DEPLOYMENT,
      does: 'audit',
      every: 'year' as const,
      from: `${year}-01-01T00:00:00.000Z`,
    };
    await expect(reactions.asked([period])).rejects.toMatchObject({ code: 'STORE_INVALID' });
    await sql.query("update reaction set content = replace(content, 'retrain', 'audit') where occasion is not null");
    expect(await reactions.asked([period, { ...period, every: 'week' as const }])).toEqual([true, false]);
  });
});

describe('a stop that two persons resume for a share at first', () => {
  const persons = async () => {
    const { accounts } = real.server.plane.deps.identity;
    const made = ['ann', 'bob'].map((name) =>
      accounts.create({ name, password: 'a long enough passphrase', roles: ['stop-authority'] }, 'test'),
    );
    return (await Promise.all(made)).map(({ id }) => ({ account: id }));
  };
  /** What is left of stops that were resumed; the policy throttles besides. */
  const throttles = async () =>
    (await get('/v1/stops')).stops.filter(({ mode, trial }) => mode === 'throttle' && trial != null);

  it('leaves a throttle, which ends with its time unless an alert is on', async () => {
    const { stopSwitch } = real.server.plane.deps;
    const [ann, bob] = (await persons()) as [{ account: string }, { account: string }];
    const wanted = { scope: { kind: 'deployment', deployment: 'compas/other' }, mode: 'stop', reason: 'test' } as const;
    const deployments = [{ id: 'compas/other', model: 'compas', environment: 'other', version: VERSION, cutoff: 0.4 }];
    await real.server.plane.deps.registry.apply({ registry: { deployments } }, 'test');
    const other = await stopSwitch.throw(wanted, 'key:test');
    const alerting = (await stopSwitch.list({ ended: false, before: null, limit: 9 })).find(
      ({ by, mode }) => by.startsWith('policy:') && mode === 'stop',
    )!;
    for (const { id } of [other, alerting]) {
      const resumption = { stop: id, audits: [], waiver: 'test', trial: { share: 0.2, for: '7d' } };
      const { proposal } = await stopSwitch.propose(resumption, ann);
      expect(await stopSwitch.confirm(id, proposal, bob)).toMatchObject({ end: { waiver: 'test' } });
    }
    const left = await throttles();
    const trial = (of: { readonly id: string }) => ({ of: of.id, endsAt: expect.any(String) });
    expect(left).toMatchObject([
      { share: 0.2, by: alerting.by, trial: trial(alerting) },
      { share: 0.2, by: 'key:test', trial: trial(other) },
    ]);
    await reactor().run();
    expect(await throttles()).toHaveLength(2);
    const less = { stop: left[1]!.id as string, audits: [], waiver: 'test', trial: { share: 0.1, for: '7d' } };
    await expect(stopSwitch.propose(less, ann)).rejects.toThrow('leaves a share of 0.2 to the model already');

    // Their time is over.
    const { stops } = real.server.plane.store.of(stopTables);
    for (const stop of (await stops.inForce()).filter(({ trial }) => trial !== undefined)) {
      await stops.end({ ...stop, end: { atMs: 1, by: [], audits: [], waiver: null } });
      const { revision } = await stops.beginChange();
      await stops.insert({
        ...stop,
        id: crypto.randomUUID(),
        revision,
        trial: { ...stop.trial!, endsAtMs: Date.now() - 1 },
      });
    }
    await reactor().run();
    expect(await throttles()).toMatchObject([{ trial: trial(alerting) }]);
    const ended = await stopSwitch.list({ ended: true, before: null, limit: 9 });
    expect(ended.find(({ trial, end }) => trial?.of === other.id && end?.atMs !== 1)!.end!.by).toEqual([
      `account:${ann.account}`,
      `account:${bob.account}`,
    ]);
  });
});

describe('an alert about a version that is tried out', () => {
  const deployment = 'compas/trial';
  const [served, tried] = [`sha256:${'5'.repeat(64)}`, `sha256:${'6'.repeat(64)}`];

  it('holds it, by the evidence between the arms, with the policy as its authority', async () => {
    const { registry, stopSwitch } = real.server.plane.deps;
    const versions = [served, tried].map((digest) => ({ model: 'compas', digest, label: digest.slice(7, 12) }));
    const deployments = [{ id: deployment, model: 'compas', environment: 'trial', version: served }];
    await registry.apply({ registry: { versions, deployments } }, 'test');
    const body = JSON.stringify({ deployment, policy: VERSIONS_POLICY });
    const headers = { 'content-type': 'application/json' };
    const answered = await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
    expect(((await answered.json()) as { readonly notes: string[] }).notes).toEqual([
      'shadow by parity waits for 1000 times the evidence of an alert: at most 0.037 a year are false, in expectation',
    ]);
    const wanted = JSON.stringify({ deployment, version: tried, share: 0.3, reason: 'trained anew' });
    const answer = await real.call('/v1/canaries', { key: keys.operator, headers, body: wanted });
    const { id } = (await answer.json()) as { readonly id: string };
    expect([answer.status, id]).toEqual([200, expect.any(String)]);
    for (let hour = 50; hour < 62; hour++) {
      const hours = decisionsOf({ hour, deployment, groups: { old: [70, 35], new: [30, 3] } });
      const lines = hours.map(({ attributes, ...one }) => ({
        ...one,
        version: (attributes as { readonly sex: string }).sex === 'old' ? served : tried,
      }));
      const sent = { key: keys.sender, headers: { 'content-type': 'application/x-ndjson' }, body: ndjson(...lines) };
      expect((await real.call('/v1/decisions', sent)).status).toBe(200);
    }
    const { monitor } = real.server.plane.deps;
    await monitor.watches.followed();
    await monitor.run();
    await reactor().run();
    const held = await stopSwitch.canaries.find(id);
    expect(held.steps).toMatchObject([{ isHeld: false }, { isHeld: true, by: expect.stringContaining('policy:') }]);
    const { reactions } = await get('/v1/reactions');
    expect(reactions.find(({ does }) => does === 'hold-canary')).toMatchObject({
      ...{
        deployment,
        canary: id,
        stop: null,
        problem: null,
        group: { version: tried },
        reference: { version: served },
      },
    });
    // The breaker asked for a thousand times more evidence, which the blocks after the alert gave.
    expect(reactions.find((one) => one.does === 'shadow' && one.deployment === deployment)).toMatchObject({
      ...{ position: 1, problem: null, canary: null, stop: expect.any(String) },
    });
    expect(stopSwitch.board.demand().canaries).toMatchObject([{ id, isHeld: true, incumbent: served }]);
  });
});

describe('a version that comes to serve', () => {
  const PROMOTION = 'reactions:\n  promotion: { needs: audit, auditAfter: 30d }\n';
  const tried = async (version: string) => {
    const { registry, stopSwitch } = real.server.plane.deps;
    const versions = [{ model: 'compas', digest: version, label: 'next' }];
    if (version === UNKNOWN) await registry.apply({ registry: { versions } }, 'test');
    return (await stopSwitch.canaries.start({ deployment: DEPLOYMENT, version, share: 0.1, reason: 'r' }, 'key:test'))
      .id;
  };
  const send = async (path: string, body: object) => {
    const key = await real.key('registry:write', 'audit:read', 'decisions:read', 'attributes:read');
    const headers = { 'content-type': 'application/json' };
    return (await (await real.call(path, { key, headers, body: JSON.stringify(body) })).json()) as Told;
  };
  const promote = (id: string, more: object = {}) =>
    send(`/v1/canaries/${id}/promote`, { reason: 'it does well', ...more });
  const audited = (policy: string) => send('/v1/audits', { deployment: DEPLOYMENT, policy });

  it('is promoted on the newest audit by the policy since it was tried out, or for a reason, and audited after', async () => {
    const [strict, lax] = [watchedPolicy({ more: PROMOTION }), watchedPolicy({ max: 0.9, more: PROMOTION })];
    expect(await send('/v1/monitor/watches', { deployment: DEPLOYMENT, policy: lax })).not.toHaveProperty('code');
    await audited(lax);
    const id = await tried(UNKNOWN);
    const wanted = { code: 'CONFLICT', reason: 'canary.audit-wanted' };
    expect(await promote(id)).toMatchObject({ ...wanted, message: expect.stringContaining('was made since') });
    await audited(strict);
    expect(await promote(id)).toMatchObject({ ...wanted, message: expect.stringContaining('was made since') });
    await send('/v1/monitor/watches', { deployment: DEPLOYMENT, policy: strict });
    expect(await promote(id)).toMatchObject({ ...wanted, message: expect.stringContaining('says fail') });
    await send('/v1/monitor/watches', { deployment: DEPLOYMENT, policy: lax });
    await audited(lax);
    expect(await promote(id)).toMatchObject({ state: 'promoted' });
    const again = await tried(VERSION);
    expect(await promote(again)).toMatchObject(wanted);
    expect(await promote(again, { withoutAudit: 'the one before is back' })).toMatchObject({ state: 'promoted' });
    const { calendar } = reactor();
    const asked = async () => (await get('/v1/reactions')).reactions.filter(({ every }) => every === 'version');
    expect([await calendar.run(Date.now()), await asked()]).toEqual([null, []]);
    for (const days of [31, 32]) expect(await calendar.run(Date.now() + days * 24 * HOUR_MS)).toBeNull();
    const { deployments } = await real.server.plane.deps.registry.snapshot();
    const { activations } = deployments.find(({ id: one }) => one === DEPLOYMENT)!;
    const begun = activations.slice(-2).map(({ fromMs }) => new Date(fromMs).toISOString());
    expect((await asked()).map(({ from, does }) => [from, does])).toEqual(
      begun.toReversed().map((from) => [from, 'audit']),
    );
  });
});
