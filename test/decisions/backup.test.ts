import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import type { SealedBatch } from '../../src/domain/log/ports/index.js';
import { KeyPages } from '../../src/domain/log/seal/key-pages.js';
import { openBatch } from '../../src/domain/log/seal/open-batch.js';
import { runningService } from './support/running.js';
import { clockedRuntime, ndjson, record, sender } from './support/service.js';
import { openTestStore } from './support/store.js';

const restored = mkdtempSync(join(tmpdir(), 'tribune-restored-'));
const keysThen = mkdtempSync(join(tmpdir(), 'tribune-keys-'));
const runtime = clockedRuntime();
const running = runningService({ runtime, epochMs: 0 });

beforeAll(() => chmodSync(restored, 0o711));
afterAll(() => {
  for (const path of [restored, keysThen]) rmSync(path, { recursive: true, force: true });
});

const from = join(running.path, 'postgres');
const to = join(restored, 'postgres');
/** What belongs to the running server, its sockets among it, is in no backup. */
const isOfTheRunning = (path: string): boolean => /^(postmaster\.(pid|opts)|\.s\.PGSQL\..*)$/.test(basename(path));
/** The cluster itself below the folder of the embedded server. */
const cluster = 'data';

/** A base backup of the running server, file by file, as pg_basebackup makes one. */
const baseBackup = (): Promise<void> =>
  running.store.sql.transaction(async (sql) => {
    await sql.query("select pg_backup_start('yesterday', true)");
    cpSync(from, to, { recursive: true, filter: (path) => !isOfTheRunning(path) });
    const [label] = await sql.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    writeFileSync(join(to, cluster, 'backup_label'), label!.labelfile);
  });

/** What was written ahead since, with the end of the backup in it. */
async function copyWal(): Promise<void> {
  await running.store.sql.query('select pg_switch_wal()');
  cpSync(join(from, cluster, 'pg_wal'), join(to, cluster, 'pg_wal'), { recursive: true, force: true });
}

async function lastBatchWith(old: Store, id: unknown): Promise<SealedBatch> {
  const batches = await old.decisions.readFrom('main', 0, 100);
  const text = String(id).replaceAll('-', '');
  return batches.find(({ ids }) => Buffer.from(ids).toString('hex').includes(text))!;
}

async function opens(old: Store, id: unknown): Promise<string> {
  const deps = { store: old.keys, keyring: old.keyring, runtime };
  const pages = { payload: new KeyPages('payload', deps), attributes: new KeyPages('attributes', deps) };
  const { payload } = await openBatch({ runtime, pages }, await lastBatchWith(old, id));
  return payload.contents.map((content) => Buffer.from(content ?? []).toString()).join('\n');
}

describe("yesterday's base backup and its write-ahead log, started as a second server", () => {
  const inBackup = record({ subject: 'backup-1' });
  const inWal = record({ subject: 'backup-2' });
  let epoch: number;

  beforeAll(async () => {
    await running.service.ingest.decisions(ndjson([inBackup]), sender);
    await baseBackup();
    await running.service.ingest.decisions(ndjson([inWal]), sender);
    await copyWal();
    cpSync(join(running.path, 'keys'), keysThen, { recursive: true });
    runtime.advance(86_400_000);
    const request = { basis: 'GDPR Art. 17(1)(b)', requestedBy: 'dpo@example.org' };
    ({ epoch } = await running.service.subjects.erase('backup-1', request));
    await running.service.subjects.erase('backup-2', request);
    await running.service.subjects.turnEpoch();
  }, 60_000);

  it("does not open with today's keys: what was erased since is gone there as well", async () => {
    cpSync(join(running.path, 'keys'), join(restored, 'keys'), { recursive: true });
    const old = await openTestStore(restored);
    try {
      for (const { id } of [inBackup, inWal]) {
        await expect(opens(old, id)).rejects.toMatchObject({
          code: 'KEY_MISSING',
          message: expect.stringContaining(`epoch ${epoch}`),
        });
      }
    } finally {
      await old.close();
    }
  });

  it('would open with the keys of then: it is their destruction that erases', async () => {
    cpSync(keysThen, join(restored, 'keys'), { recursive: true, force: true });
    const old = await openTestStore(restored);
    try {
      expect(await opens(old, inBackup.id)).toContain('backup-1');
      expect(await opens(old, inWal.id)).toContain('backup-2');
    } finally {
      await old.close();
    }
  });
});
