import { expect, it } from 'vitest';
import { createGenerator } from '../index.js';
import { areaSums } from './area-sums.js';
import { aucValues } from './auc-values.js';
import { blockMeanEvidence } from './mean-evidence.js';
import { sumsOfValues } from './value-evidence.js';

/** All orders of a list. */
const orders = <T>(all: readonly T[]): T[][] =>
  all.length === 0
    ? [[]]
    : all.flatMap((one, i) => orders(all.filter((_, j) => j !== i)).map((rest) => [one, ...rest]));

const binned = (bins: readonly number[]): number[] => [0, 1, 2, 3].map((bin) => bins.filter((b) => b === bin).length);

it.each([
  [[3, 1, 2, 2], [0, 1, 2, 0], 1],
  [[3, 1, 2, 2], [0, 1, 2, 0], 2],
  [[0, 3, 1, 1, 2], [2, 2, 1], 1],
  [[0, 1, 3], [2, 0, 1, 1, 3], 1],
])(
  'of positives in bins %j and negatives in %j, %d in a batch, has the mean over all orders',
  (positives, negatives, perBatch) => {
    const { middle } = areaSums({ positives: binned(positives), negatives: binned(negatives) }, { perBatch });
    const all = orders(positives).flatMap((p) => orders(negatives).map((q) => ({ p, q })));
    const least = Math.floor(Math.min(positives.length, negatives.length) / perBatch);
    const [sizeP, sizeN] = [positives, negatives].map(({ length }) => Math.floor(length / least) * least);
    let [sum, squares] = [0, 0];
    for (const { p, q } of all) {
      const [own, others] = [p.slice(0, sizeP), q.slice(0, sizeN)];
      const values = aucValues([...own, ...others], [...own.map(() => 1), ...others.map(() => 0)], { perBatch });
      expect(values).toHaveLength(least);
      for (const value of values) [sum, squares] = [sum + value, squares + value * value];
    }
    expect(middle.n).toBe(least);
    expect(middle.sum).toBeCloseTo(sum / all.length, 10);
    expect(middle.sumOfSquares).toBeCloseTo(squares / all.length, 10);
  },
);

it('of pairs within a bin nobody is taken to know who is higher', () => {
  const { low, middle, high } = areaSums({ positives: [0, 5], negatives: [0, 5] });
  expect([low.sum, middle.sum, high.sum]).toEqual([0, 0.5, 1]);
  expect(areaSums({ positives: [4, 0], negatives: [100, 0] }).low).toEqual({ n: 0, sum: 0, sumOfSquares: 0 });
  expect(() => areaSums({ positives: [1], negatives: [1, 2] })).toThrow('1 bins of positives and 2 of negatives');
});

it('evidence from counts is at most 1 on average where the area is exactly at its bound', () => {
  // Three bins whose laws have the area 0.7 with ties as half.
  const [high, low] = [
    [0.2, 0.2, 0.6],
    [0.55, 0.1, 0.35],
  ];
  const area =
    high[1]! * (low[0]! + low[1]! / 2) + high[2]! * (low[0]! + low[1]! + low[2]! / 2) + (high[0]! * low[0]!) / 2;
  const random = createGenerator('areas at their bound');
  const draw = (law: readonly number[], people: number): number[] => {
    const counts = [0, 0, 0];
    for (let i = 0; i < people; i++) {
      const u = random.nextUniform();
      counts[u < law[0]! ? 0 : u < law[0]! + law[1]! ? 1 : 2]! += 1;
    }
    return counts;
  };
  const past = [sumsOfValues([0.7, 0.6, 0.75, 0.65, 0.8])];
  const hypothesis = { coefficients: [-1], bound: -area };
  let total = 0;
  const runs = 4000;
  for (let run = 0; run < runs; run++) {
    const { middle } = areaSums({ positives: draw(high, 15), negatives: draw(low, 40) });
    total += Math.exp(blockMeanEvidence({ hypothesis, past, block: [middle] }));
  }
  expect(total / runs).toBeLessThan(1.03);
});
