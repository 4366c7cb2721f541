import { expect, it } from 'vitest';
import { runningStore } from './support/running.js';

const running = runningStore();
const sql = (text: string, values: readonly unknown[] = []) => running.store.sql.query(text, values);

const PROGRESS = { '25 months': { under: 'digest', seq: 7, held: { 'compas/prod': 2 } } };

it('a place of retention that somebody else wrote, changed or took away counts as none', async () => {
  const { retentionProgress } = running.store;
  expect(await retentionProgress.read()).toEqual({});
  await retentionProgress.keep(PROGRESS);
  expect(await retentionProgress.read()).toEqual(PROGRESS);
  const [row] = await sql("select value, seal from progress where name = 'retention.progress'");
  const { value, seal } = row as { value: object; seal: Buffer };
  const later = { '25 months': { under: 'digest', seq: 8, held: { 'compas/prod': 2 } } };
  for (const [text, values] of [
    ['update progress set value = $1', [JSON.stringify(later)]],
    ['update progress set value = $1, seal = null', [JSON.stringify(later)]],
    ['update progress set value = $1, seal = $2', [JSON.stringify(value), Buffer.alloc(seal.length)]],
    ['delete from progress', []],
  ] as const) {
    await sql(text, values);
    expect(await retentionProgress.read(), text).toEqual({});
  }
  await sql("insert into progress (name, value, seal) values ('retention.progress', $1, $2)", [
    JSON.stringify(value),
    seal,
  ]);
  expect(await retentionProgress.read(), 'what was ours is ours').toEqual(PROGRESS);
});
