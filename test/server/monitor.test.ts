import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ndjson } from './support/compas.js';
import { entriesOf as entriesIn } from './support/entries.js';
import { dataFolder, realServer, VERSION } from './support/real.js';
import { decisionsOf, type Hour, START_MS, watchedPolicy } from './support/watched-decisions.js';

/** An answer, as far as these tests look into it. */
interface Told {
  readonly [name: string]: unknown;
  readonly id: number;
  readonly at: string;
  readonly state: string;
  readonly outcome: string;
  readonly deployment: string;
  readonly logEvidence: number;
  readonly logThreshold: number;
  readonly lastChange: number;
  readonly decisions: unknown;
  readonly firing: unknown;
  readonly watched: readonly Told[];
  readonly changes: readonly Told[];
  readonly series: readonly Told[];
  readonly blocks: readonly Told[];
  readonly cells: readonly (readonly [readonly string[], readonly number[]])[];
}

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
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const monitor = () => real.server.plane.deps.monitor;
const json = async (answer: Response): Promise<Told> => (await answer.json()) as Told;
const get = async (path: string, key = keys.auditor) => json(await real.call(path, { key }));
const post = async (path: string, body: object, key = keys.operator) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await real.call(path, { key, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await json(answer) };
};
const watch = (policy: string) => post('/v1/monitor/watches', { deployment: DEPLOYMENT, policy });
const send = async (path: string, records: readonly object[]): Promise<void> => {
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call(path, { key: keys.sender, headers, body: ndjson(...records) });
  expect(await json(answer)).toMatchObject({ accepted: records.length, rejected: [] });
};
const decide = (...hours: Hour[]) => send('/v1/decisions', hours.flatMap(decisionsOf));
/** Has the follower take everything, and closes what is complete. */
const closed = async (): Promise<void> => {
  await monitor().watches.followed();
  await monitor().run();
};
const even = (hour: number): Hour => ({ hour, groups: { m: [50, 25], f: [50, 25] } });
const uneven = (hour: number): Hour => ({ hour, groups: { m: [50, 30], f: [50, 5] } });
const ofDeployment = async (key = keys.auditor) =>
  (await get('/v1/monitor', key)).watched.find((one) => one.deployment === DEPLOYMENT)!;

describe('a watched deployment', () => {
  it('is watched from an entry on, and what is not watched is said with its reason', async () => {
    expect((await get('/v1/monitor')).notWatched).toEqual([{ deployment: DEPLOYMENT, reason: expect.any(String) }]);
    await decide(even(0));
    const answer = await watch(watchedPolicy());
    expect(answer).toMatchObject({
      status: 200,
      body: { outcome: 'watched', epoch: 1, requirements: ['parity', 'detection'], falseAlarmsPerDay: 0.1 },
    });
    expect((await watch(watchedPolicy())).body.outcome).toBe('unchanged');
    // What was decided before the entry does not count.
    await closed();
    expect((await ofDeployment()).decisions).toEqual({});
  });

  it('has its decisions counted by blocks, which are closed when the watermark passes', async () => {
    await decide(even(1), even(2), even(3));
    await closed();
    expect(await ofDeployment()).toMatchObject({
      decisions: { counted: 300 },
      watermark: new Date(START_MS + 4 * HOUR_MS - 36_000 - 300_000).toISOString(),
      closedTo: new Date(START_MS + 3 * HOUR_MS).toISOString(),
      firing: [],
    });
    // That a series began is told to nobody who may see no person, not even by its number.
    expect((await get('/v1/monitor')).lastChange).toBeGreaterThan(0);
    expect((await get('/v1/monitor', keys.onlooker)).lastChange).toBe(0);
    const { blocks } = await get(`/v1/monitor/blocks?deployment=${encodeURIComponent(DEPLOYMENT)}`);
    expect(blocks).toHaveLength(3);
    expect(blocks[0]!.cells).toEqual(
      expect.arrayContaining([
        [['m'], [0, 0, 25, 0, 0, 25]],
        [['f'], [0, 0, 25, 0, 0, 25]],
      ]),
    );
  });

  it('counts nobody twice in a block, and what is late, ahead or left out apart', async () => {
    const [first, ...others] = decisionsOf(even(4));
    const twice = { ...first, id: undefined, outcome: 1 - Number(first!.outcome) };
    const late = decisionsOf({ hour: 2, groups: { m: [3, 1] } });
    const ahead = {
      ...first,
      id: undefined,
      subject: 'fast',
      decidedAt: new Date(Date.now() + 9 * 60_000).toISOString(),
    };
    await send('/v1/decisions', [first!, twice, ...others, ...late, ahead]);
    await closed();
    expect((await ofDeployment()).decisions).toEqual({ counted: 400, repeated: 1, late: 3, ahead: 1 });
    const corrections = await get(`/v1/monitor/blocks?kind=late&deployment=${encodeURIComponent(DEPLOYMENT)}`);
    expect(corrections.blocks).toEqual([
      {
        from: new Date(START_MS + 2 * HOUR_MS).toISOString(),
        to: new Date(START_MS + 3 * HOUR_MS).toISOString(),
        cells: [[['m'], [0, 0, 2, 0, 0, 1]]],
        uncounted: {},
        labelsBefore: 0,
      },
    ]);
    const closedBlock = await get(
      `/v1/monitor/blocks?deployment=${encodeURIComponent(DEPLOYMENT)}&from=${new Date(START_MS + 2 * HOUR_MS).toISOString()}&limit=1`,
    );
    expect(closedBlock.blocks[0]!.cells.flatMap(([, counts]) => counts)).toEqual([
      0, 0, 25, 0, 0, 25, 0, 0, 25, 0, 0, 25,
    ]);
    expect(closedBlock.next).toBe(new Date(START_MS + 3 * HOUR_MS).toISOString());
  });

  it('fires with an entry in the log when a gap goes on, and tells it to who follows', async () => {
    const before = (await get('/v1/monitor')).lastChange;
    const stream = await real.call(`/v1/monitor/events?after=${before}`, { key: keys.auditor });
    const seen = eventsOf(stream);
    for (let hour = 5; hour < 25; hour++) await decide(uneven(hour));
    await closed();
    expect((await ofDeployment()).firing).toEqual(['parity']);
    const { changes } = await get(`/v1/monitor/changes?after=${before}`);
    const fired = changes.find(({ state }) => state === 'firing')!;
    expect(fired).toMatchObject({
      ...{ deployment: DEPLOYMENT, epoch: 1, requirement: 'parity' },
      series: { group: { sex: 'f' }, reference: { sex: 'm' } },
    });
    expect(fired.logEvidence).toBeGreaterThan(fired.logThreshold);
    expect(await seen.until((one) => one.state === 'firing')).toEqual(fired);
    expect(await entriesOf('alert.fired')).toEqual([
      expect.objectContaining({ deployment: DEPLOYMENT, requirement: 'parity', group: { sex: 'f' }, at: fired.at }),
    ]);
    const { series } = await get(`/v1/monitor/series?deployment=${encodeURIComponent(DEPLOYMENT)}`);
    expect(series.filter(({ state }) => state === 'firing')).toHaveLength(1);
    const { view } = monitor();
    // What takes long is computed once for each state.
    const twice = [await view.deployment(DEPLOYMENT), await view.deployment(DEPLOYMENT)].map((one) =>
      view.detectable(one),
    );
    expect(twice[0]).toBe(twice[1]);
    expect(twice[0]).toHaveLength(series.length);
    // Whoever connects again with the last id misses nothing and is told nothing twice.
    const again = eventsOf(
      await real.call('/v1/monitor/events', { key: keys.auditor, headers: { 'last-event-id': String(fired.id - 1) } }),
    );
    expect((await again.until(() => true)).id).toBe(fired.id);
    await Promise.all([seen.end(), again.end()]);
  });

  it('shows nothing that can be counted to who may see no person, but what fires', async () => {
    const noted = async () => (await entriesOf('read.audit', 'reads')).length;
    const before = await noted();
    const told = await ofDeployment(keys.onlooker);
    expect(await noted()).toBe(before);
    // Whoever gets counts is noted as a reader, once an hour for the same: the page of this reader was noted above.
    await ofDeployment();
    expect(await noted()).toBe(before);
    const another = await real.key('monitor:read', 'decisions:read', 'attributes:read');
    for (const _ of [1, 2, 3]) await ofDeployment(another);
    expect(await noted()).toBe(before + 1);
    await get('/v1/monitor/changes', another);
    expect(await noted()).toBe(before + 2);
    expect(told).toMatchObject({ firing: ['parity'], alarms: 1 });
    expect(told).not.toHaveProperty('decisions');
    expect(told).not.toHaveProperty('series');
    const { changes } = await get('/v1/monitor/changes', keys.onlooker);
    expect(changes.map(({ state }) => state)).toEqual(['firing']);
    for (const name of ['estimate', 'n', 'nGroup', 'logEvidence', 'lower', 'window', 'labelCoverage'])
      expect(changes[0]).not.toHaveProperty(name);
    for (const path of ['series', 'blocks'])
      expect(
        await get(`/v1/monitor/${path}?deployment=${encodeURIComponent(DEPLOYMENT)}`, keys.onlooker),
      ).toMatchObject({
        code: 'FORBIDDEN',
      });
    const metrics = await (await real.call('/metrics')).text();
    expect(metrics).toContain('tribune_monitor_firing{deployment="compas/prod",requirement="parity"} 1');
    expect(metrics).toMatch(/^tribune_monitor_heartbeat_seconds \d+/m);
    expect(metrics).not.toContain('tribune_fairness_gap');
  });

  it('begins a new epoch with another policy, and says that what fired is no longer watched as it was', async () => {
    const changed = await watch(watchedPolicy({ max: 0.2 }));
    expect(changed.body).toMatchObject({ outcome: 'changed', epoch: 2 });
    await closed();
    expect(await ofDeployment()).toMatchObject({ epoch: 2, firing: [], decisions: {}, closedTo: null });
    expect(await entriesOf('alert.ended')).toEqual([
      expect.objectContaining({ epoch: 1, requirement: 'parity', reason: 'policy-changed' }),
    ]);
    const { changes } = await get('/v1/monitor/changes', keys.onlooker);
    expect(changes.at(-1)).toMatchObject({ state: 'ended', epoch: 1, reason: 'policy-changed' });
  });

  it('waits for labels until their time is over, and counts what was known in time', async () => {
    await watch(watchedPolicy());
    const hours = [30, 31].map((hour) => decisionsOf({ hour, groups: { m: [40, 20], f: [40, 20] } }));
    // A label of a decision that has not come is refused by name, and nothing of it is kept: it is sent again once the decision is there.
    const early = { decision: hours[0]![4]!.id, label: 1, knownAt: new Date(START_MS + 40 * HOUR_MS).toISOString() };
    const ndjsonType = { 'content-type': 'application/x-ndjson' };
    const refused = await real.call('/v1/labels', { key: keys.sender, headers: ndjsonType, body: ndjson(early) });
    expect(await json(refused)).toMatchObject({ accepted: 0, rejected: [{ line: 1, code: 'DECISION_UNKNOWN' }] });
    await send('/v1/decisions', hours.flat());
    const at = (hour: number): string => new Date(START_MS + hour * HOUR_MS).toISOString();
    const label = (decision: Record<string, unknown>, value: 0 | 1, hour: number) => ({
      ...{ decision: decision.id, label: value, knownAt: at(hour) },
    });
    // Every decision of hour 30 is right; one label is corrected in time, one too late, one comes too late, one never.
    const [wrong, corrected, tardy, missing, before, ...others] = hours[0]!;
    const truth = ({ outcome }: Record<string, unknown>): 0 | 1 => outcome as 0 | 1;
    await send('/v1/labels', [
      ...others.map((one) => label(one, truth(one), 40)),
      label(wrong!, truth(wrong!), 40),
      // Known before it was decided, as its sender says.
      label(before!, truth(before!), 29),
      label(corrected!, (1 - truth(corrected!)) as 0 | 1, 40),
      label(tardy!, truth(tardy!), 60),
    ]);
    await send('/v1/labels', [
      label(corrected!, truth(corrected!), 41),
      label(wrong!, (1 - truth(wrong!)) as 0 | 1, 60),
    ]);
    await decide(even(54));
    await closed();
    const labelled = () => get(`/v1/monitor/blocks?kind=labels&deployment=${encodeURIComponent(DEPLOYMENT)}`);
    expect((await labelled()).blocks).toEqual([]);
    await decide(even(55));
    await closed();
    // What comes for a block that is closed changes nothing of it.
    await send('/v1/labels', [label(missing!, truth(missing!), 50)]);
    await decide(even(56));
    await closed();
    const [first, second, ...none] = (await labelled()).blocks;
    const counts = (block: Told | undefined): readonly number[] => {
      const sum = [0, 0, 0, 0, 0, 0];
      for (const [, cell] of block!.cells) for (const [i, n] of cell.entries()) sum[i]! += n;
      return sum;
    };
    const late = [tardy!, missing!].map(truth);
    const zeros = late.filter((one) => one === 0).length;
    expect(counts(first)).toEqual([40 - zeros, 0, zeros, 0, 40 - (2 - zeros), 2 - zeros]);
    expect(counts(second)).toEqual([0, 0, 40, 0, 0, 40]);
    expect(none).toEqual([]);
    expect([first, second].map((block) => block!.labelsBefore)).toEqual([1, 0]);
    expect(await ofDeployment()).toMatchObject({ labelsClosedTo: at(32), closedTo: at(56) });
  });

  it('goes on after a restart where it was, and still counts nobody twice', async () => {
    const once = decisionsOf(even(57));
    await send('/v1/decisions', once);
    await closed();
    const before = await ofDeployment();
    await real.server.close();
    real = await realServer(folder.dir);
    keys = { ...keys, operator: await real.key('registry:write') };
    expect(await ofDeployment()).toEqual(before);
    await send('/v1/decisions', [{ ...once[0], id: undefined }]);
    await closed();
    const counted = before.decisions as Record<string, number>;
    expect((await ofDeployment()).decisions).toEqual({ ...counted, repeated: (counted.repeated ?? 0) + 1 });
  });

  it('is watched no longer once somebody says so', async () => {
    const path = `/v1/monitor/watches?deployment=${encodeURIComponent(DEPLOYMENT)}`;
    const answer = await real.call(path, { method: 'DELETE', key: keys.operator });
    expect(await json(answer)).toEqual({ outcome: 'unwatched' });
    await closed();
    expect((await get('/v1/monitor')).watched).toEqual([]);
    expect(await json(await real.call(path, { method: 'DELETE', key: keys.operator }))).toEqual({
      outcome: 'unchanged',
    });
    const mistyped = await real.call(`${path}x`, { method: 'DELETE', key: keys.operator });
    expect([mistyped.status, (await json(mistyped)).message]).toEqual([404, `there is no deployment "${DEPLOYMENT}x"`]);
  });
});

describe('a policy by which nothing can be watched', () => {
  it.each([
    ['no section', { policy: watchedPolicy().replace(/^monitor:.*$/m, '') }, 'POLICY_INVALID', 'no section monitor'],
    ['an unknown deployment', { deployment: 'compas/other' }, 'NOT_FOUND', 'no deployment "compas/other"'],
    [
      'other decisions',
      { policy: watchedPolicy().replace('favourable: 1', 'favourable: 1\n  weight: w\n  weightKind: count') },
      'POLICY_INVALID',
      'weighted',
    ],
    ['no YAML', { policy: '{' }, 'POLICY_UNREADABLE', 'policy'],
  ])('is refused: %s', async (_what, more, code, message) => {
    const { body } = await post('/v1/monitor/watches', { deployment: DEPLOYMENT, policy: watchedPolicy(), ...more });
    expect(body).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('is refused where the caller may not say what is watched', async () => {
    const { body } = await post(
      '/v1/monitor/watches',
      { deployment: DEPLOYMENT, policy: watchedPolicy() },
      keys.auditor,
    );
    expect(body).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('many deployments', () => {
  const many = Array.from({ length: 200 }, (_, i) => `compas/site-${String(i).padStart(3, '0')}`);
  const ask = (deployments: readonly string[], policy = watchedPolicy({ labelled: false })) =>
    post('/v1/monitor/watches/many', { deployments, policy });

  it('are watched by one request, all or none, each with its entry', async () => {
    const deployments = many.map((id) => ({ id, model: 'compas', environment: 'prod', version: VERSION, cutoff: 0.4 }));
    await real.server.plane.deps.registry.apply({ registry: { deployments } }, 'test');
    const before = (await entriesOf('monitor.watched')).length;
    const twice = await ask([many[0]!, many[0]!]);
    expect(twice.body).toMatchObject({ code: 'BODY_INVALID', message: expect.stringContaining('stands twice') });
    const unknown = await ask([...many, 'compas/none']);
    expect(unknown.body).toMatchObject({ code: 'NOT_FOUND', message: 'there is no deployment "compas/none"' });
    expect((await get('/v1/monitor')).watched).toEqual([]);
    const first = await ask(many.slice(0, 50));
    expect(first.body.watched.map(({ outcome, epoch }) => [outcome, epoch])).toEqual(Array(50).fill(['watched', 1]));
    const { status, body } = await ask(many);
    expect(status).toBe(200);
    expect(body.watched.map(({ deployment }) => deployment)).toEqual(many);
    expect(body.watched.map(({ outcome }) => outcome)).toEqual([
      ...Array(50).fill('unchanged'),
      ...Array(150).fill('watched'),
    ]);
    expect((await ask(many, watchedPolicy())).body.watched[7]).toMatchObject({ outcome: 'changed', epoch: 2 });
    expect((await get('/v1/monitor')).watched).toHaveLength(200);
    expect((await entriesOf('monitor.watched')).length - before).toBe(400);
  });
});

const entriesOf = (type: string, log: 'main' | 'reads' = 'main'): Promise<unknown[]> =>
  entriesIn(real.server.plane, type, log);

/** The changes that come over a stream of server-sent events. */
function eventsOf(answer: Response) {
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const reader = answer.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const next = async (): Promise<Told> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) return JSON.parse(data) as Told;
        continue;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream ended');
      text += decoder.decode(value, { stream: true });
    }
  };
  return {
    async until(holds: (change: Told) => boolean): Promise<Told> {
      for (;;) {
        const change = await next();
        if (holds(change)) return change;
      }
    },
    end: () => reader.cancel(),
  };
}
