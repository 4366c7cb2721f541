import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { DAY_MS, MINUTE_MS } from '../../src/core/base/durations.js';
import type { DueAudits } from '../../src/domain/due-audits/index.js';
import type { Reactor } from '../../src/domain/stops/index.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { decisionsOf, type Hour, START_MS, watchedPolicy } from './support/watched-decisions.js';

const DEPLOYMENT = 'compas/prod';
const OTHER = `sha256:${'5'.repeat(64)}`;
const HOURS = 10;
const AUDITED = watchedPolicy({
  more: 'reactions: { to: { parity: [{ do: audit }] }, promotion: { auditAfter: 7d } }\n',
});
const BY_CALENDAR = watchedPolicy({ max: 0.9, more: 'reactions: { calendar: [{ do: audit, every: week }] }\n' });

/** A clock that tests let run ahead. */
let ahead = 0;
const runtime = Object.assign(Object.create(nodeRuntime), { ...nodeRuntime, nowMs: () => Date.now() + ahead });
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let [operator, sender, auditor] = ['', '', ''];

interface Told {
  readonly [name: string]: unknown;
  readonly audits: readonly Told[];
  readonly reactions: readonly Told[];
}

const start = async (): Promise<void> => {
  real = await realServer(folder.dir, { runtime });
  operator = await real.key('registry:write', 'stops:read');
  sender = await real.key('decisions:write');
  auditor = await real.key('audit:read');
};
beforeAll(start, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const roomOf = <Deps>(wanted: string) => real.server.plane.deps.rooms.find(({ name }) => name === wanted)!.deps as Deps;
const react = (): Promise<void> => roomOf<{ readonly reactor: Reactor }>('stops').reactor.run();
const makeDue = (): Promise<void> => roomOf<{ readonly dueAudits: DueAudits }>('audits').dueAudits.run();
const get = async (path: string, key: string) => (await (await real.call(path, { key })).json()) as Told;
const audits = async () => (await get('/v1/audits', auditor)).audits;
const asked = async (isSought: (one: Told) => boolean = () => true) =>
  (await get('/v1/reactions', operator)).reactions.filter(isSought);
async function watch(policy: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ deployment: DEPLOYMENT, policy });
  expect((await real.call('/v1/monitor/watches', { key: operator, headers, body })).status).toBe(200);
  await real.server.plane.deps.monitor.watches.followed();
}
async function decide(...hours: Hour[]): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' };
  await real.call('/v1/decisions', { key: sender, headers, body: ndjson(...hours.flatMap(decisionsOf)) });
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}

describe('an audit that a policy asks for', () => {
  it('of an alert is made by the service, in the name of the policy, after a restart as well', async () => {
    await watch(AUDITED);
    const uneven = (hour: number): Hour => ({ hour, groups: { m: [50, 30], f: [50, 5] } });
    await decide(...Array.from({ length: HOURS }, (_, i) => uneven(i + 1)));
    await react();
    const waiting = { state: 'waiting', attempts: 0, audit: null, problem: null };
    expect((await asked()).map(({ does, audit }) => [does, audit])).toEqual([['audit', waiting]]);
    await real.server.close();
    await start();
    await makeDue();
    await makeDue();
    const [{ policy }] = (await asked()) as [Told];
    const by = `policy:${policy as string}`;
    expect(await audits()).toMatchObject([
      { by, policyDigest: policy, deployment: DEPLOYMENT, sight: 'groups', verdict: 'fail' },
    ]);
    const [{ id }] = (await audits()) as [Told];
    expect((await asked()).map(({ audit }) => audit)).toEqual([{ ...waiting, state: 'kept', attempts: 1, audit: id }]);
    const { result } = await get(`/v1/audits/${id as string}`, auditor);
    const log = { since: new Date(START_MS).toISOString(), until: new Date(START_MS + DAY_MS).toISOString() };
    expect(result).toMatchObject({ data: { rows: 100 * HOURS, sources: [{ log }] } });
  });

  it('of a version is made by the policy that was in force when it began, though another one is when its time is over', async () => {
    const versions = [{ model: 'compas', digest: OTHER }];
    const deployments = [{ id: DEPLOYMENT, version: OTHER, cutoff: 0.5 }];
    await applyDocument({ versions, deployments }, 'test', real.server.plane.deps);
    await react();
    ahead += DAY_MS;
    await watch(BY_CALENDAR);
    const ofVersions = () => asked(({ every }) => every === 'version');
    ahead += 5 * DAY_MS;
    await react();
    expect(await ofVersions()).toEqual([]);
    ahead += 2 * DAY_MS;
    await react();
    const [alert] = (await asked(({ requirement }) => requirement === 'parity')) as [Told];
    expect(await ofVersions()).toMatchObject([{ does: 'audit', policy: alert.policy }]);
    ahead += DAY_MS;
    await react();
    expect(await ofVersions()).toHaveLength(1);
  });

  it('of the calendar is asked for once, and once more where a clock that ran ahead had asked before its week was over; told where nothing was decided', async () => {
    const weeks = () => asked(({ every }) => every === 'week');
    const askedOf = (ones: readonly Told[]) => ones.map(({ from, early }) => [from, early]);
    ahead += 21 * DAY_MS;
    await react();
    const before = await weeks();
    expect(before.length).toBeGreaterThanOrEqual(3);
    // Clocks of two nodes differ by so much.
    ahead -= 5 * MINUTE_MS;
    await react();
    expect(await weeks()).toEqual(before);
    ahead -= 10 * DAY_MS;
    const setBackMs = Date.now() + ahead;
    await react();
    const isEarly = ({ to }: Told): boolean => Date.parse(to as string) > setBackMs;
    const early = before.filter(isEarly);
    expect(early.length).toBeGreaterThanOrEqual(1);
    expect(askedOf(await weeks())).toEqual(before.map((one) => [one.from, isEarly(one)]));
    ahead += 10 * DAY_MS + 5 * MINUTE_MS;
    await react();
    ahead += MINUTE_MS;
    await react();
    const later = await weeks();
    expect(askedOf(later.slice(0, early.length))).toEqual(early.map(({ from }) => [from, false]));
    expect(askedOf(later.slice(early.length))).toEqual(before.map((one) => [one.from, isEarly(one)]));
    await makeDue();
    const nothing = { state: 'failed', attempts: 1, audit: null, problem: { code: 'DATA_TOO_FEW' } };
    expect((await weeks()).map(({ audit }) => audit)).toMatchObject([...early, ...before].map(() => nothing));
    expect(await audits()).toHaveLength(1);
  });
});
