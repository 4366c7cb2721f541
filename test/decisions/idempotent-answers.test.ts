import { describe, expect, it } from 'vitest';
import { runningService } from './support/running.js';
import { ndjson, record, sender } from './support/service.js';

const running = runningService();
const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
  running.store.sql.query<Row>(text, values);

/** Another value for each column but those by which a row is found. */
const CHANGED: Readonly<Record<string, string>> = {
  body_digest: `set_byte(body_digest, 0, get_byte(body_digest, 0) # 1)`,
  answer: `replace(answer, '"accepted":1', '"accepted":2')`,
  received_at: 'received_at + 1',
  producer: `producer || 'x'`,
  sequence: 'sequence + 1',
  seal: 'null',
};

const send = (idempotencyKey: string, sequence: number | null, body = ndjson([record()])) =>
  running.service.ingest.decisions(body, {
    ...sender,
    idempotencyKey,
    producer: 'scorer',
    ...(sequence === null ? {} : { sequence }),
  });

async function whileChanged(change: string, key: string, then: () => Promise<void>): Promise<void> {
  const [{ row }] = (await sql<{ row: string }>('select to_jsonb(a)::text as row from kept_answer a where key = $1', [
    key,
  ])) as [{ row: string }];
  await sql(change, [key]);
  await then();
  await sql('delete from kept_answer where key = $1', [key]);
  await sql('insert into kept_answer select o.* from jsonb_populate_record(null::kept_answer, $1) o', [row]);
}

describe('answers kept for requests that come again', () => {
  it('are not given out when anybody changed a column; the same records under another key are duplicates', async () => {
    const body = ndjson([record()]);
    const { answer } = await send('one', 0, body);
    const columns = await sql<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'kept_answer'`,
    );
    expect(columns.map(({ name }) => name).toSorted()).toEqual([...Object.keys(CHANGED), 'scope', 'key'].toSorted());
    for (const [column, value] of Object.entries(CHANGED)) {
      await whileChanged(`update kept_answer set ${column} = ${value} where key = $1`, 'one', async () => {
        await expect(send('one', 0, body), column).rejects.toMatchObject({
          code: 'STORE_INVALID',
          remedy: expect.stringContaining('another idempotency key'),
        });
      });
      expect(await send('one', 0, body), column).toEqual({ answer, replayed: true });
    }
    expect((await send('one again', 1, body)).answer).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  it('are not given out from the row of another request', async () => {
    const [body, other] = [ndjson([record()]), ndjson([record(), record()])];
    await send('two', null, body);
    await send('three', null, other);
    const swap = `update kept_answer a set answer = b.answer, seal = b.seal, body_digest = a.body_digest
      from kept_answer b where a.key = $1 and b.key = 'three'`;
    await whileChanged(swap, 'two', async () => {
      await expect(send('two', null, body)).rejects.toMatchObject({ code: 'STORE_INVALID' });
    });
    // The row under another key: a forged answer to a request that never came.
    const plant = `update kept_answer set key = 'four' where key = $1`;
    await whileChanged(plant, 'two', async () => {
      await running.restart();
      await expect(send('four', null, body)).rejects.toMatchObject({ code: 'STORE_INVALID' });
      await sql(`delete from kept_answer where key = 'four'`);
    });
  });

  it('that were removed have the request taken again: ids make its records duplicates', async () => {
    const body = ndjson([record()]);
    await send('five', 5, body);
    await sql(`delete from kept_answer where key = 'five'`);
    expect(await send('five', 5, body)).toMatchObject({ answer: { accepted: 0, duplicates: 1 }, replayed: false });
  });
});

describe('numbers of requests', () => {
  it('that somebody else wrote or changed keep the service from starting: they would hide one that never came', async () => {
    await send('six', 10);
    const missing = (): number | undefined => running.service.metrics().sequenceGaps[sender.source];
    const before = missing();
    expect(before).toBeGreaterThan(0);
    const changed = 'update kept_answer set sequence = 7 where key = $1';
    await whileChanged(changed, 'six', async () => {
      await expect(running.restart()).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining('request 7 of producer key-1 scorer'),
      });
    });
    await running.restart();
    expect(missing()).toBe(before);
  });

  it('of a producer are refused where its row was changed, set back or removed', async () => {
    await running.restart();
    const [{ row: old }] = (await sql<{ row: string }>('select to_jsonb(p)::text as row from producer p')) as [
      { row: string },
    ];
    await send('seven', 20);
    await running.restart();
    const missing = running.service.metrics().sequenceGaps[sender.source]!;
    const [{ row }] = (await sql<{ row: string }>('select to_jsonb(p)::text as row from producer p')) as [
      { row: string },
    ];
    const put = (one: string): Promise<unknown> =>
      sql('insert into producer select o.* from jsonb_populate_record(null::producer, $1) o', [one]);
    await sql('delete from kept_answer where sequence is not null');
    // A service that runs writes over what was changed meanwhile.
    await running.service.close();
    for (const [change, values] of [
      [`update producer set missing = '[]'`, []],
      [`update producer set missing = '[]', seal = null`, []],
      ['delete from producer', []],
      [
        'update producer set last = o.last, missing = o.missing, seen_at = o.seen_at, seal = o.seal from jsonb_populate_record(null::producer, $1) o',
        [old],
      ],
    ] as const) {
      await sql(change, values);
      await expect(running.restart(), change).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining('the numbers of producer key-1 scorer'),
        remedy: expect.stringContaining('pinned-numbers.json'),
      });
      await sql('delete from producer');
      await put(row);
    }
    await running.restart();
    expect(running.service.metrics().sequenceGaps[sender.source]).toBe(missing);
    await running.service.log.publish();
    await sql(`update producer set missing = '[]'`);
    await expect(running.service.log.verify()).rejects.toMatchObject({ code: 'LEDGER_INVALID' });
    await sql('delete from producer');
    await put(row);
    await running.service.log.verify();
  });
});

describe('integrity events', () => {
  const conflict = async (): Promise<void> => {
    const first = record();
    await running.service.ingest.decisions(ndjson([first]), sender);
    await running.service.ingest.decisions(ndjson([{ ...first, outcome: 0 }]), sender);
  };
  const numbers = async (): Promise<number[]> =>
    (await sql<{ number: string }>('select number from integrity_event order by number')).map(({ number }) =>
      Number(number),
    );

  it('are numbered without gaps; one that was changed is not given out, one that was removed is named, the newest too', async () => {
    for (let i = 0; i < 3; i++) await conflict();
    await running.service.log.publish();
    await running.service.log.verify();
    expect(await numbers()).toEqual([1, 2, 3]);
    await sql(`update integrity_event set source = 'somebody' where number = 2`);
    await expect(running.service.reading.integrityEvents(9)).rejects.toMatchObject({ code: 'STORE_INVALID' });
    await sql(`update integrity_event set source = $1 where number = 2`, [sender.source]);
    expect(await running.service.reading.integrityEvents(9)).toHaveLength(3);
    for (const number of [1, 3]) {
      const [{ row }] = (await sql<{ row: string }>(
        'delete from integrity_event e where number = $1 returning to_jsonb(e)::text as row',
        [number],
      )) as [{ row: string }];
      for (let start = 0; start < 2; start++) {
        await expect(running.service.log.verify()).rejects.toMatchObject({
          code: 'LEDGER_INVALID',
          message: expect.stringContaining(`integrity event ${number} `),
        });
        await running.restart();
      }
      await sql('insert into integrity_event select o.* from jsonb_populate_record(null::integrity_event, $1) o', [
        row,
      ]);
      await running.service.log.verify();
    }
  });

  it('that come after a removed one do not take its number', async () => {
    await sql('delete from integrity_event where number = 3');
    await running.restart();
    await conflict();
    expect(await numbers()).toEqual([1, 2, 4]);
    await running.service.log.publish().catch(() => undefined);
    await expect(running.service.log.verify()).rejects.toMatchObject({
      message: expect.stringContaining('integrity event 3 '),
    });
  });
});
