import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gateTables } from '../../src/adapters/postgres/gates/index.js';
import type { EmbeddedServer } from '../../src/adapters/postgres/server/embedded.js';
import { databaseBehindNetwork, type Network, type Weather } from './support/network.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

type Real = Awaited<ReturnType<typeof realServer>>;

const LIMIT_MS = 1500;

async function send(real: Real, key: string, body: string) {
  const answer = await real.call('/v1/decisions', { key, body });
  const { status, headers } = answer;
  return { status, retryAfter: headers.get('retry-after'), body: (await answer.json()) as Record<string, unknown> };
}

/** As a client does: again until it is taken. */
async function sendUntilTaken(real: Real, key: string, body: string): Promise<Record<string, unknown>> {
  for (;;) {
    const answer = await send(real, key, body);
    if (answer.status === 200) return answer.body;
    expect(answer).toMatchObject({ status: 503, retryAfter: '1', body: { code: 'STORE_UNAVAILABLE' } });
    await sleep(30);
  }
}

const batch = (): string => ndjson(...Array.from({ length: 50 }, () => record()));
const sizeOf = async (real: Real): Promise<number> => (await real.server.plane.store.decisions.size('main')).size;
const readiness = async (real: Real): Promise<unknown> => {
  const answer = await real.call('/readyz');
  return [answer.status, ((await answer.json()) as { status: string }).status];
};

describe('a PostgreSQL by URL behind a network', () => {
  const folder = dataFolder();
  let postgres: EmbeddedServer;
  let network: Network;
  let real: Real;
  let key: string;

  beforeAll(async () => {
    const started = await databaseBehindNetwork(folder.dir);
    ({ postgres, network } = started);
    const { databaseUrl } = started;
    real = await realServer(folder.dir, { databaseUrl, statementLimitMs: LIMIT_MS });
    key = await real.key('decisions:write', 'decisions:read');
  }, 60_000);
  afterAll(async () => {
    network.weather = 'fair';
    await real.server.close();
    await network.close();
    await postgres.stop();
    folder.remove();
  });

  it('that is cut off is answered with 503 and Retry-After, and used again without a restart', async () => {
    expect((await send(real, key, batch())).status).toBe(200);
    const before = await sizeOf(real);
    network.cut();
    const body = batch();
    expect(await send(real, key, body)).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: { code: 'STORE_UNAVAILABLE' },
    });
    expect(await readiness(real)).toEqual([503, 'no database']);
    expect((await real.call('/healthz')).status).toBe(200);
    expect(await (await real.call('/metrics')).text()).toMatch(/^tribune_unavailable_total [1-9]/m);
    network.weather = 'fair';
    expect(await sendUntilTaken(real, key, body)).toMatchObject({ accepted: 50, duplicates: 0 });
    expect(await sizeOf(real)).toBe(before + 50);
    expect(await readiness(real)).toEqual([200, 'ready']);
  });

  it.each<[Weather, string, object]>([
    ['deaf', 'was never made: sent again it is taken', { accepted: 50, duplicates: 0, conflicts: [] }],
    ['mute', 'was made: sent again it is a duplicate', { accepted: 0, duplicates: 50, conflicts: [] }],
  ])('that falls silent (%s) leaves a commit that %s', async (weather, _, answer) => {
    // What changed while nobody was told is read before the next decisions; after it the commit alone stands between them and the answer.
    const { gates } = real.server.plane.store.of(gateTables);
    await new Promise<void>((changed) => gates.watch({ changed, lost: () => undefined }));
    await sendUntilTaken(real, key, batch());
    const before = await sizeOf(real);
    const body = batch();
    network.weather = weather;
    const first = await send(real, key, body);
    expect(first).toMatchObject({ status: 503, retryAfter: '1' });
    network.cut();
    network.weather = 'fair';
    expect(await sendUntilTaken(real, key, body)).toMatchObject(answer);
    expect(await sizeOf(real)).toBe(before + 50);
  });

  it('that ends every connection is reached again', async () => {
    const body = batch();
    const sent = sendUntilTaken(real, key, body);
    await real.server.plane.store.sql
      .query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = $1', [
        'tribune',
      ])
      .catch(() => undefined);
    const { accepted, duplicates } = await sent;
    expect(Number(accepted) + Number(duplicates)).toBe(50);
    expect(await sendUntilTaken(real, key, body)).toMatchObject({ duplicates: 50 });
  });

  it('keeps a log that verifies, and nobody in the service’s own log', async () => {
    // The connection that publishes may find out only now that it was ended; the next try has a new one.
    await vi.waitFor(() => real.server.plane.deps.log.publish(), { timeout: 30_000, interval: 200 });
    await real.server.plane.deps.log.verify();
    expect(real.lines.join('')).not.toMatch(/case-4711|priors_count|postgres:\/\//);
  });
});

describe('the embedded PostgreSQL, killed under load', () => {
  const folder = dataFolder();
  let real: Real;
  let key: string;
  beforeAll(async () => {
    real = await realServer(folder.dir);
    key = await real.key('decisions:write', 'decisions:read');
  }, 60_000);
  afterAll(async () => {
    await real.server.close();
    folder.remove();
  });

  it('gives 503 until it is back, loses nothing and counts nothing twice', async () => {
    const bodies = Array.from({ length: 24 }, batch);
    expect((await send(real, key, batch())).status).toBe(200);
    const before = await sizeOf(real);
    const answers = Promise.all(bodies.map((body) => sendUntilTaken(real, key, body)));
    process.kill(real.server.plane.store.databasePid()!, 'SIGKILL');
    for (const { accepted, duplicates } of await answers) expect(Number(accepted) + Number(duplicates)).toBe(50);
    for (const body of bodies) expect((await sendUntilTaken(real, key, body)).duplicates).toBe(50);
    expect(await sizeOf(real)).toBe(before + 50 * bodies.length);
    const { log } = real.server.plane.deps;
    await log.publish();
    await log.verify();
    expect(log.checkpoint('main')?.size).toBe(before + 50 * bodies.length);
  }, 60_000);
});
