import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupRows, rerank } from '../index.js';

const SEX = groupRows({ sex: ['m', 'm', 'm', 'f', 'f', null] });
const SCORE = Float64Array.of(9, 8, 7, 6, 5, 10);

describe('an order', () => {
  it('has the share of a group in every first k, raises nobody who need not be, and says by how much', () => {
    const found = rerank(SEX, SCORE, [{ key: { sex: 'f' }, share: 0.5 }]);
    // Of the first two one is a woman, of the first four two.
    expect([...found.order]).toEqual([5, 3, 0, 4, 1, 2]);
    expect(found.groups.map(({ key, n, shortAt }) => [key.sex, n, shortAt])).toEqual([
      ['f', 2, 6],
      ['m', 3, null],
    ]);
    // Both women stand before men with higher scores; the second, of 5, before one of 8.
    expect([found.raised, found.largestInversion]).toEqual([2, 3]);
  });

  it('without shares is that of the scores', () => {
    expect([...rerank(SEX, SCORE, []).order]).toEqual([5, 0, 1, 2, 3, 4]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'shares of more than all',
      () =>
        rerank(SEX, SCORE, [
          { key: { sex: 'f' }, share: 0.6 },
          { key: { sex: 'm' }, share: 0.6 },
        ]),
      'add up to 1.2',
    ],
    ['a group that there is not', () => rerank(SEX, SCORE, [{ key: { sex: 'x' }, share: 0.1 }]), 'no row is of'],
    [
      'a missing score',
      () =>
        rerank(
          SEX,
          SCORE.map((one, i) => (i === 2 ? Number.NaN : one)),
          [],
        ),
      'row 2 has no score',
    ],
  ])('%s is refused', (_, call, said) => expect(call).toThrow(said));

  it('keeps every share as long as there is anybody, and the order within a group', () => {
    const person = fc.record({ sex: fc.constantFrom('f', 'm', 'x'), score: fc.integer({ min: 0, max: 20 }) });
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (people, f, m) => {
          const groups = groupRows({ sex: people.map(({ sex }) => sex) });
          const score = Float64Array.from(people, (one) => one.score);
          const wanted = [
            { sex: 'f', share: f },
            { sex: 'm', share: m },
          ].filter(({ sex }) => people.some((one) => one.sex === sex));
          const { order } = rerank(
            groups,
            score,
            wanted.map(({ sex, share }) => ({ key: { sex }, share })),
          );
          expect([...order].sort((a, b) => a - b)).toEqual(people.map((_, i) => i));
          for (const { sex, share } of wanted) {
            const own = [...order].filter((row) => people[row]!.sex === sex);
            expect(own).toEqual(own.toSorted((a, b) => score[b]! - score[a]! || a - b));
            for (let k = 1; k <= people.length; k++) {
              const there = [...order].slice(0, k).filter((row) => people[row]!.sex === sex).length;
              expect(there).toBeGreaterThanOrEqual(Math.min(own.length, Math.floor(share * k - 1e-9)));
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
