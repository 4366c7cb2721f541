import { expect, it } from 'vitest';
import { Series } from './series.js';

const SHAPE = { detector: 2, counts: 2, labels: 1 };
const seriesOf = (name: string): Series =>
  new Series({ group: [name], reference: null, detector: [0, 7], changedAt: 1, startedAt: 2 }, SHAPE);
const numbersOf = (one: Series, stretch: 'since' | 'run') => {
  const { from, counts, labels } = one.shown(stretch);
  return [from, ...counts, ...labels];
};

it('counts of a run have a place while there are any, which series give to each other and never share', () => {
  const all = Array.from({ length: 200 }, (_, i) => seriesOf(`g${i}`));
  for (const [i, one] of all.entries()) {
    one.addCount(0, i + 1);
    one.addLabel(0, 1000 + i);
    // Every other one has no evidence after the block, so that the next takes its place.
    if (i % 2 === 0) one.restart('run', 50);
  }
  for (const [i, one] of all.entries()) {
    expect(numbersOf(one, 'since')).toEqual([2, i + 1, 0, 1000 + i]);
    expect(numbersOf(one, 'run')).toEqual(i % 2 === 0 ? [50, 0, 0, 0] : [2, i + 1, 0, 1000 + i]);
    expect([...one.detector]).toEqual([0, 7]);
  }
});

it('a stretch that begins anew is nothing, and one that was stored comes back', () => {
  const one = seriesOf('g');
  one.addCount(1, 5);
  const stored = { since: one.shown('since'), run: one.shown('run') };
  const again = seriesOf('g');
  again.put('since', stored.since);
  again.put('run', stored.run);
  expect([numbersOf(again, 'since'), numbersOf(again, 'run')]).toEqual([
    [2, 0, 5, 0],
    [2, 0, 5, 0],
  ]);
  again.put('run', { from: 9, counts: [0, 0], labels: [0] });
  again.restart('since', 8);
  expect([numbersOf(again, 'since'), numbersOf(again, 'run')]).toEqual([
    [8, 0, 0, 0],
    [9, 0, 0, 0],
  ]);
});
