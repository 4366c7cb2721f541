import { describe, expect, it } from 'vitest';
import { runningService } from './support/running.js';
import { ndjson, record, sender } from './support/service.js';

const running = runningService();
const sql = <Row extends object>(text: string): Promise<Row[]> => running.store.sql.query<Row>(text);

/** Copies a batch to the end of a log, where the next start takes it for entries that a crash left unsigned. */
const plant = (from: string, log: 'main' | 'reads') =>
  sql(`insert into batch select (jsonb_populate_record(null::batch, b.row || jsonb_build_object('log', '${log}', 'seq', e.seq + 1, 'first_index', e.size))).*
       from (select to_jsonb(batch) as row from batch where ${from} limit 1) b,
         (select coalesce(max(seq), -1) as seq, coalesce(max(first_index + n), 0) as size from batch where log = '${log}') e`);

describe('entries that no checkpoint covers yet', () => {
  it.each([
    ['of the same log', 'main'],
    ['of another log', 'reads'],
  ] as const)('are not signed where they are a copy %s', async (_, log) => {
    const { service } = running;
    await service.ingest.decisions(ndjson([record(), record()]), sender);
    await service.log.publish();
    const size = service.log.checkpoint(log)?.size ?? 0;
    await plant(`log = 'main' and kind = 'decision'`, log);
    await expect(running.restart()).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
      message: expect.stringContaining(`entries ${size} to ${size + 1} of log ${log}`),
    });
    // Nothing of it was signed, so the log is whole again without the row.
    await sql(`delete from batch where log = '${log}' and first_index >= ${size}`);
    await running.restart();
    await running.service.log.verify();
  });
});
