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
    // -0.3 / sqrt(0.25 (1/40 + 1/80)), and the sum of the hypergeometric terms in exact fractions.
    expect(black!.z).toBeCloseTo(-3.098386676965933, 12);
    expect(black!.fisher).toBeCloseTo(0.003409221767849182, 12);
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

  it('does not turn by fewer in the highest where a third category takes its place', () => {
    // With 2 fewer of `a` it is 395/1000 beside 49/100, but `b` is the highest then, and 395 are under 4/5 of 500: 13 more of `c` turn it.
    const found = of(group('a', 51, 100), group('b', 500, 1000), group('c', 395, 1000));
    expect(found[2]).toMatchObject({ isUnder: true, shortfall: 13, flips: 13 });
    expect(of(group('a', 51, 100), group('b', 490, 1000), group('c', 395, 1000))[2]).toMatchObject({ flips: 2 });
  });

  it('finds the same by trying every number of people', () => {
    const category = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.nat())
      .map(([n, many]) => ({ n, selected: many % (n + 1) }));
    fc.assert(
      fc.property(fc.array(category, { minLength: 2, maxLength: 4 }), (all) => {
        const groups = all.map(({ n, selected }, at) => group(String(at), selected, n));
        const found = of(...groups);
        const best = groups[found.findIndex(({ fisher, isUnder }) => fisher === null && isUnder === false)];
        if (best === undefined) return;
        type Group = (typeof groups)[number];
        const isUnder = (one: Group, others: readonly Group[]): boolean =>
          others.some((other) => 5 * one.selected * other.n < 4 * other.selected * one.n);
        for (const [at, one] of groups.entries()) {
          if (one === best) continue;
          const others = groups.filter((other) => other !== one);
          const was = isUnder(one, others);
          const step = was ? 1 : -1;
          const more = (who: Group, k: number): Group => ({ ...who, selected: who.selected + k });
          const isPossible = ({ selected, n }: Group): boolean => selected >= 0 && selected <= n;
          const tries = Array.from({ length: 13 }, (_, k) => k).filter((k) => {
            const [own, top] = [more(one, step * k), more(best, -step * k)];
            const changed = others.map((other) => (other === best ? top : other));
            return (
              (isPossible(own) && isUnder(own, others) !== was) || (isPossible(top) && isUnder(one, changed) !== was)
            );
          });
          expect(found[at]).toMatchObject({ isUnder: was, flips: tries[0] ?? null });
          const { shortfall } = found[at]!;
          if (was) expect(isUnder(more(one, shortfall!), others)).toBe(false);
          if (was) expect(isUnder(more(one, shortfall! - 1), others)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
