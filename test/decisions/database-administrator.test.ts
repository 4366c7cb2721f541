import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SegmentTallies } from '../../src/adapters/segments/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { RecordedAudits } from '../../src/domain/audits/recorded/index.js';
import type { DecisionServices } from '../../src/domain/decisions/service.js';
import { startPostgres } from '../dataset/support/postgres.js';
import { policyText } from './support/live-policy.js';
import {
  freeKey,
  IN_USE,
  isEmptyBucket,
  isNeverRead,
  MADE_ANEW,
  MANY_SIDED,
  MAY_BE_MISSING,
  OTHER_COLUMNS,
  OTHER_TABLES,
  OTHER_VALUE,
  rowsByHand,
} from './support/rows-to-change.js';
import { runningStore } from './support/running.js';
import { all, clockedRuntime, ndjson, openTestService, reader, record, sender } from './support/service.js';

const runtime = clockedRuntime();
// Hundreds of services are opened on it; none of what is tried here asks whether a commit reached the disk.
const postgres = await startPostgres();
afterAll(() => postgres.stop());
const running = runningStore({ databaseUrl: postgres.url });
const scratch = mkdtempSync(join(tmpdir(), 'tribune-dba-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const knownAt = '2026-11-22T11:00:00Z';
const DAY_MS = 86_400_000;
const ids: string[] = [];

async function open(): Promise<DecisionServices> {
  const service = await openTestService(running.store, {
    runtime,
    epochMs: 0,
    recordsPerRun: 8,
    windowMs: DAY_MS,
    limits: { recordsPerBatch: 4 },
    ledger: { checkIntervalMs: 0 },
    onProblem: () => undefined,
  });
  service.followers.start();
  return service;
}

async function fill(service: DecisionServices): Promise<void> {
  for (let request = 0; request < 4; request++) {
    const subjects = ['ann', 'bob', 'eve', `person-${request}`];
    const records = subjects.map((subject, i) => record({ subject, ...(i % 2 ? { attributes: undefined } : {}) }));
    ids.push(...records.map(({ id }) => id as string));
    await service.ingest.decisions(ndjson(records), {
      ...sender,
      producer: `scorer-${request % 3}`,
      sequence: 3 * request,
    });
  }
  await service.ingest.decisions(ndjson(ids.slice(0, 4).map((id) => record({ id, outcome: 0 }))), sender);
  await service.ingest.labels(ndjson(ids.map((decision, i) => ({ decision, label: i % 2, knownAt }))), sender);
  const later = ids.slice(0, 4).map((decision) => ({ decision, attributes: { sex: 'Female' } }));
  await service.ingest.attributes(ndjson(later), sender);
  await service.subjects.erase('bob', { basis: 'GDPR Art. 17', requestedBy: 'dpo' });
  runtime.advance(DAY_MS + 1);
  await service.subjects.turnEpoch();
  await service.subjects.erase('person-3', { basis: 'GDPR Art. 17', requestedBy: 'dpo' });
  const hold = { owner: 'legal', reason: 'claim', reviewAt: '2027-06-01T00:00:00Z' };
  await service.subjects.setHold('ann', hold);
  const { id } = await service.subjects.setHold('eve', hold);
  await service.subjects.releaseHold(id, 'legal');
  await service.log.rotateKey('main', { by: 'test' });
  await service.log.rotateKey('main', { by: 'test' });
}

/** Beyond the window the same id is taken again. */
async function repeat(service: DecisionServices): Promise<void> {
  runtime.advance(3 * DAY_MS);
  const again = [0, 2].map((i) => record({ id: ids[i], subject: 'ann', outcome: 0 }));
  await service.ingest.decisions(ndjson([...again, record({ subject: 'ann' })]), sender);
  await service.ingest.decisions(ndjson(['x', 'y', 'z', 'w'].map((subject) => record({ subject }))), sender);
}

const auditsOf = ({ history }: DecisionServices, maxSegmentEntries = 100_000): RecordedAudits =>
  new RecordedAudits({
    history,
    source: new SegmentTallies(history, { scratch, maxSegmentEntries }),
    judge: () => Promise.reject(new Error('nothing is judged here')),
    results: { keep: () => Promise.reject(new Error('nothing is kept here')) },
    nowMs: () => performance.now(),
    atOnce: 1,
  });

/** Everything that can be asked, as text; what is refused throws. */
async function everything(service: DecisionServices): Promise<string> {
  const answers: unknown[] = [];
  // Side by side, as many ask at once.
  const { reading, subjects } = service;
  const each = ids.map((id) => [
    reading.decision(id, all, reader),
    reading.receipt(id),
    reading.opening(id, all, reader),
  ]);
  answers.push(...(await Promise.all(each.flat())));
  const people = ['ann', 'bob', 'eve', 'person-1', 'x'];
  answers.push(...(await Promise.all(people.map((subject) => subjects.export(subject, reader)))));
  const audits = auditsOf(service);
  const query = {
    deployment: 'compas/prod',
    sinceMs: null,
    untilMs: null,
    policyText,
    reader,
    sight: 'persons' as const,
  };
  const { tally, log } = await audits.tally(query);
  await audits.close();
  answers.push(tally, log.erased, log.recorded, log.repeats);
  answers.push(await service.reading.integrityEvents(100), service.producers());
  // What was read becomes entries of the log of reads: its size and the newest head differ from time to time.
  return JSON.stringify(answers, (key, value: unknown) =>
    key === 'text' ? 'text' : typeof value === 'bigint' ? String(value) : value,
  );
}

let before: string;

/** 'start', 'read' or 'check' says who refused; null when nothing did and every answer is the true one; else what is wrong. */
const isFine = (who: string | null, table: string): boolean => (who === null ? table in MADE_ANEW : who.length < 6);
/** The same where a row was removed. */
const isFineWithout = (who: string | null, table: string): boolean =>
  (who === null && table in MAY_BE_MISSING) || isFine(who, table);

async function refusedBy(): Promise<string | null> {
  let service: DecisionServices | undefined;
  const refused = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return false;
    } catch (cause) {
      const code = cause instanceof TribuneError ? cause.code : String(cause);
      expect(['STORE_INVALID', 'LEDGER_INVALID', 'KEY_MISSING'], String((cause as Error).stack)).toContain(code);
      return true;
    }
  };
  try {
    if (await refused(async () => (service = await open()))) return 'start';
    if (await refused(() => service!.log.verify())) return 'check';
    let answers = '';
    if (await refused(async () => (answers = await everything(service!)))) return 'read';
    // Nobody said anything: then at least every answer is the true one, where rows are made anew.
    const at = [...answers].findIndex((character, i) => character !== before[i]);
    return answers === before
      ? null
      : `unnoticed, and another answer: ${answers.slice(Math.max(0, at - 150), at + 150)}`;
  } finally {
    await service?.close().catch(() => undefined);
  }
}

const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
  running.store.sql.query<Row>(text, values);

const { columns, original, put, remove } = rowsByHand(sql);

/** Number of batches that each log had before anything was tried: every answer given since is an entry more. */
let filled: Record<string, number> = {};

/** Rows to try a change on: a few, spread over the table, always the same ones. */
async function rowsOf(table: string, many: number): Promise<string[]> {
  const keys = (await columns()).filter((one) => one.table === table && one.isKey).map(({ column }) => column);
  const rows = await sql<{ row: string }>(
    `select row from (select to_jsonb(t)::text as row, row_number() over (order by ${keys.join(', ') || '1'}) as place, count(*) over () as n
       from ${table} t ${IN_USE[table] ?? ''} ${table === 'batch' ? 'where t.seq < ($2::jsonb ->> t.log)::int' : ''}) r
     where (place - 1) % greatest(n / $1, 1) = 0 limit $1`,
    table === 'batch' ? [many, filled] : [many],
  );
  return rows.map(({ row }) => row);
}

async function demandUnchanged(): Promise<void> {
  const service = await open();
  expect(await everything(service)).toBe(before);
  await service.log.verify();
  await service.close();
}

describe('whoever has the password of the database', () => {
  beforeAll(async () => {
    const first = await open();
    await fill(first);
    await first.close();
    const second = await open();
    await repeat(second);
    const audits = auditsOf(second, 16);
    await audits.seal();
    await audits.close();
    await second.log.publish();
    const head = second.log.checkpoint('main')!;
    await running.store.ledger.saveCosignedCheckpoint(head);
    before = await everything(second);
    await second.log.verify();
    await second.close();
    const sizes = await sql<{ log: string; n: number }>('select log, count(*)::int as n from batch group by log');
    filled = Object.fromEntries(sizes.map(({ log, n }) => [log, n]));
    await demandUnchanged();
  }, 120_000);

  // Otherwise what is tried next would be refused for what was left behind.
  afterEach(demandUnchanged);

  it('finds every table of the database in this test, and what it tries filled', async () => {
    const tables = [...new Set((await columns()).map(({ table }) => table))].filter(
      (table) => !(table in OTHER_TABLES),
    );
    for (const table of tables) expect([table, (await rowsOf(table, 1)).length]).toEqual([table, 1]);
    const known = new Set((await columns()).flatMap(({ table, column }) => [table, `${table}.${column}`]));
    expect([...Object.keys(OTHER_TABLES), ...Object.keys(OTHER_COLUMNS)].filter((name) => !known.has(name))).toEqual(
      [],
    );
  });

  it('edits no column of any row unnoticed', { timeout: 600_000 }, async () => {
    const unnoticed: string[] = [];
    const tried: Record<string, number> = {};
    const everyColumn = await columns();
    for (const { table, column, type, isKey } of everyColumn) {
      if (table in OTHER_TABLES || `${table}.${column}` in OTHER_COLUMNS) continue;
      const keys = everyColumn.filter((one) => one.table === table && one.isKey).map((one) => one.column);
      for (const row of await rowsOf(table, MANY_SIDED.has(table) ? 4 : 1)) {
        // By its old key the row is found and put back, whatever was changed in it.
        await remove(table, keys, row);
        const changed = `(jsonb_populate_record(o, jsonb_build_object('${column}', ${OTHER_VALUE[type]!(`o.${column}`)}))).*`;
        const isDone = await sql<{ row: string }>(
          `insert into ${table} as t overriding system value select ${changed} from ${original(table)} returning to_jsonb(t)::text as row`,
          [row],
        ).catch(() => null);
        const who = isDone === null ? 'start' : await refusedBy();
        // A row under another key is missing under its own.
        const isNoticed = isKey ? isFineWithout(who, table) : isFine(who, table);
        if (!isNoticed) unnoticed.push(`${who} ${table}.${column} of ${row.slice(0, 150)}`);
        tried[`${who}`] = (tried[`${who}`] ?? 0) + 1;
        if (isDone !== null) await remove(table, keys, isDone[0]!.row);
        await remove(table, keys, row);
        await put(table, row);
      }
    }
    expect(unnoticed).toEqual([]);
    expect(tried.check! + tried.start!).toBeGreaterThan(20);
  });

  it('removes no row unnoticed', { timeout: 300_000 }, async () => {
    const unnoticed: string[] = [];
    for (const table of new Set((await columns()).map((one) => one.table))) {
      if (table in OTHER_TABLES || table in MADE_ANEW) continue;
      const keys = (await columns()).filter((one) => one.table === table && one.isKey).map((one) => one.column);
      for (const row of await rowsOf(table, 3)) {
        if (isEmptyBucket(table, row)) continue;
        await remove(table, keys, row);
        const who = await refusedBy();
        if (!isFineWithout(who, table)) unnoticed.push(`${who} ${table} ${row.slice(0, 150)}`);
        await remove(table, keys, row);
        await put(table, row);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it('swaps no two rows unnoticed', { timeout: 300_000 }, async () => {
    const unnoticed: string[] = [];
    for (const table of new Set((await columns()).map((one) => one.table))) {
      if (table in OTHER_TABLES || table in MADE_ANEW) continue;
      const names = (await columns()).filter((one) => one.table === table);
      const keys = names.filter(({ isKey }) => isKey).map(({ column }) => column);
      const rest = names.filter(({ isKey }) => !isKey).map(({ column }) => column);
      const crossed = (of: string, other: string): string => {
        const [one, two] = [JSON.parse(of), JSON.parse(other)] as Record<string, unknown>[];
        const isSame = rest.every((name) => one![name] === two![name]);
        return isSame ? of : JSON.stringify({ ...one, ...Object.fromEntries(rest.map((name) => [name, two![name]])) });
      };
      // Rows that differ by their keys alone are the same after it: the first two that differ by more.
      const rows = await rowsOf(table, 4);
      const pairs = rows.flatMap((one, i) => rows.slice(i + 1).map((two) => [one, two] as const));
      for (const [a, b] of pairs.filter(([one, two]) => crossed(one, two) !== one)) {
        for (const row of [a, b]) await remove(table, keys, row);
        const isSwapped = await put(table, crossed(a, b))
          .then(() => put(table, crossed(b, a)))
          .then(() => true)
          .catch((cause: Error) => {
            // Rows of two logs whose places stand in the other log already.
            expect(String((cause.cause as Error | undefined)?.message ?? cause.message)).toContain('unique constraint');
            return false;
          });
        const who = isSwapped ? await refusedBy() : 'start';
        if (!isFine(who, table)) unnoticed.push(`${who} ${table} ${a.slice(0, 100)} and ${b.slice(0, 100)}`);
        for (const row of [a, b]) await remove(table, keys, row);
        for (const row of [a, b]) await put(table, row);
        if (isSwapped) break;
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it('repeats no row unnoticed', { timeout: 300_000 }, async () => {
    const unnoticed: string[] = [];
    const forbidden: string[] = [];
    const everyColumn = await columns();
    for (const table of new Set(everyColumn.map((one) => one.table))) {
      if (table in OTHER_TABLES || table in MADE_ANEW) continue;
      const keys = everyColumn.filter((one) => one.table === table && one.isKey);
      const [row] = await rowsOf(table, 1);
      // As it is, and under another value of each column of its key.
      for (const key of [null, ...keys]) {
        const member = key === null ? '' : `'${key.column}', ${freeKey(key)}`;
        const copied = await sql<{ row: string }>(
          `insert into ${table} as t overriding system value
             select (jsonb_populate_record(o, jsonb_build_object(${member}))).* from ${original(table)} returning to_jsonb(t)::text as row`,
          [row],
        ).catch((cause: Error) => {
          expect(String((cause.cause as Error | undefined)?.message ?? cause.message)).toContain('unique constraint');
          forbidden.push(`${table}.${key?.column ?? '*'}`);
          return [];
        });
        for (const { row: copy } of copied) {
          const who = await refusedBy();
          const name = `${table}.${key?.column}`;
          if (!isFine(who, table) && !(who === null && isNeverRead(key!, copy)))
            unnoticed.push(`${who} ${name} ${copy.slice(0, 150)}`);
          await remove(
            table,
            keys.map(({ column }) => column),
            copy,
          );
        }
      }
    }
    expect(unnoticed).toEqual([]);
    // The same row twice is what a unique key forbids, in every table.
    const tables = [...new Set(everyColumn.map(({ table }) => table))];
    expect(forbidden.filter((name) => name.endsWith('.*'))).toEqual(
      tables.filter((table) => !(table in OTHER_TABLES) && !(table in MADE_ANEW)).map((table) => `${table}.*`),
    );
  });

  it('an erasure that was set back is complete again by the entry that is there', async () => {
    const [done] = await sql<{ id: string }>(`select id from erasure where status = 'complete' limit 1`);
    await sql(`update erasure set status = 'pending' where id = $1`, [done!.id]);
    const service = await open();
    expect((await service.subjects.certificate(done!.id))?.status).toBe('complete');
    await service.log.verify();
    const told = await sql<{ n: string }>(`select count(*) as n from batch where log = 'main'`);
    await service.close();
    const again = await open();
    await again.log.verify();
    await again.close();
    expect(await sql(`select count(*) as n from batch where log = 'main'`)).toEqual(told);
  });

  it('gives nobody the record of another under an id', async () => {
    const [row] = await sql<{ seq: string; ids: Buffer }>(
      `select seq, ids from batch where log = 'main' and kind = 'decision' and length(ids) >= 64 order by seq limit 1`,
    );
    const swapped = Buffer.concat([
      row!.ids.subarray(32, 48),
      row!.ids.subarray(16, 32),
      row!.ids.subarray(0, 16),
      row!.ids.subarray(48),
    ]);
    const write = (bytes: Buffer) =>
      sql(`update batch set ids = $1 where log = 'main' and seq = $2`, [bytes, row!.seq]);
    await write(swapped);
    const service = await open();
    const id = row!.ids.toString('hex', 16, 32).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
    for (const ask of [
      () => service.reading.decision(id, all, reader),
      () => service.reading.receipt(id),
      () => service.reading.opening(id, all, reader),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'STORE_INVALID' });
    await expect(service.log.verify()).rejects.toMatchObject({ code: 'LEDGER_INVALID' });
    await service.close().catch(() => undefined);
    await write(row!.ids);
  });
});
