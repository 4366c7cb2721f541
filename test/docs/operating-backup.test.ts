import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import type { DecisionServices } from '../../src/domain/decisions/service.js';
import { all, ndjson, openTestService, reader, record, sender } from '../decisions/support/service.js';
import { dataFolder, openTestStore } from '../decisions/support/store.js';
import { cli, root } from '../e2e/support.js';
import { OwnPostgres, programsOfThisMachine } from './support/own-postgres.js';

/** The commands of the operating guide themselves, with other folders. */
const guide = readFileSync(join(root, 'docs/guides/operating.md'), 'utf8');
const blocks = (kind: string): string[] =>
  [...guide.matchAll(new RegExp(`^ *\`\`\`${kind}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(([, text]) => text!);
function block(kind: string, holding: string): string {
  const [found, ...others] = blocks(kind).filter((text) => text.includes(holding));
  if (found === undefined || others.length > 0) throw new Error(`not one ${kind} block of the guide has ${holding}`);
  return found;
}

let folder: ReturnType<typeof dataFolder>;
beforeEach(() => {
  folder = dataFolder();
  chmodSync(folder.path, 0o711);
  mkdirSync(join(folder.path, 'backup'));
});
afterEach(() => folder.remove());

const here = (text: string): string =>
  text
    .replaceAll('/backup', join(folder.path, 'backup'))
    .replaceAll('./tribune-data', join(folder.path, 'tribune-data'));
const data = (): string => join(folder.path, 'tribune-data');

/** Runs a block as one script that ends at the first failure. */
function run(script: string, variables: Record<string, string> = {}, as: SpawnSyncOptions = {}): void {
  const env = { PATH: process.env.PATH, ...variables };
  const { status, stderr } = spawnSync('sh', ['-euc', here(script)], {
    ...as,
    cwd: folder.path,
    env,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.not.stringMatching(/error|cannot/i)]);
}

async function withService<T>(
  options: { databaseUrl?: string },
  use: (service: DecisionServices, store: Store) => Promise<T>,
): Promise<T> {
  const store = await openTestStore(data(), options);
  try {
    // Tiles are in no backup: that they are made again is told.
    const service = await openTestService(store, { onProblem: () => undefined });
    const result = await use(service, store);
    await service.close();
    return result;
  } finally {
    await store.close();
  }
}

async function send(service: DecisionServices): Promise<string> {
  const one = record();
  await service.ingest.decisions(ndjson([one]), sender);
  await service.log.publish();
  return one.id as string;
}

const opens = async (service: DecisionServices, id: string): Promise<boolean> =>
  JSON.stringify((await service.reading.decision(id, all, reader))?.record).includes('case-4711');

/** `npx tribune verify` as the guide gives it. */
async function verifies(service: DecisionServices, id: string): Promise<void> {
  const receipt = await service.reading.receipt(id);
  const file = join(folder.path, 'receipt.txt');
  writeFileSync(file, receipt.status === 'ready' ? receipt.text : '');
  const line = block('sh', 'tribune verify --log').trim().replace('npx tribune ', '');
  const words = here(line).replace('"$VKEY"', service.log.verifierKey('main')).replace('receipt.txt', file).split(' ');
  const { code, out } = await cli(words);
  expect([code, out]).toEqual([0, expect.stringMatching(/^In the log: +yes, unwitnessed$/m)]);
}

describe('the plain copy of the operating guide', () => {
  it('made on two days and put back into an empty folder is the service of the second day', async () => {
    const copy = block('sh', 'stopped: a plain copy');
    const first = await withService({}, send);
    run(copy);
    const [day] = readdirSync(join(folder.path, 'backup/database'));
    // The name of the second copy is of another second.
    while (new Date().toISOString().slice(0, 19).replaceAll(':', '') === day) await sleep(50);
    const second = await withService({}, send);
    run(copy);
    run('rm -rf ./tribune-data');
    const days = readdirSync(join(folder.path, 'backup/database')).sort();
    expect(days).toHaveLength(2);
    expect(readdirSync(join(folder.path, 'backup-of-keys'))).toEqual(['keys']);
    expect(existsSync(join(folder.path, 'backup-of-keys/keys/keys'))).toBe(false);
    run(block('sh', 'cp -a "/backup/database/$DAY/postgres"'), { DAY: days[1]! });
    await withService({}, async (service) => {
      expect([await opens(service, first), await opens(service, second)]).toEqual([true, true]);
      await service.log.verify();
      await verifies(service, second);
    });
  });
});

const programs = programsOfThisMachine();
if (programs === null) console.log('pg_basebackup of the guide: skipped, this machine has no PostgreSQL of its own');

describe.skipIf(programs === null)('the base backup and the archive of the operating guide', () => {
  let postgres: OwnPostgres;
  beforeEach(async () => {
    postgres = await OwnPostgres.on(programs!);
    for (const name of ['backup', 'backup/database', 'backup/database/wal', 'nodes']) {
      postgres.makeFolder(join(folder.path, name));
    }
  });
  afterEach(() => postgres.stop());

  it('bring back, after the machine was lost, all that was archived: also what came after the backup', async () => {
    const [before, after] = [join(folder.path, 'nodes/before'), join(folder.path, 'nodes/after')];
    const as = { ...postgres.user };
    postgres.init(before, here(block('ini', 'archive_command')));
    await postgres.start(before);
    const ids = await withService({ databaseUrl: postgres.url }, async (service) => {
      const inBackup = await send(service);
      run(block('sh', 'pg_basebackup --pgdata "/backup'), { DATABASE_URL: postgres.url }, as);
      return [inBackup, await send(service)];
    });
    const [switched] = await postgres.sql<{ file: string }>('select pg_walfile_name(pg_switch_wal()) as file');
    await expect.poll(() => existsSync(join(folder.path, 'backup/database/wal', switched!.file))).toBe(true);
    await postgres.stop('SIGKILL');

    const [base] = readdirSync(join(folder.path, 'backup/database')).filter((name) => name.startsWith('base-'));
    run(block('sh', 'recovery.signal'), { DAY: base!.replace('base-', ''), PGDATA: after }, as);
    await postgres.start(after);
    const recovers = 'select pg_is_in_recovery() as still';
    await expect.poll(() => postgres.sql(recovers)).toEqual([{ still: false }]);
    await withService({ databaseUrl: postgres.url }, async (service) => {
      for (const id of ids) expect(await opens(service, id)).toBe(true);
      await service.log.verify();
      await verifies(service, ids[1]!);
    });
  });

  it('make a standby that the primary waits for', async () => {
    const standby = await OwnPostgres.on(programs!);
    const [a, b] = [join(folder.path, 'nodes/a'), join(folder.path, 'nodes/b')];
    postgres.init(a, block('ini', 'synchronous_standby_names'));
    await postgres.start(a);
    await postgres.sql('set synchronous_commit = local; create role replicator replication login');
    const command = block('sh', '--write-recovery-conf')
      .replace('/var/lib/postgresql/data', b)
      .replace('host=primary', `host=127.0.0.1 port=${new URL(postgres.url).port}`);
    run(command, {}, { ...postgres.user });
    try {
      await standby.start(b);
      const rows = () => postgres.sql('select application_name, sync_state from pg_stat_replication');
      await expect.poll(rows).toEqual([{ application_name: 'b', sync_state: 'sync' }]);
      await postgres.sql('create table kept as select 7 as n');
      // The primary waits until the standby has written it down, which is before a query sees it there.
      await expect.poll(() => standby.sql('select n from kept')).toEqual([{ n: 7 }]);
      await openTestStore(data(), { databaseUrl: postgres.url }).then((store) => store.close());
      await expect(openTestStore(data(), { databaseUrl: standby.url })).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        remedy: expect.stringContaining('It is a standby'),
      });
    } finally {
      await standby.stop();
    }
  });
});
