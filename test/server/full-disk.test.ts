import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysOnlyPolicy, parseVerifierKey, verifyLog } from '../../src/core/ledger/index.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

/** A fresh cluster takes 60 MB, of which one file of the log is 16. */
const DISK_MB = 200;
const MB = 1024 * 1024;
const folder = dataFolder();
const disk = join(folder.dir, 'disk');
mkdirSync(disk);
const canMount =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', disk]).status === 0;
if (!canMount) console.log('a full disk: skipped, mounting a small one needs root on Linux');

const ballast = join(disk, 'ballast');

/** Fills the disk up to the last block. */
function fill(): void {
  spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M']);
  spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k', 'oflag=append', 'conv=notrunc']);
}

describe.skipIf(!canMount)('a full disk', () => {
  let real: Awaited<ReturnType<typeof realServer>>;
  let key: string;
  const acknowledged = new Set<string>();
  const refused: object[][] = [];

  beforeAll(async () => {
    real = await realServer(disk);
    key = await real.key('decisions:write', 'decisions:read', 'ledger:read');
  }, 60_000);
  afterAll(async () => {
    await real?.server.close();
    if (canMount) execFileSync('umount', ['-l', disk]);
    folder.remove();
  });

  const batch = (): Record<string, unknown>[] =>
    Array.from({ length: 200 }, () => record({ metadata: { pad: crypto.randomUUID().repeat(20) } }));

  async function send(records: Record<string, unknown>[]) {
    const answer = await real.call('/v1/decisions', { key, body: ndjson(...records) });
    const body = (await answer.json()) as Record<string, unknown>;
    if (answer.status === 200) {
      expect(Number(body.accepted) + Number(body.duplicates)).toBe(records.length);
      for (const { id } of records) acknowledged.add(String(id));
    } else {
      refused.push(records);
    }
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body };
  }
  const readiness = async () => {
    const answer = await real.call('/readyz');
    return [answer.status, ((await answer.json()) as { status: string }).status];
  };
  const entryCount = async () => (await real.server.plane.store.decisions.size('main')).size;

  it('is answered with 503 and Retry-After, by readiness and by metrics, and nothing is half-written', async () => {
    expect((await send(batch())).status).toBe(200);
    expect(await readiness()).toEqual([200, 'ready']);
    const keyring = readFileSync(join(disk, 'data/keys/keyring.json'), 'utf8');
    // As after hours: the database has said much before its end.
    const warn = "do $$ begin for i in 1..200 loop raise warning 'hour after hour after hour'; end loop; end $$";
    await real.server.plane.store.sql.query(warn);
    fill();
    let answer = await send(batch());
    for (let i = 0; i < 200 && answer.status === 200; i++) answer = await send(batch());
    expect(answer).toMatchObject({ status: 503, retryAfter: '1', body: { code: 'STORE_UNAVAILABLE' } });
    expect(JSON.stringify(answer.body)).not.toContain('case-4711');
    expect((await readiness())[0]).toBe(503);
    const metrics = await (await real.call('/metrics')).text();
    expect(metrics).toMatch(/^tribune_unavailable_total [1-9]/m);
    expect(metrics).toMatch(/^tribune_disk_free_bytes \d{1,7}$/m);
    expect(metrics).toMatch(/tribune_refused_total\{code="STORE_UNAVAILABLE"\} [1-9]/);
    // Worse: PostgreSQL needs a new file for its log, finds no space for it and stops at once.
    await real.server.plane.store.sql.query('select pg_switch_wal()').catch(() => undefined);
    expect((await send(batch())).status).toBe(503);
    // A key that the disk does not take is not in force, and the old one stays whole.
    const { keyring: ring } = real.server.plane.store;
    const epoch = ring.currentEpoch();
    await real.server.plane.deps.subjects.turnEpoch().catch(() => undefined);
    expect(JSON.parse(readFileSync(join(disk, 'data/keys/keyring.json'), 'utf8'))).toBeTypeOf('object');
    if (ring.currentEpoch() === epoch) expect(readFileSync(join(disk, 'data/keys/keyring.json'), 'utf8')).toBe(keyring);
    expect((await real.call('/healthz')).status).toBe(200);
  }, 60_000);

  it('is over by itself once there is space again: every acknowledged record is there, the others are taken now', async () => {
    rmSync(ballast);
    let answer = await send(batch());
    while (answer.status === 503) {
      expect(answer.retryAfter).toBe('1');
      await sleep(50);
      answer = await send(batch());
    }
    expect(answer.status).toBe(200);
    // What was refused may have been committed all the same: sent again it counts once.
    for (const records of refused.splice(0))
      expect((await send(records as Record<string, unknown>[])).status).toBe(200);
    expect(refused).toEqual([]);
    const { log } = real.server.plane.deps;
    await log.publish();
    await log.verify();
    const stored = new Map<string, number>();
    for (let seq = 0; ; seq++) {
      const found = await real.server.plane.store.decisions.read('main', seq);
      if (found === null) break;
      if (found.kind !== 'decision') continue;
      for (let i = 0; i < found.n; i++) {
        const id = Buffer.from(found.ids.subarray(16 * i, 16 * i + 16)).toString('hex');
        stored.set(id, (stored.get(id) ?? 0) + 1);
      }
    }
    expect([...acknowledged].filter((id) => !stored.has(id.replaceAll('-', '')))).toEqual([]);
    expect([...stored.values()].filter((n) => n > 1)).toEqual([]);
    expect(stored.size).toBe(acknowledged.size);
    expect((await readiness())[0]).toBe(200);
  }, 60_000);

  it('leaves a ledger that outsiders can verify, from the files alone', async () => {
    const { log } = real.server.plane.deps;
    const root = join(disk, 'data/ledger/main');
    const read = async (path: string) => {
      try {
        return new Uint8Array(readFileSync(join(root, path)));
      } catch {
        return null;
      }
    };
    const policy = keysOnlyPolicy([parseVerifierKey(log.verifierKey('main'))]);
    const { overall } = await verifyLog({ read, trust: policy, crypto: nodeCrypto });
    expect(overall).toBe('unwitnessed');
    expect(log.checkpoint('main')?.size).toBe(await entryCount());
    const drafts = readdirSync(join(disk, 'data'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.new'),
    );
    expect(drafts).toEqual([]);
  });

  it('tells a start what is wrong', async () => {
    await real.server.close();
    writeFileSync(ballast, Buffer.alloc(MB));
    fill();
    const error = await realServer(disk).then(
      async ({ server }) => server.close(),
      (cause: { code: string; message: string }) => cause,
    );
    if (error !== undefined) expect(error.code).toMatch(/^(STORE_|KEY_MISSING)/);
    rmSync(ballast);
    real = await realServer(disk);
    expect((await real.call('/readyz')).status).toBe(200);
  }, 60_000);
});
