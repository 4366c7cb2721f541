import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfPolicy } from '../../src/domain/audits/policy-text.js';
import type { Reactor } from '../../src/domain/stops/index.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer, VERSION } from './support/real.js';
import { decisionsOf, type Hour, watchedPolicy } from './support/watched-decisions.js';

const [FIRST, SECOND] = ['compas/prod', 'compas/second'] as const;
const policyOf = (mode: string): string =>
  watchedPolicy({ more: `reactions: { to: { parity: [{ do: ${mode} }, { do: stop, beyond: 0.99 }] } }\n` });
const POLICIES = { [FIRST]: policyOf('review'), [SECOND]: policyOf('shadow') };

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let sender: string;

beforeAll(async () => {
  real = await realServer(folder.dir);
  const operator = await real.key('registry:write');
  sender = await real.key('decisions:write');
  const headers = { 'content-type': 'application/json' };
  const deployments = [{ id: SECOND, model: 'compas', version: VERSION, cutoff: 0.4 }];
  await real.call('/v1/registry', { key: operator, headers, body: JSON.stringify({ deployments }) });
  for (const [deployment, policy] of Object.entries(POLICIES)) {
    const body = JSON.stringify({ deployment, policy });
    const { status } = await real.call('/v1/monitor/watches', { key: operator, headers, body });
    expect(status, deployment).toBe(200);
  }
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const sql = (text: string, values: unknown[] = []) =>
  real.server.plane.store.sql.query<Record<string, unknown>>(text, values);
const reactor = (): Reactor => {
  const room = real.server.plane.deps.rooms.find(({ name }) => name === 'stops')!;
  return (room.deps as { reactor: Reactor }).reactor;
};
/** Has the policy of a deployment read otherwise in the database. */
const setPolicy = (deployment: keyof typeof POLICIES, content: string) =>
  sql('update monitor_policy set content = $2 where digest = $1', [digestOfPolicy(POLICIES[deployment]), content]);
const done = async (): Promise<string[]> => {
  const all = await reactor().list({ before: null, limit: 100 });
  return all.map(({ deployment, does }) => `${deployment}: ${does}`).toSorted();
};
/** Sends decisions of both deployments, which fire, and has their blocks closed. */
async function fired(): Promise<void> {
  const hours = [1, 2, 3, 4, 5, 6, 7].flatMap((hour): Hour[] =>
    [FIRST, SECOND].map((deployment) => ({ deployment, hour, groups: { m: [50, 30], f: [50, 5] } })),
  );
  const headers = { 'content-type': 'application/x-ndjson' };
  const body = ndjson(...hours.flatMap(decisionsOf));
  expect((await real.call('/v1/decisions', { key: sender, headers, body })).status).toBe(200);
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}

describe('a policy or a row that cannot be read', () => {
  it('keeps no other deployment from being stopped, and is tried again until it can be', async () => {
    const place = async () => Number((await sql('select change from reaction_place'))[0]!.change);
    await setPolicy(FIRST, 'tribune: policy/v0');
    await fired();
    await expect(reactor().run()).rejects.toMatchObject({
      message: expect.stringContaining(`parity of ${FIRST} sets off cannot be carried out`),
    });
    expect(await done()).toEqual([`${SECOND}: shadow`]);
    const [last] = await sql('select max(id) as id from monitor_change');
    expect(await place()).toBe(Number(last!.id));
    // A text that can be read and is another one counts as little.
    await setPolicy(FIRST, POLICIES[SECOND]);
    await expect(reactor().run()).rejects.toMatchObject({ code: 'STORE_INVALID' });
    expect(await done()).toEqual([`${SECOND}: shadow`]);
    await setPolicy(FIRST, POLICIES[FIRST]);
    await reactor().run();
    expect(await done()).toEqual([`${FIRST}: review`, `${SECOND}: shadow`]);
  });

  it('is told and left out where it is the row of an alert that is on', async () => {
    const [kept] = await sql('delete from reaction_alert returning change, content, seal');
    expect(kept).toBeDefined();
    await sql(`insert into reaction_alert (change, content, seal) values (0, '{}', '\\x00')`);
    await expect(reactor().run()).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringContaining('the alert of change 0'),
    });
    const { change, content, seal } = kept!;
    await sql('insert into reaction_alert (change, content, seal) values ($1, $2, $3)', [change, content, seal]);
    await expect(reactor().run()).rejects.toMatchObject({ code: 'STORE_INVALID' });
    // A row of ours in the place of another alert is none of ours either, and would never be closed.
    await sql('update reaction_alert set content = $1, seal = $2 where change = 0', [content, seal]);
    await expect(reactor().run()).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringContaining('the alert of change 0'),
    });
    await sql('delete from reaction_alert where change = 0');
    await reactor().run();
  });
});
