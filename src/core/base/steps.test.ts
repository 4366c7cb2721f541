import { expect, test } from 'vitest';
import { nodeClock } from '../../adapters/runtime/index.js';
import { rankingSets, rankingSetsInSteps } from '../fairness/outcomes/index.js';
import { atOnce, inStretches, inTurns, Stretch, sumInStretches } from './steps.js';
import { Turns } from './turns.js';

test('stretches cover every number once, with a pause between two of them', () => {
  for (const n of [0, 1, 8192, 8193, 30_000]) {
    const done: [number, number][] = [];
    const steps = inStretches(n, (from, to) => done.push([from, to]));
    let pauses = 0;
    while (steps.next().done !== true) pauses += 1;
    expect(pauses).toBe(Math.max(0, done.length - 1));
    expect(done.reduce((at, [from, to]) => (from === at ? to : -1), 0)).toBe(n);
  }
  expect(atOnce(sumInStretches(20_000, BigInt))).toBe(199_990_000n);
  const stretch = new Stretch();
  expect([stretch.isOver(8000), stretch.isOver(192), stretch.isOver(1)]).toEqual([false, true, false]);
});

test('what waits has its turn while a long list of candidates is summed up, and the sums are the same', async () => {
  const spec = { policyDigest: '', attributes: ['sex'], k: [1, 100], relevance: 'given' } as const;
  const rows = Array.from({ length: 20_000 }, (_, i) => ({
    list: 'one',
    values: [i % 3 === 0 ? 'f' : 'm'],
    position: i < 15_000 ? ((i * 7919) % 15_000) + 1 : null,
    relevance: (i * 31) % 997,
  }));
  const read = { rows, rowsRead: rows.length, excluded: [] };
  const order: string[] = [];
  setImmediate(() => order.push('other'));
  // Each look at this clock is a second later, so that every pause is a turn.
  let seconds = 0;
  const turns = new Turns({ ...nodeClock, nowMs: () => 1000 * seconds++ });
  const summed = await inTurns(rankingSetsInSteps(spec, [['sex']], read), turns);
  order.push('sums');
  expect(order).toEqual(['other', 'sums']);
  expect(summed).toEqual(rankingSets(spec, [['sex']], read));
});
