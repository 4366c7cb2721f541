import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fourFifths } from './four-fifths.js';

const group = (name: string, selected: number, n: number) => ({ values: [name], n, selected });
const of = (...groups: ReturnType<typeof group>[]) =>
  fourFifths({ by: ['g'], groups, unknown: 0, hidden: 0, total: groups.reduce((sum, { n }) => sum + n, 0) });

describe('four fifths', () => {
  it('gives ratio, both tests, what is lacking and what would turn it', () => {
    // The example of Questions and Answers 11: 80 applicants white, 48 hired; 40 black, 12 hired.
    const [white, black] = of(group('white', 48, 80), group('black', 12, 40));
    expect(white).toMatchObject({ rate: 0.6, ratio: 1, isUnder: false, z: null });
    expect(black).toMatchObject({ rate: 0.3, ratio: 0.5, isUnder: true, shortfall: 8, flips: 8 });
    expect(black!.z).toBeCloseTo(-3.0984, 4);
    expect(black!.fisher).toBeLessThan(0.01);
  });

  it('is exact where the ratio is four fifths to the last digit', () => {
    expect(of(group('a', 10, 10), group('b', 8, 10))[1]).toMatchObject({ isUnder: false, shortfall: 0, flips: 1 });
    expect(of(group('a', 10, 10), group('b', 7, 10))[1]).toMatchObject({ isUnder: true, shortfall: 1, flips: 1 });
  });

  it('says nothing where nobody was selected or a category is empty', () => {
    for (const one of of(group('a', 0, 10), group('b', 0, 10)))
      expect(one).toMatchObject({ ratio: null, isUnder: null, flips: null });
    expect(of(group('a', 5, 10), group('b', 0, 0))[1]).toMatchObject({ rate: null, isUnder: null });
    // A category that is compared with nobody is not found to be without impact.
    for (const [one] of [of(group('a', 5, 10), group('b', 0, 0)), of(group('a', 5, 10))])
      expect(one).toMatchObject({ rate: 0.5, ratio: null, isUnder: null, shortfall: null });
  });

  it('finds the same by trying every number of people', () => {
    const size = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(size, size, fc.nat(), fc.nat(), (n, m, i, j) => {
        const [a, b] = [group('a', i % (n + 1), n), group('b', j % (m + 1), m)];
        const best = a.selected * m >= b.selected * n ? a : b;
        const other = best === a ? b : a;
        if (best.selected === 0 || best.selected * other.n === other.selected * best.n) return;
        const found = of(a, b)[best === a ? 1 : 0]!;
        const under = (x: number, y: number): boolean => 5 * x * best.n < 4 * y * other.n;
        const was = under(other.selected, best.selected);
        const step = was ? 1 : -1;
        const tries = Array.from({ length: 13 }, (_, k) => k).filter((k) => {
          const [x, y] = [other.selected + step * k, best.selected - step * k];
          return (
            (x >= 0 && x <= other.n && under(x, best.selected) !== was) ||
            (y >= 0 && y <= best.n && under(other.selected, y) !== was)
          );
        });
        expect(found.isUnder).toBe(was);
        expect(found.flips).toBe(tries[0] ?? null);
        if (was) expect(under(other.selected + found.shortfall!, best.selected)).toBe(false);
        if (was) expect(under(other.selected + found.shortfall! - 1, best.selected)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
