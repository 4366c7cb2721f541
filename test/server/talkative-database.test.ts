import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

const ROOT_KEY = new Uint8Array(32).fill(7);
const SECRETS = { TRIBUNE_ROOT_KEY: '07'.repeat(32), TRIBUNE_API_KEY: 'tribune_secret', PGOPTIONS: '-c jit=on' };

describe('a PostgreSQL that has run for long', () => {
  const folder = dataFolder();
  let real: Awaited<ReturnType<typeof realServer>>;
  let key: string;
  beforeAll(async () => {
    Object.assign(process.env, SECRETS);
    real = await realServer(folder.dir, { rootKey: ROOT_KEY });
    for (const name of Object.keys(SECRETS)) delete process.env[name];
    key = await real.key('decisions:write');
  }, 60_000);
  afterAll(async () => {
    await real.server.close();
    folder.remove();
  });

  const pid = (): number | null => real.server.plane.store.databasePid();
  const readiness = async (): Promise<number> => (await real.call('/readyz')).status;

  it.each([1, 2, 3])(
    'is started again after hours of log and a kill -9, time %i',
    async () => {
      // Some 300 kB of its log: a million failed sign-ins, checkpoints, cancelled statements.
      const warn =
        "do $$ begin for i in 1..2000 loop raise warning '%', repeat('hour after hour ', 9); end loop; end $$";
      await real.server.plane.store.sql.query(warn);
      const before = pid()!;
      process.kill(before, 'SIGKILL');
      // It is gone for a moment, in which the service may not have noticed yet: ready counts once another one runs.
      while (pid() === null || pid() === before || (await readiness()) !== 200) await sleep(30);
      expect((await real.call('/v1/decisions', { key, body: ndjson(record()) })).status).toBe(200);
      expect(real.lines.filter((line) => line.includes('ended by itself'))[0]).toContain('"level":"warn"');
    },
    60_000,
  );

  it.skipIf(process.platform !== 'linux')('holds nothing of our environment that it does not need', () => {
    const environment = readFileSync(`/proc/${pid()}/environ`, 'utf8').split('\0');
    const names = environment.filter((entry) => entry !== '').map((entry) => entry.split('=')[0]!);
    expect(names).toContain('PATH');
    const needed = ['PATH', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'LC_ALL'];
    // PostgreSQL itself adds names that begin with PG.
    expect(names.filter((name) => !needed.includes(name) && !/^PG(_|SYSCONFDIR|LOCALEDIR)/.test(name))).toEqual([]);
    expect(environment.join('\n')).not.toMatch(/070707|tribune_secret|jit=on/);
  });
});
