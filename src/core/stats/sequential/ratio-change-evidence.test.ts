import { describe, expect, it } from 'vitest';
import type { Proportion } from '../proportion/proportion.js';
import { binomialLogPmf } from '../special/pmf.js';
import { ratioChangeValues } from './ratio-change.js';
import { ratioChangeBets, ratioChangeSums } from './ratio-change-evidence.js';

const of = (successes: number, n: number): Proportion => ({ successes, n });

/** Every order of so many outcomes, each as likely as another. */
function ordersOf({ successes, n }: Proportion): number[][] {
  if (n === 0) return [[]];
  const after = (outcome: 0 | 1): number[][] =>
    ordersOf({ successes: successes - outcome, n: n - 1 }).map((rest) => [outcome, ...rest]);
  return [...(successes > 0 ? after(1) : []), ...(successes < n ? after(0) : [])];
}

describe('the change of a ratio of rates from counts', () => {
  it('sums what the values of all orders sum up to on average', () => {
    const counts = { group: of(2, 10), reference: of(4, 5), groupBefore: of(3, 6), referenceBefore: of(4, 5) };
    const least = 0.9;
    // Batches of at least five: one each, so that the order of all but the first matters nowhere; ten and six are cut nowhere.
    const [only] = ratioChangeValues(
      {
        ...{ group: ordersOf(counts.group)[0]!, reference: ordersOf(counts.reference)[0]! },
        ...{ groupBefore: ordersOf(counts.groupBefore)[0]!, referenceBefore: ordersOf(counts.referenceBefore)[0]! },
      },
      { least, perBatch: 5 },
    );
    const sums = ratioChangeSums(counts, least)!;
    expect(sums.n).toBe(1);
    expect(sums.sum).toBeCloseTo(only!, 12);
    expect(sums.sumOfSquares).toBeCloseTo(only! ** 2, 12);
  });

  it('averages over orders where a batch is a part', () => {
    const counts = { group: of(2, 10), reference: of(9, 10), groupBefore: of(10, 10), referenceBefore: of(0, 10) };
    const least = 0.8;
    let [n, sum, sumOfSquares] = [0, 0, 0];
    for (const group of ordersOf(counts.group))
      for (const reference of ordersOf(counts.reference)) {
        const [groupBefore, referenceBefore] = [new Array(10).fill(1), new Array(10).fill(0)];
        const values = ratioChangeValues({ group, reference, groupBefore, referenceBefore }, { least, perBatch: 5 });
        n += 1;
        for (const value of values) {
          sum += value;
          sumOfSquares += value * value;
        }
      }
    const sums = ratioChangeSums(counts, least)!;
    expect(sums.n).toBe(2);
    expect(sums.sum).toBeCloseTo(sum / n, 10);
    expect(sums.sumOfSquares).toBeCloseTo(sumOfSquares / n, 10);
  });

  it.each([
    [0.4, 0.5, 0.5, 0.5, 0.8],
    [0.72, 0.6, 0.8, 0.6, 0.9],
    [0.1, 0.2, 0.5, 1, 1],
    [0.3, 0.9, 0.3, 0.9, 0.95],
  ])(
    'is evidence whose expectation is at most 1 at its bound, over all outcomes: %d %d %d %d least %d',
    (group, reference, groupBefore, referenceBefore, least) => {
      const rates = [group, reference, groupBefore, referenceBefore];
      expect(group / reference).toBeGreaterThanOrEqual(least * (groupBefore / referenceBefore) - 1e-12);
      const size = 10;
      const pmf = rates.map((rate) =>
        Array.from({ length: size + 1 }, (_, k) => Math.exp(binomialLogPmf(k, size, rate))),
      );
      const past = {
        ...{ group: of(400, 1000), reference: of(500, 1000) },
        ...{ groupBefore: of(600, 1000), referenceBefore: of(500, 1000) },
      };
      const expected = new Float64Array(5);
      const each = (k: number): number[] => Array.from({ length: k + 1 }, (_, i) => i);
      for (const a of each(size))
        for (const b of each(size))
          for (const c of each(size))
            for (const d of each(size)) {
              const chance = pmf[0]![a]! * pmf[1]![b]! * pmf[2]![c]! * pmf[3]![d]!;
              if (chance < 1e-14) continue;
              const block = {
                group: of(a, size),
                reference: of(b, size),
                groupBefore: of(c, size),
                referenceBefore: of(d, size),
              };
              const bets = ratioChangeBets({ least, against: 'kept', past, block })!;
              for (let i = 0; i < 5; i++) expected[i]! += chance * Math.exp(bets[i]!);
            }
      for (const one of expected) expect(one).toBeLessThanOrEqual(1 + 1e-9);
    },
  );

  it('says nothing of fewer than five people, and of a past of nobody', () => {
    const four = { group: of(2, 4), reference: of(5, 9), groupBefore: of(5, 9), referenceBefore: of(5, 9) };
    const nobody = { ...four, group: of(0, 0) };
    const enough = { ...four, group: of(2, 5) };
    expect(ratioChangeSums(four, 0.9)).toBeNull();
    expect(ratioChangeBets({ least: 0.9, against: 'kept', past: enough, block: four })).toBeNull();
    expect(ratioChangeBets({ least: 0.9, against: 'kept', past: nobody, block: enough })).toBeNull();
    expect(ratioChangeBets({ least: 0.9, against: 'broken', past: four, block: enough })).toHaveLength(5);
    expect(() => ratioChangeBets({ least: 0, against: 'kept', past: four, block: four })).toThrow('least is 0');
  });
});
