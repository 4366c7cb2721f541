import { describe, expect, it } from 'vitest';
import { groupSeparation, learnedSeparation, type PlacementSums, sideModels } from './index.js';
import type { Gram } from './least-squares.js';

/** Placements of two sides by counting pairs. */
function placed(own: readonly number[], others: readonly number[]): PlacementSums {
  const over = (value: number, those: readonly number[], sign: number): bigint =>
    those.reduce((sum, other) => sum + (sign * value > sign * other ? 2n : value === other ? 1n : 0n), 0n);
  const sums = (placements: readonly bigint[]): [bigint, bigint] => [
    placements.reduce((a, b) => a + b, 0n),
    placements.reduce((a, b) => a + b * b, 0n),
  ];
  return {
    positives: own.length,
    negatives: others.length,
    positivePlacements: sums(own.map((value) => over(value, others, 1))),
    negativePlacements: sums(others.map((value) => over(value, own, -1))),
  };
}

const PAIR = { subject: 'x', group: { sex: 'f' }, reference: { sex: 'm' } };
const NOBODY = placed([], []);

describe('a feature that tells a group', () => {
  it('is measured by its AUC in the better direction', () => {
    const [up, down] = [placed([3, 4, 5, 2], [1, 2, 3]), placed([-3, -4, -5, -2], [-1, -2, -3])];
    // Of 12 pairs 9 are in order and 2 are ties.
    const one = groupSeparation({ ...PAIR, sums: up }, 1);
    const turned = groupSeparation({ ...PAIR, sums: down }, 1);
    expect([one.estimate, one.n, one.nReference]).toEqual([10 / 12, 4, 3]);
    expect(turned.estimate).toBeCloseTo(one.estimate!, 12);
    expect(turned.interval(0.9)!.lower).toBeCloseTo(one.interval(0.9)!.lower, 12);
    expect(turned.interval(0.9)!.upper).toBeCloseTo(one.interval(0.9)!.upper, 12);
    expect(groupSeparation({ ...PAIR, sums: NOBODY }, 1)).toMatchObject({
      estimate: null,
      reason: 'a side has no value of it',
    });
  });
});

describe('features together', () => {
  it('are measured within parts, as two parts have two models', () => {
    const heldOut = [placed([1, 2, 3], [0, 2]), placed([5, 4], [4, 1, 6]), placed([7], [])];
    const found = learnedSeparation({ ...PAIR, heldOut, fitted: placed([1, 2, 3, 5, 4, 7], [0, 2, 4, 1, 6]) }, 1);
    // numpy: 12 pairs within parts, of which 8 are in order with ties as halves.
    expect([found.estimate, found.n, found.nReference]).toEqual([8 / 12, 6, 5]);
  });

  it('have an interval from the held-out AUC to the fitted one', () => {
    const side = (count: number, of: (place: number) => number) =>
      Array.from({ length: count }, (_, place) => of(place));
    const heldOut = [
      placed(
        side(60, (i) => ((i * 7) % 23) + 6),
        side(40, (i) => (i * 5) % 19),
      ),
      placed(
        side(50, (i) => ((i * 7 + 1) % 23) + 6),
        side(90, (i) => (i * 5) % 19),
      ),
    ];
    const copy = placed(
      side(110, () => 1),
      side(130, () => 0),
    );
    const ends = learnedSeparation({ ...PAIR, heldOut, fitted: copy }, 1).interval(0.95)!;
    // numpy: placements of every person as a share of the other side in the part, parts weighed by their pairs.
    expect(ends.lower).toBeCloseTo(0.7503010978712399, 9);
    expect(ends.upper).toBe(1);
    const same = learnedSeparation({ ...PAIR, heldOut: [copy], fitted: copy }, 1).interval(0.95)!;
    expect(same).toEqual({ lower: 0.025 ** (1 / 110), upper: 1 });
    const turned = placed(
      side(110, () => 0),
      side(130, () => 1),
    );
    expect(learnedSeparation({ ...PAIR, heldOut: [turned], fitted: turned }, 1).interval(0.95)).toEqual({
      lower: 0,
      upper: 1 - 0.025 ** (1 / 110),
    });
  });

  it('are learned by least squares', () => {
    const gram = (rows: readonly string[]): Gram => {
      const inputs = new Float64Array(9);
      for (const row of rows) {
        const x = [1, ...row.split(' ').map(Number)];
        for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) inputs[i * 3 + j]! += x[i]! * x[j]!;
      }
      return { n: rows.length, inputs, outcome: new Float64Array(3), squares: 0 };
    };
    const group = [gram(['1 0', '2 1']), gram(['0 1', '3 3'])];
    const reference = [gram(['0 0', '1 -1', '0 2']), null];
    const models = sideModels(group, reference)!;
    // numpy.linalg.lstsq
    const expected = [0.2983871, 0.21774194, 0.06451613];
    expect([...models.fitted].map((value) => Number(value.toFixed(8)))).toEqual(expected);
    // Without the first part nobody of the reference is left: everybody is of the group.
    expect([...models.heldOut[0]!].map((value) => Number(value.toFixed(9)))).toEqual([1, 0, 0]);
    expect(sideModels(group, [null, null])).toBeNull();
  });
});
