import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { acceptRollback } from '../../src/adapters/postgres/accept-rollback.js';
import { keysOnlyPolicy, parseVerifierKey, verifyLog } from '../../src/core/ledger/index.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { runningStore } from './support/running.js';
import { ndjson, openTestService, record, sender } from './support/service.js';

const running = runningStore();

/** The same object, where one step ends as in a crash before it. */
const cutBefore = <T extends object>(target: T, step: keyof T): T =>
  new Proxy(target, {
    get(of, name) {
      if (name === step) return () => Promise.reject(new Error(`cut before ${String(step)}`));
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });

const records = (n: number) => ndjson(Array.from({ length: n }, () => record()));

describe('a database restored to an older state on purpose', () => {
  it('is refused until that is accepted; the acceptance is an entry and the log verifies', async () => {
    const { store } = running;
    const before = await openTestService(store);
    await before.ingest.decisions(records(10), sender);
    await before.log.publish();
    const [old] = await store.sql.query<{ size: string }>("select * from ledger_head where log = 'main'");
    await before.ingest.decisions(records(5), sender);
    await before.log.publish();
    const lost = before.log.checkpoint('main')!;
    // The numbers of a producer had come further than the older state says.
    await store.pinnedNumbers.write('producer', { 'key-1': 5 });
    await before.close();
    expect(await acceptRollback(store, { reason: 'nothing happened', by: 'test' })).toEqual([]);

    // As if the backup of an hour ago were put back.
    await store.sql.query("delete from batch where log = 'main' and first_index >= 10");
    const { size, root, note } = old as unknown as { size: string; root: Buffer; note: string };
    const back = "update ledger_head set size = $1, root = $2, note = $3 where log = 'main'";
    await store.sql.query(back, [size, root, note]);
    await expect(openTestService(store)).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
      message: expect.stringContaining(`a checkpoint of ${lost.size} was signed`),
    });

    // Wherever the acceptance is cut short, it is begun again.
    const { ledger, pinned, pinnedNumbers } = store;
    for (const cut of [
      { pinnedNumbers: cutBefore(pinnedNumbers, 'setAside') },
      { ledger: cutBefore(ledger, 'clearFiles') },
      { ledger: cutBefore(ledger, 'saveFault') },
      { pinned: cutBefore(pinned, 'setAside') },
    ])
      await expect(acceptRollback({ ...store, ...cut }, { reason: 'disk lost', by: 'test' })).rejects.toThrow('cut');
    const [accepted] = await acceptRollback(store, { reason: 'disk lost', by: 'test' });
    expect(accepted).toMatchObject({ log: 'main', lostSize: 15, keptSize: 10 });
    expect(existsSync(accepted!.evidence)).toBe(true);

    const after = await openTestService(store);
    await after.ingest.decisions(records(3), sender);
    await after.log.publish();
    expect(after.log.checkpoint('main')!.size).toBe(14);
    const [batch] = (await store.decisions.readFrom('main', 0, 99)).filter(({ kind }) => kind === 'event');
    expect(batch?.firstIndex).toBe(10);
    const policy = keysOnlyPolicy([parseVerifierKey(after.log.verifierKey('main'))]);
    const checked = await verifyLog({
      read: (path) => after.log.file('main', path),
      trust: policy,
      crypto: nodeCrypto,
    });
    expect(checked.steps.filter(({ status }) => status === 'failed')).toEqual([]);
    await after.close();
  }, 60_000);
});
