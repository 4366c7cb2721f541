import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../src/apps/testing/index.js';
import type { ErasedListStore } from '../../src/domain/decisions/ports/index.js';
import { runningStore } from './support/running.js';

const postgres = runningStore();

const openers: [string, () => ErasedListStore][] = [
  ['memory', () => memoryStores().erasedLists!],
  ['PostgreSQL', () => postgres.store.erasedLists!],
];

describe.each(openers)('store of erased candidates: %s', (_, open) => {
  it('erased candidates of lists are kept once, and counted by list as far as the log goes', async () => {
    const erasedLists = open();
    const erased = [
      { listKey: 'a', index: 4, n: 2 },
      { listKey: 'b', index: 4, n: 1 },
    ];
    await erasedLists.keep([]);
    await erasedLists.keep(erased);
    await erasedLists.keep([...erased, { listKey: 'a', index: 9, n: 1 }]);
    const counts = async (keys: readonly string[], size: number) =>
      [...(await erasedLists.countsOf(keys, size))].sort();
    expect(await counts(['a', 'b', 'c'], 10)).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    expect(await counts(['a', 'c'], 9)).toEqual([['a', 2]]);
    expect(await counts(['a', 'b'], 4)).toEqual([]);
    expect(await counts([], 10)).toEqual([]);
  });
});

it('a count of erased candidates that the service did not write counts for nothing', async () => {
  const { erasedLists, sql } = postgres.store;
  await erasedLists!.keep([{ listKey: 'forged', index: 1, n: 1 }]);
  await sql.query("update erased_list set n = 5 where list_key = 'forged'");
  await sql.query(
    "insert into erased_list select 'forged', 2, 5, seal from erased_list where list_key = 'forged' and index = 1",
  );
  expect([...(await erasedLists!.countsOf(['forged'], 10))]).toEqual([]);
});
