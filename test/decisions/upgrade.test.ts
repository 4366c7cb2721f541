import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import { STORE_ROOMS } from '../../src/adapters/postgres/store-rooms.js';
import type { StoreRoom } from '../../src/adapters/postgres/tables/index.js';
import { applied, databases, IDS, migrateNumbered, NUMBERED } from './support/databases.js';
import { dataFolder, openTestStore } from './support/store.js';

const postgres = databases();
const { freshDatabase } = postgres;

describe('a start', () => {
  it('on a data folder of the first schema brings it up to date and keeps what is in it', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, 1);
    const row = [0, 1, 2].map((i) => Buffer.alloc(i === 0 ? 16 : 32, i));
    await client.query(
      `insert into batch (log, seq, kind, first_index, n, received_at, ids, leaves, page, slot, sealed)
       values ('main', 0, 'decision', 0, 1, 1000, $1, $2, 0, 0, $3)`,
      row,
    );
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const store = await openTestStore(own.path, { databaseUrl });
    expect(await applied(client)).toEqual(IDS);
    expect(await store.decisions.size('main')).toEqual({ nextSeq: 1, size: 1 });
    expect((await store.decisions.read('main', 0))?.receivedAtMs).toBe(1000);
    await store.close();
    own.remove();
  });

  it('on a data folder of the version before outcomes were declared finds deployments that decide 0 or 1', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(
      client,
      NUMBERED.findIndex(({ id }) => id === 'registry/0001'),
    );
    await client.query(`
      insert into system values ('s', 'p', 'credit', '[]', 1, 'o');
      insert into model values ('m', 's', '');
      insert into model_version values ('d', 'm', '1');
      insert into deployment values ('m/prod', 'm', 'prod');
      insert into activation values ('m/prod', 0, 'd', 0.5, null)`);
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const store = await openTestStore(own.path, { databaseUrl });
    const activation = { fromMs: 0, version: 'd', cutoff: 0.5, policyDigest: null };
    const known = { id: 'm/prod', model: 'm', environment: 'prod', activations: [activation] };
    expect((await store.registry.load()).deployments).toEqual([known]);
    const outcome = { type: 'amount', unit: 'USD', decimals: 2, none: false } as const;
    const limits = { id: 'm/limits', model: 'm', environment: 'limits', outcome };
    const nothing = { systems: [], models: [], versions: [], activations: [] };
    await store.registry.write({ ...nothing, deployments: [limits] });
    expect((await store.registry.load()).deployments).toEqual([{ ...limits, activations: [] }, known]);
    await store.close();
    own.remove();
  });

  it('that died between the migration of waiting events and their sealing leaves them to the next one', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(
      client,
      NUMBERED.findIndex(({ id }) => id === 'log/0003'),
    );
    const [id, payload] = ['0193f7c2-6a55-7d1e-9f10-000000000001', { key: 'k', by: 'b' }];
    await client.query(
      "insert into pending_event (id, log, type, payload, after_seq) values ($1, 'main', 'apikey.revoke', $2, 0)",
      [id, JSON.stringify(payload)],
    );
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const keyring = join(own.path, 'keys', 'keyring.json');
    mkdirSync(join(own.path, 'keys'), { mode: 0o700 });
    writeFileSync(keyring, 'no keyring', { mode: 0o600 });
    await expect(openTestStore(own.path, { databaseUrl })).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await applied(client), 'the migrations stand').toEqual(IDS);
    rmSync(keyring);
    for (let start = 0; start < 2; start++) {
      const store = await openTestStore(own.path, { databaseUrl });
      expect(await store.outbox.foreign()).toEqual(start === 0 ? [] : ['0193f7c2-6a55-7d1e-9f10-000000000002']);
      expect((await store.outbox.pending()).map((one) => one.id)).toEqual([id]);
      await store.close();
      // What is written there without the service once the step has ended is never adopted.
      await client.query(
        `insert into pending_event (id, log, type, payload, after_seq)
         values ('0193f7c2-6a55-7d1e-9f10-000000000002', 'main', 'apikey.revoke', $1, 0) on conflict do nothing`,
        [JSON.stringify(payload)],
      );
    }
    expect(readdirSync(join(own.path, 'keys'))).not.toContain('unfinished-steps.json');
    own.remove();
  });

  it('adopts no event in a database whose seals were taken away together with the note that they had been there', async () => {
    const { client, name } = await freshDatabase();
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    await (await openTestStore(own.path, { databaseUrl })).close();
    const forge = async (): Promise<void> => {
      await client.query('alter table pending_event drop column if exists seal');
      await client.query("delete from schema_migration where version = 'log/0003'");
      await client.query(
        `insert into pending_event (id, log, type, payload, after_seq)
         values ('0193f7c2-6a55-7d1e-9f10-000000000003', 'main', 'role.granted', '{}', 0) on conflict do nothing`,
      );
    };
    await forge();
    for (let start = 0; start < 2; start++) {
      await expect(openTestStore(own.path, { databaseUrl })).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining('migration log/0003'),
        remedy: expect.stringContaining('tribune ledger accept-rollback'),
      });
    }
    expect(await applied(client), 'nothing was changed').not.toContain('log/0003');
    // Whoever has the folder of keys as well says that the database was set back on purpose.
    const store = await openTestStore(own.path, { databaseUrl, isSetBack: true });
    expect(await store.outbox.pending()).toHaveLength(1);
    await store.close();
    await (await openTestStore(own.path, { databaseUrl })).close();
    await client.query('delete from pending_event');
    await forge();
    await expect(openTestStore(own.path, { databaseUrl }), 'from then on as before').rejects.toMatchObject({
      code: 'STORE_INVALID',
    });
    own.remove();
  });

  it('does no step of an upgrade again, whichever migration the database says it never had', async () => {
    const { client, name } = await freshDatabase();
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    await (await openTestStore(own.path, { databaseUrl })).close();
    const steps = STORE_ROOMS.flatMap(({ after = {} }: StoreRoom) => Object.keys(after));
    expect(steps).toContain('decisions/0007');
    for (const id of steps) {
      const [row] = (await client.query('delete from schema_migration where version = $1 returning *', [id])).rows;
      await expect(openTestStore(own.path, { databaseUrl })).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining(`never had migration ${id}`),
      });
      await client.query('insert into schema_migration values ($1, $2, $3)', [row.version, row.name, row.digest]);
    }
    await (await openTestStore(own.path, { databaseUrl })).close();
    own.remove();
  });

  it('on a database of the last numbered schema keeps its settings and how far retention got, each where it belongs now', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, NUMBERED.length);
    const mapping = { deployment: 'a', kserve: { service: 's' }, subject: 'input:x', outcome: 'output:y' };
    const kept = { 'ledger.public': true, 'intake.mappings': [mapping], retention: { default: [] } };
    const progress = { '90 days': { under: 'digest', seq: 7 } };
    for (const [setting, value] of Object.entries({ ...kept, 'retention.progress': progress })) {
      await client.query('insert into setting values ($1, $2)', [setting, JSON.stringify(value)]);
    }
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const store = await openTestStore(own.path, { databaseUrl });
    const { 'keyring.fingerprint': _, ...settings } = Object.fromEntries(await store.settings.load());
    expect(settings).toEqual({ 'ledger.public': true, mappings: [mapping], retention: { default: [] } });
    expect(await store.retentionProgress.read(), 'adopted under a seal').toEqual(progress);
    await store.retentionProgress.keep({});
    expect(await store.retentionProgress.read()).toEqual({});
    await store.close();
    own.remove();
  });

  it('on a database of before seals what stands beside the log, once: rows without a seal that come later are refused', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, NUMBERED.length);
    const decision = Buffer.alloc(16, 7);
    const answer = (key: string, sequence: number) =>
      client.query(
        `insert into kept_answer (scope, key, body_digest, answer, received_at, producer, sequence)
         values ('s', $1, '\\x01', '{"accepted":1}', $2, 'p', $2)`,
        [key, sequence],
      );
    for (let n = 1; n <= 3; n++) {
      await answer(`k${n}`, n);
      await client.query(
        `insert into integrity_event (log, detected_at, decision, type, first_index, other_digest, source)
         values ('main', $1, $2, 'conflict', 0, '\\x02', 's')`,
        [n, decision],
      );
    }
    await client.query('delete from integrity_event where id = 2');
    await client.query(`insert into producer values ('p', 9, '[[4, 8]]', 2, 9)`);
    await client.query("insert into progress values ('repeats.checked', '0')");
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    for (let start = 0; start < 2; start++) {
      const store = await openTestStore(own.path, { databaseUrl });
      expect(await store.decisions.idempotentAnswer('s', 'k1')).toMatchObject({ answer: '{"accepted":1}' });
      expect((await store.producers.seenSince(0)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      const state = { source: 'p', last: 9, missing: [[4, 8]], lost: 2, seenAtMs: 9 };
      expect(await store.producers.load()).toEqual([state]);
      const events = await store.decisions.integrityEvents('main', 9);
      expect(events.map(({ detectedAtMs }) => detectedAtMs)).toEqual([3, 1]);
      expect(await store.decisions.foreignIntegrityEvent('main')).toBeNull();
      expect((await store.followers.readPlace('repeats'))?.place).toEqual({ seq: 0, size: 0 });
      await store.close();
    }
    await answer('k4', 4);
    await client.query('update integrity_event set seal = null where number = 2');
    await client.query('update producer set seal = null, missing = $1', ['[]']);
    await client.query('update follower set seal = null');
    const store = await openTestStore(own.path, { databaseUrl });
    for (const read of [
      () => store.decisions.idempotentAnswer('s', 'k4'),
      () => store.producers.seenSince(0),
      () => store.producers.load(),
      () => store.decisions.integrityEvents('main', 9),
      () => store.followers.readPlace('repeats'),
    ])
      await expect(read()).rejects.toMatchObject({ code: 'STORE_INVALID' });
    expect(await store.decisions.foreignIntegrityEvent('main')).toBe('2');
    await store.close();
    own.remove();
  });

  it('on a database of the last numbered schema has its followers go on from where they stood', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, NUMBERED.length);
    for (const [seq, first] of [0, 3, 5].entries()) {
      await client.query(
        `insert into batch (log, seq, kind, first_index, n, received_at, ids, leaves, page, slot, sealed)
         values ('main', $1, 'decision', $2, $3, 1000, '', '', 0, 0, '')`,
        [seq, first, seq === 0 ? 3 : 2],
      );
    }
    await client.query("insert into progress values ('repeats.checked', '5')");
    // A program of before was killed between the two.
    await client.query("insert into tag_run values ('main', 'id', 0, 1), ('main', 'subject', 0, 0)");
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const store = await openTestStore(own.path, { databaseUrl });
    const stands = async (follower: string) => (await store.followers.readPlace(follower))?.place;
    expect(await stands('repeats')).toEqual({ seq: 2, size: 5 });
    expect(await stands('tags')).toEqual({ seq: 1, size: 3 });
    expect(await store.sql.query('select name from progress')).toEqual([]);
    await store.close();
    own.remove();
  });

  it('of two at once on one folder: one has it, the other is told who', async () => {
    const own = dataFolder();
    const tries = await Promise.allSettled([openTestStore(own.path), openTestStore(own.path)]);
    const opened = tries.filter((one): one is PromiseFulfilledResult<Store> => one.status === 'fulfilled');
    expect(opened).toHaveLength(1);
    expect(tries.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { code: 'STORE_LOCKED', message: expect.stringContaining(`in use by process ${process.pid}`) },
    });
    await opened[0]!.value.ping();
    await opened[0]!.value.close();
    own.remove();
  });

  it('of two at once on one database: one has it, the other is refused and leaves nothing running', async () => {
    const { name } = await freshDatabase();
    const { host, user, password } = postgres.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const folders = [dataFolder(), dataFolder()];
    const tries = await Promise.allSettled(folders.map(({ path }) => openTestStore(path, { databaseUrl })));
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'STORE_LOCKED' } });
    for (const one of tries) if (one.status === 'fulfilled') await one.value.close();
    const again = await openTestStore(folders[0]!.path, { databaseUrl });
    await again.close();
    for (const { remove } of folders) remove();
  });
});
