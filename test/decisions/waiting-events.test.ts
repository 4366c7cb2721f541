import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '../../src/domain/log/events/index.js';
import type { PendingEvent } from '../../src/domain/log/ports/index.js';
import { runningStore } from './support/running.js';
import { newId, openTestService } from './support/service.js';

const running = runningStore();
const oddDone = defineEvent('odd.done', { value: z.unknown() }, 'A value of odd numbers and letters.');
const value = { n: [1e21, -0, 1.5e-7, 2 ** 53], text: 'größer \u2028 "', none: null, gone: undefined };
const event = (): PendingEvent => ({ ...oddDone({ value }), id: newId(), log: 'main' });
const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
  running.store.sql.query<Row>(text, values);
const rowOf = async (id: string): Promise<string> =>
  (await sql<{ row: string }>('select to_jsonb(p)::text as row from pending_event p where id = $1', [id]))[0]!.row;
const put = (row: string): Promise<unknown> =>
  sql(
    'insert into pending_event overriding system value select o.* from jsonb_populate_record(null::pending_event, $1) o',
    [row],
  );

const start = async (): Promise<void> => (await openTestService(running.store, { events: [oddDone] })).close();
const entries = async (): Promise<number> =>
  (await running.store.decisions.readFrom('main', 0, 999)).filter(({ kind }) => kind === 'event').length;

/** Another value for each column. */
const CHANGED: Readonly<Record<string, string>> = {
  id: `'00000000-0000-4000-8000-000000000001'`,
  log: `'reads'`,
  type: `'role.granted'`,
  payload: `payload || '{"id": "y"}'`,
  after_seq: 'after_seq + 1',
  seal: 'null',
};

describe('events that wait to become entries', () => {
  it('become none when this version declares no such event: the start says which, and a version that does goes on', async () => {
    await running.store.outbox.add(event());
    await expect(openTestService(running.store)).rejects.toThrow(/declares the event odd\.done/);
    expect(await running.store.outbox.pending()).toHaveLength(1);
    const before = await entries();
    await start();
    expect([await entries(), await running.store.outbox.pending()]).toEqual([before + 1, []]);
  });

  it('are known as our own, whatever numbers and letters they have', async () => {
    const one = event();
    await running.store.outbox.add(one);
    expect((await running.store.outbox.pending()).map(({ id }) => id)).toEqual([one.id]);
    await start();
    expect([await entries(), await running.store.outbox.pending()]).toEqual([2, []]);
  });

  it('become no entry when somebody else wrote or changed any column, are named, and do not keep the others from it', async () => {
    const columns = await sql<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'pending_event'`,
    );
    // Only their order depends on the place.
    expect(columns.map(({ name }) => name).sort()).toEqual([...Object.keys(CHANGED), 'position'].sort());
    for (const [column, value] of Object.entries(CHANGED)) {
      const [one, other] = [event(), event()];
      await running.store.outbox.add(one);
      const row = await rowOf(one.id);
      await sql(`update pending_event set ${column} = ${value} where id = $1`, [one.id]);
      await running.store.outbox.add(other);
      const before = await entries();
      const [foreign] = await running.store.outbox.foreign();
      await expect(start(), column).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining(foreign!),
      });
      // The other one became an entry.
      expect([column, await entries(), await running.store.outbox.pending()]).toEqual([column, before + 1, []]);
      await sql('delete from pending_event');
      await put(row);
      await start();
      expect([column, await entries()]).toEqual([column, before + 2]);
    }
  });

  it('become no second entry when an old row is put back', async () => {
    const one = event();
    await running.store.outbox.add(one);
    const row = await rowOf(one.id);
    await start();
    const before = await entries();
    await put(row);
    await start();
    expect([await entries(), await running.store.outbox.pending()]).toEqual([before, []]);
  });

  it('stop the check of every entry while one of somebody else is there', async () => {
    const service = await openTestService(running.store);
    await service.log.publish();
    await sql(
      `insert into pending_event (id, log, type, payload, after_seq) values ($1, 'main', 'role.granted', '{}', 0)`,
      [newId()],
    );
    await expect(service.log.verify()).rejects.toMatchObject({ code: 'LEDGER_INVALID' });
    await sql('delete from pending_event');
    await service.log.verify();
    await service.close();
  });
});
