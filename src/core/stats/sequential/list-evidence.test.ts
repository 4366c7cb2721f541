import { describe, expect, it } from 'vitest';
import { createGenerator } from '../index.js';
import { blockClusterBets, type ClusterSums, clusterSequence } from './list-evidence.js';

/** Size and value of one side in each cluster. */
type Clusters = readonly (readonly [size: number, value: number])[];

const sumsOf = (clusters: Clusters): ClusterSums => {
  const held = clusters.filter(([size]) => size > 0);
  const total = (of: (size: number, value: number) => number): number =>
    held.reduce((sum, [size, value]) => sum + of(size, value), 0);
  return {
    clusters: held.length,
    size: total((size) => size),
    value: total((_, value) => value),
    valueSquares: total((_, value) => value ** 2),
    products: total((size, value) => size * value),
    sizeSquares: total((size) => size ** 2),
    largest: Math.max(...held.map(([size]) => size)),
  };
};

const random = createGenerator('clusters');
const PAST = [
  sumsOf([
    [2, 0.5],
    [1, 0.9],
    [3, 1],
  ]),
  sumsOf([
    [1, 0.3],
    [2, 1.5],
    [4, 2],
  ]),
];

describe('evidence about quotients over clusters', () => {
  it.each([1, 2])('of %d sides is at most 1 on average where the claim holds for the block as a whole', (sides) => {
    for (let round = 0; round < 60; round++) {
      // Clusters of given sizes, of which some have nobody of a side; each falls one of two ways, in which both sides depend on each other.
      const sizes = Array.from({ length: 5 }, () =>
        Array.from({ length: 2 }, () => Math.floor(4 * random.nextUniform()) + (sides === 1 ? 1 : 0)),
      );
      sizes.push([1, 2]);
      const ways = sizes.map((own) => [0, 1].map(() => own.map((size) => size * random.nextUniform())));
      const chances = sizes.map(() => random.nextUniform());
      const meanOf = (side: number): number => {
        const size = sizes.reduce((sum, own) => sum + own[side]!, 0);
        const value = ways.reduce((sum, [a, b], l) => {
          const chance = chances[l]!;
          return sum + chance * a![side]! + (1 - chance) * b![side]!;
        }, 0);
        return value / size;
      };
      const coefficients = sides === 1 ? [round % 2 === 0 ? 1 : -1] : round % 2 === 0 ? [1, -1] : [-1, 0.8];
      const bound = coefficients.reduce((sum, c, side) => sum + c * meanOf(side), 0);
      const means: number[] = [];
      for (let fall = 0; fall < 2 ** sizes.length; fall++) {
        let chance = 1;
        const block = Array.from({ length: sides }, (_, side) =>
          sumsOf(sizes.map((own, l) => [own[side]!, ways[l]![(fall >> l) & 1]![side]!] as const)),
        );
        sizes.forEach((_, l) => {
          chance *= ((fall >> l) & 1) === 0 ? chances[l]! : 1 - chances[l]!;
        });
        const bets = blockClusterBets({ hypothesis: { coefficients, bound }, past: PAST.slice(0, sides), block })!;
        bets.forEach((bet, i) => {
          means[i] = (means[i] ?? 0) + chance * Math.exp(bet);
        });
      }
      for (const mean of means) expect(mean).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it('grows where the claim is broken, and there is none without a past or a side', () => {
    const many = (value: number): ClusterSums => sumsOf(Array.from({ length: 60 }, () => [2, 2 * value] as const));
    const hypothesis = { coefficients: [-1, 0.8], bound: 0 };
    const bets = (own: number) =>
      blockClusterBets({ hypothesis, past: [many(0.5), many(0.5)], block: [many(own), many(0.5)] })!;
    expect(Math.max(...bets(0.1))).toBeGreaterThan(3);
    expect(Math.max(...bets(0.5))).toBeLessThan(0);
    expect(blockClusterBets({ hypothesis, past: PAST, block: [sumsOf([[1, 1]]), sumsOf([])] })).toBeNull();
  });

  it('is shown with an interval that holds the quotient', () => {
    const side = sumsOf(Array.from({ length: 400 }, (_, i) => [2, i % 2] as const));
    const found = clusterSequence([side, side], 'ratio', { level: 0.95 })!;
    expect(found.estimate).toBe(1);
    expect(found.lower).toBeGreaterThan(0.6);
    expect(found.upper).toBeLessThan(1.7);
    expect(clusterSequence([side], 'value', { level: 0.95 })!.estimate).toBe(0.25);
    expect(clusterSequence([sumsOf([])], 'value', { level: 0.95 })).toBeNull();
  });
});
