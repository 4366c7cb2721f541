import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseBehindNetwork } from './support/network.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';
import { TransactionPooler } from './support/transaction-pooler.js';

describe('a PostgreSQL behind a connection pooler', () => {
  const folder = dataFolder();
  let database: Awaited<ReturnType<typeof databaseBehindNetwork>>;
  beforeAll(async () => {
    database = await databaseBehindNetwork(folder.dir);
  }, 60_000);
  afterAll(async () => {
    await database.network.close();
    await database.postgres.stop();
    folder.remove();
  });

  it.each([1, 2, 8])(
    'in transaction mode, with %i sessions, is refused in clear words',
    async (sessions) => {
      const { pooler, port } = await TransactionPooler.before(database.databaseUrl, sessions);
      const behind = new URL(database.databaseUrl);
      behind.port = String(port);
      await expect(realServer(folder.dir, { databaseUrl: behind.href })).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining('behind a connection pooler in transaction mode'),
        remedy: expect.stringContaining('session mode'),
      });
      await pooler.close();
    },
    120_000,
  );

  it('is taken directly afterwards: nothing was left locked', async () => {
    const real = await realServer(folder.dir, { databaseUrl: database.databaseUrl });
    const key = await real.key('decisions:write');
    expect((await real.call('/v1/decisions', { key, body: ndjson(record()) })).status).toBe(200);
    await real.server.close();
  }, 120_000);
});
