import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, ndjson, realServer, record } from './support/real.js';
import { type Node, pairOfNodes } from './support/two-nodes.js';

/** A commit that the standby does not confirm is given up after this time. */
const LIMIT_MS = 1000;

describe('two nodes: a PostgreSQL that waits for its standby', () => {
  const folder = dataFolder();
  let primary: Node;
  let standby: Node;
  let real: Awaited<ReturnType<typeof realServer>>;
  let key: string;
  /** Ids of decisions that were acknowledged, to be looked for after the failover. */
  const acknowledged: string[] = [];

  const open = async (node: Node) => {
    real = await realServer(folder.dir, { databaseUrl: node.url, statementLimitMs: LIMIT_MS });
    key = await real.key('decisions:write', 'decisions:read');
  };

  beforeAll(async () => {
    ({ primary, standby } = await pairOfNodes(folder.dir));
    await open(primary);
  });
  afterAll(async () => {
    await real.server.close();
    await primary.stop();
    await standby.stop();
    folder.remove();
  });

  async function send(records: Record<string, unknown>[]): Promise<number> {
    const answer = await real.call('/v1/decisions', { key, body: ndjson(...records) });
    if (answer.status === 200) acknowledged.push(...records.map(({ id }) => String(id)));
    return answer.status;
  }
  const batch = () => Array.from({ length: 20 }, () => record());

  it('acknowledges when both have it', async () => {
    expect(await send(batch())).toBe(200);
    const rows = await primary.sql('select application_name, sync_state from pg_stat_replication');
    expect(rows).toEqual([{ application_name: 'b', sync_state: 'sync' }]);
    expect(await standby.sql("select sum(n)::int as n from batch where kind = 'decision'")).toEqual([{ n: 20 }]);
  });

  it('acknowledges nothing while the standby is away, however often it is asked, and goes on when it is back', async () => {
    await standby.stop();
    const records = batch();
    for (let attempt = 0; attempt < 3; attempt++) expect(await send(records)).toBe(503);
    // Its log now ends with a commit that the standby never confirmed.
    await primary.stop('SIGKILL');
    await primary.start();
    for (let attempt = 0; attempt < 3; attempt++) expect(await send(records)).toBe(503);
    await standby.start();
    let status = 503;
    for (; status === 503; status = await send(records)) await sleep(50);
    expect(status).toBe(200);
  });

  it('has every acknowledged decision after the primary is lost and the standby promoted', async () => {
    const load = (async () => {
      for (;;) if ((await send(batch()).catch(() => 0)) !== 200) return;
    })();
    while (acknowledged.length < 400) await sleep(5);
    await primary.stop('SIGKILL');
    await load;
    // It cannot publish any more what the database no longer takes, and says so.
    await real.server.close().catch(() => undefined);
    await standby.sql('select pg_promote()');
    await open(standby);
    expect(acknowledged.length).toBeGreaterThanOrEqual(400);
    const lost: string[] = [];
    for (const id of acknowledged) if ((await real.call(`/v1/decisions/${id}`, { key })).status !== 200) lost.push(id);
    expect(lost).toEqual([]);
    await real.server.plane.deps.log.verify();
    expect(await send(batch())).toBe(200);
  });
});
