import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { type Received, receiver } from './support/receiver.js';
import { decisionsOf, type Hour, watchedPolicy } from './support/watched-decisions.js';

/** An answer, as far as these tests look into it. */
interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever the answer has.
  readonly [name: string]: any;
}

const DEPLOYMENT = 'compas/prod';
const SECRET = 'a secret of the receiver';
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let hook: Awaited<ReturnType<typeof receiver>>;
let broken: Awaited<ReturnType<typeof receiver>>;
let keys: Record<'operator' | 'auditor' | 'sender' | 'onlooker', string>;

beforeAll(async () => {
  hook = await receiver();
  broken = await receiver((response) => void response.writeHead(500).end('no'));
  const configuration = readConfiguration(sectionsOf(await loadRooms()), null, [
    {
      path: ['alerts'],
      from: 'the test',
      value: {
        webhook: {
          ops: { url: `${hook.url}/hook`, secret: SECRET, privateAddress: true },
          broken: { url: broken.url, secret: SECRET, privateAddress: true },
          shy: { url: `${hook.url}/shy`, secret: SECRET, privateAddress: true, numbers: false },
          refused: { url: `${hook.url}/refused`, secret: SECRET },
        },
      },
    },
  ]);
  real = await realServer(folder.dir, { configuration });
  keys = {
    operator: await real.key('registry:write', 'monitor:read'),
    sender: await real.key('decisions:write', 'labels:write'),
    onlooker: await real.key('monitor:read'),
    auditor: await real.key('monitor:read', 'decisions:read', 'attributes:read'),
  };
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  await hook?.close();
  await broken?.close();
  folder.remove();
}, 60_000);

const json = async (answer: Response): Promise<Told> => (await answer.json()) as Told;
const get = async (path: string, key = keys.auditor) => json(await real.call(path, { key }));
const post = async (path: string, body: object, key = keys.operator) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await real.call(path, { key, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await json(answer) };
};
const decide = async (...hours: Hour[]): Promise<void> => {
  const headers = { 'content-type': 'application/x-ndjson' };
  const body = ndjson(...hours.flatMap(decisionsOf));
  await real.call('/v1/decisions', { key: keys.sender, headers, body });
};
const closed = async (): Promise<void> => {
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
};
const uneven = (hour: number): Hour => ({ hour, groups: { m: [50, 30], f: [50, 5] } });
const even = (hour: number): Hour => ({ hour, groups: { m: [50, 25], f: [50, 25] } });
const at = (path: string) => (one: Received) => one.path === path;
const told = (path: string): Told[] => hook.received.filter(at(path)).map(({ text }) => JSON.parse(text) as Told);

describe('an alert', () => {
  it('is told to every channel when a gap goes on, signed, within seconds of the closing of its block', async () => {
    await post('/v1/monitor/watches', { deployment: DEPLOYMENT, policy: watchedPolicy({ labelled: false }) });
    for (let hour = 1; hour < 12; hour++) await decide(uneven(hour));
    await closed();
    await hook.until((all) => all.some(at('/hook')) && all.some(at('/shy')));
    const [message] = hook.received.filter(at('/hook'));
    const [id, timestamp] = [message!.headers['webhook-id'], message!.headers['webhook-timestamp']];
    const mac = createHmac('sha256', SECRET).update(`${id}.${timestamp}.${message!.text}`).digest('base64');
    expect(message!.headers['webhook-signature']).toBe(`v1,${mac}`);
    const notice = told('/hook')[0]!;
    expect(notice).toMatchObject({
      key: id,
      kind: 'firing',
      title: `1 alert firing: ${DEPLOYMENT}`,
      group: { route: 'default', labels: { deployment: DEPLOYMENT }, level: 0, severity: 'page', isFiring: true },
      counts: { firing: 1, over: 0, held: 0 },
      part: { number: 1, of: 1 },
      leftOut: 0,
      ledger: { log: expect.any(String), size: expect.any(Number), root: expect.any(String), link: null },
      fleet: { falseAlarmsPerDay: 0.1, deployments: 1 },
    });
    const [alert] = notice.alerts as Told[];
    expect(alert).toMatchObject({
      state: 'firing',
      severity: 'page',
      labels: { deployment: DEPLOYMENT, requirement: 'parity', group: 'sex=f', reference: 'sex=m', system: 'compas' },
      summary: `${DEPLOYMENT}: the requirement parity fires for sex=f against sex=m.`,
      facts: {
        compare: 'difference',
        bound: { max: 0.1 },
        falseAlarmsPerDay: 0.1,
        n: expect.any(Number),
        firedBy: expect.any(Number),
      },
      setOff: ['By the time of this message the policy had set nothing off.'],
    });
    expect(alert!.facts.upper).toBeLessThan(-0.1);
    expect(alert!.lines.join('\n')).toMatch(/Evidence: e-value .* threshold/);
    expect(alert!.actions.at(-1)).toBe(`Say that you look after it: tribune alerts ack ${alert!.id}`);
  });

  it('is linked to an incident, which keeps what the monitor knew when it was opened', async () => {
    const { id } = told('/hook')[0]!.alerts[0];
    const scope = { kind: 'deployment', deployment: DEPLOYMENT };
    const wanted = { title: 'x', severity: 'minor', scope, alerts: [String(id)] };
    const { status, body } = await post('/v1/incidents', wanted, await real.key('incidents:write'));
    expect([status, body.links]).toMatchObject([201, [{ kind: 'alert', id: String(id) }]]);
    const [watched] = (await get('/v1/monitor')).watched as Told[];
    expect(body.frozen.deployments).toMatchObject([
      { deployment: DEPLOYMENT, monitor: { policy: watched!.policy, epoch: watched!.epoch } },
    ]);
    const { step, states } = body.frozen.deployments[0].monitor;
    expect([step, states]).toEqual([expect.any(Number), expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
    expect(body.frozen.digest).toMatch(/^sha256:/);
  });

  it('tells a channel that asked for no numbers none of them', () => {
    const [alert] = told('/shy')[0]!.alerts as Told[];
    expect(alert).toMatchObject({ lines: [], facts: {}, summary: expect.stringContaining('parity fires') });
  });

  it('goes to no private address that the configuration does not name as one, and waits until it does', async () => {
    const refused = async (): Promise<Told> =>
      (await get('/v1/alerts/channels')).channels.find(({ name }: Told) => name === 'refused');
    while ((await refused()).failures === 0) await real.server.plane.deps.alerts.run();
    expect(hook.received.filter(at('/refused'))).toEqual([]);
    expect(await refused()).toMatchObject({
      ...{ sent: 0, gaveUp: 0, waiting: 1 },
      lastProblem: 'the receiver is at a private address, which the configuration of the channel does not allow',
    });
  });

  it('waits at a channel that fails, and is not lost', async () => {
    await broken.until((all) => all.length >= 2);
    const ids = new Set(broken.received.map(({ headers }) => headers['webhook-id']));
    expect(ids.size).toBe(1);
  });

  it('is listed with its messages; its numbers only for whom persons may be shown', async () => {
    const { alerts, firing } = await get('/v1/alerts?state=firing&deployment=compas%2Fprod');
    expect(firing).toMatchObject([{ severity: 'page', firing: 1, open: 1 }]);
    expect((await get('/v1/alerts?deployment=compas%2Fother')).firing).toEqual([]);
    expect(alerts).toMatchObject([{ state: 'firing', acknowledged: null, silencedBy: null, routes: ['default'] }]);
    expect(alerts[0].facts.n).toBeGreaterThan(0);
    const seen = (await get(`/v1/alerts/${alerts[0].id}`, keys.onlooker)) as Told;
    expect(seen.alert.facts).toBeUndefined();
    expect(seen.messages.map(({ channel }: Told) => channel).sort()).toEqual(['broken', 'ops', 'refused', 'shy']);
  });

  it('is acknowledged once, by an act with an entry', async () => {
    const { alerts } = await get('/v1/alerts?source=monitor');
    const before = real.server.plane.deps.log.checkpoint('main')?.size ?? 0;
    const first = await post('/v1/alerts/acknowledge', { alerts: [alerts[0].id], note: 'asking the vendor' });
    expect(first).toMatchObject({ status: 200, body: { alerts: [{ acknowledged: { note: 'asking the vendor' } }] } });
    const again = await post('/v1/alerts/acknowledge', { alerts: [alerts[0].id], note: 'another' });
    expect(again.body.alerts[0].acknowledged.note).toBe('asking the vendor');
    await real.server.plane.deps.log.publish();
    expect(real.server.plane.deps.log.checkpoint('main')!.size).toBeGreaterThan(before);
    expect((await post('/v1/alerts/acknowledge', { alerts: [9999] })).status).toBe(404);
    // The other way round, by an act of its own, once. The time in which somebody looked after it is none in which nobody did.
    const { sql } = real.server.plane.store;
    const releasedAtMs = Date.now();
    await sql.query('update alert_member set told_at = 1 where alert_id = $1', [alerts[0].id]);
    const release = () => post('/v1/alerts/release', { alerts: [alerts[0].id], note: 'it was another one' });
    for (const { status, body } of [await release(), await release()])
      expect([status, body.alerts[0].acknowledged]).toEqual([200, null]);
    const text = 'select told_at from alert_member where alert_id = $1';
    const since = await sql.query<{ told_at: string }>(text, [alerts[0].id]);
    expect(since.length).toBeGreaterThan(0);
    for (const { told_at: atMs } of since) expect(Number(atMs)).toBeGreaterThanOrEqual(releasedAtMs);
    expect((await get('/v1/alerts?state=firing')).firing).toMatchObject([{ open: 1 }]);
    expect((await post('/v1/alerts/release', { alerts: [9999] })).status).toBe(404);
    await post('/v1/alerts/acknowledge', { alerts: [alerts[0].id], note: 'asking the vendor' });
  });

  it('is silenced for a time that ends, and for no longer than is allowed', async () => {
    const matchers = [{ label: 'deployment', value: 'compas/*' }];
    const to = (ms: number) => new Date(Date.now() + ms).toISOString();
    const endless = await post('/v1/alerts/silences', { matchers, why: 'no end' });
    expect(endless).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    const long = await post('/v1/alerts/silences', { matchers, to: to(40 * 86_400_000), why: 'long' });
    expect(long.body.message).toBe('a silence lasts 40 days, and at most 30 are allowed');
    const { status, body } = await post('/v1/alerts/silences', { matchers, to: to(3_600_000), why: 'a known fault' });
    expect([status, body.state]).toEqual([200, 'in-force']);
    const { alerts } = await get('/v1/alerts?state=firing');
    expect(alerts.find(({ source }: Told) => source === 'monitor').silencedBy).toBe(body.id);
    const ended = await real.call(`/v1/alerts/silences/${body.id}`, { key: keys.operator, method: 'DELETE' });
    expect(await json(ended)).toEqual({ outcome: 'ended' });
    expect((await get('/v1/alerts/silences')).silences).toEqual([]);
  });

  it('tells who follows that something changed', async () => {
    const stream = await real.call('/v1/alerts/events?after=0', { key: keys.onlooker });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('event: alerts')) text += (await reader.read()).value ?? '';
    expect(text).toMatch(/id: \d+\nevent: alerts\ndata: \{"lastChange":\d+\}/);
    await reader.cancel();
  });

  it('is told to be over when the requirement is kept again', async () => {
    for (let hour = 12; hour < 400 && (await get('/v1/alerts?state=resolved')).alerts.length === 0; hour += 30) {
      await decide(...Array.from({ length: 30 }, (_, i) => even(hour + i)));
      await closed();
      await real.server.plane.deps.alerts.run();
    }
    const { alerts } = await get('/v1/alerts?state=resolved');
    expect(alerts).toMatchObject([{ labels: { requirement: 'parity' }, acknowledged: { note: 'asking the vendor' } }]);
  });

  it('has channels that can be tried', async () => {
    expect((await post('/v1/alerts/channels/ops/test', {})).body).toEqual({ sent: true, problem: null });
    expect((await post('/v1/alerts/channels/broken/test', {})).body).toEqual({
      sent: false,
      problem: 'the receiver answers 500',
    });
    const unknown = await post('/v1/alerts/channels/opps/test', {});
    expect(unknown).toMatchObject({ status: 404, body: { remedy: expect.stringContaining('Did you mean "ops"?') } });
  });
});
