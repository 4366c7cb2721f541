import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSeen, MAX_RANGES, missingOf, see } from './numbering.js';
import type { ProducerState } from './ports.js';

const seen = (sequence: number) => ({ source: 'p', sequence, receivedAtMs: sequence });
const having = (numbers: readonly number[]): ProducerState =>
  numbers.slice(1).reduce((state, number) => see(state, seen(number)), firstSeen(seen(numbers[0]!)));

describe('numbers of a producer', () => {
  it('that are left out are a gap, which a late one closes from any side', () => {
    expect(having([0, 1, 5])).toMatchObject({ last: 5, missing: [[2, 4]] });
    expect(having([0, 1, 5, 3]).missing).toEqual([
      [2, 2],
      [4, 4],
    ]);
    expect(having([0, 1, 5, 3, 2, 4]).missing).toEqual([]);
    expect(having([0, 1, 5, 4, 4, 4]).missing).toEqual([[2, 3]]);
  });

  it('count from the first that came; what lies before is not missing', () => {
    expect(missingOf(having([7, 8]))).toBe(0);
    expect(missingOf(having([7, 8, 3]))).toBe(0);
  });

  it('leave the same gaps in any order, and when they are told again', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(numbers, fc.infiniteStream(fc.nat()), (given, order) => {
        const shuffled = given.map((number) => [order.next().value!, number] as const).sort(([a], [b]) => a - b);
        const state = having([0, ...shuffled.map(([, number]) => number), ...given]);
        const last = Math.max(...given);
        const missing = Array.from({ length: last }, (_, i) => i + 1).filter((number) => !given.includes(number));
        expect(state.missing.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i))).toEqual(missing);
        expect(missingOf(state)).toBe(missing.length);
      }),
    );
  });

  it('that are missing in too many places stay counted', () => {
    const state = having(Array.from({ length: MAX_RANGES + 11 }, (_, i) => 2 * i));
    expect(state.missing).toHaveLength(MAX_RANGES);
    expect(missingOf(state)).toBe(MAX_RANGES + 10);
    expect(missingOf(see(state, seen(1)))).toBe(MAX_RANGES + 10);
  });
});
