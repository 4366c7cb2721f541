import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStopClient, type StopClient } from '../../src/apps/client/index.js';
import { Network } from './support/network.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

const DEPLOYMENT = 'compas/prod';
/** Longest wait for what happens within seconds where the machine is idle. */
const LONG = { timeout: 60_000, interval: 20 };
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let network: Awaited<ReturnType<typeof Network.to>>;
let key: string;
const clients: StopClient[] = [];

beforeAll(async () => {
  real = await realServer(folder.dir);
  key = await real.key('decisions:write');
  network = await Network.to(Number(new URL(real.server.url).port));
}, 120_000);
afterAll(async () => {
  for (const client of clients) client.close();
  await network?.network.close();
  await real?.server.close();
  folder.remove();
}, 60_000);

const stopSwitch = () => real.server.plane.deps.stopSwitch;
const client = (options: Partial<Parameters<typeof createStopClient>[0]> = {}): StopClient => {
  const made = createStopClient({ url: `http://127.0.0.1:${network.port}`, key, ...options });
  clients.push(made);
  return made;
};
const thrown = (more: object = {}) =>
  stopSwitch().throw(
    { scope: { kind: 'deployment', deployment: DEPLOYMENT }, mode: 'stop', reason: 'test', ...more },
    'key:test',
  );
/** Ends a stop as two persons do. */
async function ended(stop: string): Promise<void> {
  const { accounts } = real.server.plane.deps.identity;
  const persons: { account: string }[] = [];
  for (const name of ['first', 'second']) {
    const wanted = {
      name: `${name}-${stop.slice(-12)}`,
      password: 'a long enough passphrase',
      roles: ['validator' as const],
    };
    persons.push({ account: (await accounts.create(wanted, 'test')).id });
  }
  const { proposal } = await stopSwitch().propose({ stop, audits: [], waiver: 'test' }, persons[0]!);
  await stopSwitch().confirm(stop, proposal, persons[1]!);
}
const routeOf = (one: StopClient) => one.decide({ deployment: DEPLOYMENT, subject: 'case-1' }).route;

describe('a program that decides', () => {
  it('learns that it is stopped, and that it may decide again, by push', async () => {
    const one = client({ client: 'scorer-1' });
    expect(one.decide({ deployment: DEPLOYMENT })).toMatchObject({ state: 'stale', route: 'fallback' });
    await one.ready();
    expect(one.decide({ deployment: DEPLOYMENT })).toMatchObject({ state: 'live', route: 'model', fallback: null });
    const { id, revision } = await thrown({ fallback: { kind: 'favourable' } });
    await expect.poll(() => routeOf(one), LONG).toBe('fallback');
    expect(one.decide({ deployment: DEPLOYMENT })).toMatchObject({ stop: { id }, fallback: { kind: 'favourable' } });
    await expect.poll(() => stopSwitch().board.propagations.of(revision)?.acknowledged, LONG).toBe(1);
    await ended(id);
    await expect.poll(() => routeOf(one), LONG).toBe('model');
    one.close();
    expect(one.decide({ deployment: DEPLOYMENT })).toMatchObject({ state: 'stale', route: 'fallback' });
  });

  it('goes safe when the network loses everything without a goodbye, and decides again when it is back', async () => {
    const changes: string[] = [];
    const one = client({ maxAgeMs: 2000, whenStale: { route: 'review' }, onChange: () => changes.push(one.state()) });
    await one.ready();
    expect(routeOf(one)).toBe('model');
    network.network.weather = 'gone';
    await expect.poll(() => routeOf(one), LONG).toBe('review');
    expect(one.decide({ deployment: DEPLOYMENT })).toMatchObject({ state: 'stale', stop: null });
    // It was stopped meanwhile; nobody could tell.
    const { id } = await thrown();
    network.network.weather = 'fair';
    await expect.poll(() => one.decide({ deployment: DEPLOYMENT }).state, LONG).toBe('live');
    await expect.poll(() => routeOf(one), LONG).toBe('fallback');
    expect(changes).toEqual(expect.arrayContaining(['stale', 'live']));
    await ended(id);
  });

  it('learns it by questions where something on the way holds streams back', async () => {
    const held: typeof fetch = (input, init) =>
      String(input).includes('/stream') ? new Promise(() => undefined) : fetch(input, init);
    const one = client({ fetch: held });
    await one.ready();
    const { id } = await thrown({ mode: 'shadow' });
    await expect.poll(() => routeOf(one), LONG).toBe('shadow');
    await ended(id);
    await expect.poll(() => routeOf(one), LONG).toBe('model');
  });

  it('stays safe with a key that may not know', async () => {
    const problems: string[] = [];
    const one = client({ key: await real.key('monitor:read'), onProblem: ({ message }) => problems.push(message) });
    await expect.poll(() => problems, LONG).toContain('the service answered 403');
    expect(routeOf(one)).toBe('fallback');
  });
});

describe('a client of OpenFeature', () => {
  it('gets the switch as flags, from the real SDK and provider', async () => {
    const headers: [string, string][] = [['authorization', `Bearer ${key}`]];
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: real.server.url, headers }));
    const flags = OpenFeature.getClient();
    const automatic = (jurisdiction: string) =>
      flags.getBooleanDetails(`${DEPLOYMENT}:automatic`, false, { targetingKey: 'case-1', jurisdiction });
    expect(await flags.getStringDetails(DEPLOYMENT, 'fallback')).toMatchObject({ value: 'model', reason: 'STATIC' });
    expect(await automatic('US-FL')).toMatchObject({ value: true });
    const { id } = await thrown({ mode: 'review', where: { jurisdiction: ['US-FL'] } });
    expect(await automatic('US-FL')).toMatchObject({ value: false, variant: 'off', flagMetadata: { stop: id } });
    expect(await automatic('US-NY')).toMatchObject({ value: true });
    expect(await flags.getStringDetails('compas/nowhere', 'fallback')).toMatchObject({
      ...{ value: 'fallback', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
    });
    await ended(id);
    await OpenFeature.close();
  });
});

describe('a version that is tried out', () => {
  it('is given the same subjects by the client, by the real OpenFeature SDK and by the record of the decision', async () => {
    const version = `sha256:${'7'.repeat(64)}`;
    const { deps } = real.server.plane;
    const registered = { model: 'compas', digest: version, label: 'next' };
    await deps.registry.apply({ registry: { versions: [registered] } }, 'test');
    const one = client();
    await one.ready();
    const { canaries } = stopSwitch();
    const started = await canaries.start({ deployment: DEPLOYMENT, version, share: 0.2, reason: 'test' }, 'key:test');
    await expect.poll(() => one.canaries()[0]?.id, LONG).toBe(started.id);
    const headers: [string, string][] = [['authorization', `Bearer ${key}`]];
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: real.server.url, headers }));
    const flags = OpenFeature.getClient();
    const subjects = Array.from({ length: 12 }, (_, i) => `person-${i}`);
    const ofFlag = (targetingKey: string) =>
      flags.getStringDetails(`${DEPLOYMENT}:version`, '', { targetingKey }).then(({ value }) => value);
    const decided = (subject: string) => one.decide({ deployment: DEPLOYMENT, subject });
    const drawn = (): string[] => subjects.filter((subject) => decided(subject).arm === 'canary');
    const first = drawn();
    expect(await Promise.all(subjects.map(ofFlag))).toEqual(subjects.map((subject) => decided(subject).version));
    expect(new Set(subjects.map((subject) => decided(subject).version))).toEqual(new Set([version, started.incumbent]));
    const decision = { deployment: DEPLOYMENT, version, subject: first[0]!, decidedAtMs: Date.now() };
    expect(await canaries.armOf(decision)).toEqual({ canary: started.id, arm: 'canary', drawn: 'canary' });
    expect(await canaries.armOf({ ...decision, version: null, subject: null })).toMatchObject({
      ...{ arm: null, drawn: null },
    });

    const other = subjects.find((subject) => !first.includes(subject))!;
    const made = (subject: string, more: object = {}) =>
      record({ subject, decidedAt: new Date().toISOString(), ...more });
    const sent = await real.call('/v1/decisions', {
      ...{ key, headers: { 'content-type': 'application/x-ndjson' } },
      body: ndjson(
        ...[made(first[0]!, { version }), made(other, { version: started.incumbent }), made(other, { version })],
        ...[made(first[0]!), made(other)],
      ),
    });
    // Who sends is told what nobody can find out later; what is of the time before is none of it.
    expect(await sent.json()).toMatchObject({
      accepted: 5,
      warnings: [{ code: 'VERSION_UNNAMED', deployment: DEPLOYMENT, records: 2, line: 4 }],
    });
    const earlier = JSON.stringify(record({ decidedAt: new Date(Date.now() - 3_600_000).toISOString() }));
    const before = await real.call('/v1/decisions', { key, body: earlier });
    expect(await before.json()).not.toHaveProperty('warnings');
    const counts = { canary: 2, incumbent: 1, other: 0, misplaced: 1, unnamed: 2, unnamedDrawn: 1 };
    await expect
      .poll(async () => (await canaries.decided([started])).counts.get(started.id), LONG)
      .toMatchObject(counts);
    const reader = await real.key('stops:read');
    const shown = async (path: string) => (await real.call(`/v1/canaries${path}`, { key: reader })).json();
    expect(await shown(`/${started.id}`)).toMatchObject({ decided: counts, decidedProblem: null });
    // A time is that of a single decision: whoever sees no decisions is told its hour.
    const hour = expect.stringMatching(/T\d\d:00:00.000Z$/);
    expect(await shown(`/${started.id}`)).toMatchObject({ decided: { first: hour, last: hour } });
    const { counts: exact } = await canaries.decided([started]);
    const auditor = await real.key('stops:read', 'audit:read');
    const seen = await (await real.call(`/v1/canaries/${started.id}`, { key: auditor })).json();
    expect(seen).toMatchObject({ decided: { last: new Date(exact.get(started.id)!.lastMs).toISOString() } });
    // Whoever has the database alone changes what was counted: every canary is listed all the same.
    const { sql } = real.server.plane.store;
    const recount = (from: number, to: number) =>
      sql.query('update canary_arms set content = replace(content, $1, $2)', [`"canary":${from},`, `"canary":${to},`]);
    await recount(2, 3);
    const changed = {
      decided: null,
      decidedProblem: expect.stringContaining(`the canary ${started.id} was on was changed`),
    };
    expect(await shown('')).toMatchObject({ canaries: [{ id: started.id, share: 0.2, ...changed }] });
    expect(await shown(`/${started.id}`)).toMatchObject(changed);
    await recount(3, 2);

    await canaries.share(started.id, 0.6, { by: 'key:test', reason: 'a quiet week' });
    await expect.poll(() => one.canaries()[0]?.share, LONG).toBe(0.6);
    expect(drawn()).toEqual(expect.arrayContaining(first));
    await canaries.hold(started.id, { by: 'key:test', reason: 'the gap' });
    await expect.poll(() => drawn(), LONG).toEqual([]);
    expect(await flags.getStringDetails(`${DEPLOYMENT}:version`, '', { targetingKey: first[0]! })).toMatchObject({
      ...{ value: started.incumbent, variant: 'incumbent', flagMetadata: { canary: started.id } },
    });
    const why = { by: 'key:other', reason: 'test' };
    await expect(canaries.promote(started.id, why)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(canaries.release(started.id, null, { ...why, by: 'key:test' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await canaries.release(started.id, null, why);
    await canaries.promote(started.id, why);
    await expect.poll(() => one.canaries(), LONG).toEqual([]);
    expect(await ofFlag('person-0')).toBe(version);
    expect((await deps.registry.snapshot()).deployments[0]!.activations.at(-1)).toMatchObject({ version });
    expect((await canaries.list({ ended: true, deployment: DEPLOYMENT, before: null, limit: 9 }))[0]).toMatchObject({
      ...{ id: started.id, end: { how: 'promoted' }, steps: [{}, {}, { isHeld: true }, { isHeld: false }] },
    });
    await OpenFeature.close();
  });
});
