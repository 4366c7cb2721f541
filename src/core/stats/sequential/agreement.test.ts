import { describe, expect, it } from 'vitest';
import { agreementSums, planAgreement } from './agreement.js';

const SQUARE = [4000, 1000, 1000, 4000];

describe('how two values hang together', () => {
  it('is judged by the usual bins of each row, lower by what a sample may be off', () => {
    const plan = planAgreement({ reference: SQUARE, columns: 2, most: 0.1 })!;
    // 0.8 of a row of 5,000 people is usual, which may be off by half the root of 1 / 5,000 and by that of ln 200 / 10,000.
    const least = 0.8 - Math.sqrt(1 / 5000) / 2 - Math.sqrt(Math.log(200) / 10_000);
    expect(plan.values.map((value) => 2 * value - 1)).toEqual(
      [1 - least, -least, -least, 1 - least].map((one) => expect.closeTo(one, 12)),
    );
    expect(2 * plan.bound - 1).toBeCloseTo(-0.1 * least, 12);
    expect(2 * plan.together - 1).toBeCloseTo(0.8 - least, 12);
    expect(2 * plan.apart - 1).toBeCloseTo(0.5 - least, 12);
  });

  it('keeps its bound whatever becomes of the first value, and whatever the made-up ones are', () => {
    const most = 0.1;
    const { values, bound } = planAgreement({ reference: SQUARE, columns: 2, most })!;
    for (const first of [0, 0.2, 0.5, 1])
      for (const made of [0, 1, 2, 3]) {
        const law = [0.8 * first, 0.2 * first, 0.2 * (1 - first), 0.8 * (1 - first)].map(
          (share, cell) => (1 - most) * share + (cell === made ? most : 0),
        );
        expect(law.reduce((sum, share, cell) => sum + share * values[cell]!, 0)).toBeGreaterThanOrEqual(bound);
      }
  });

  it('is below its bound where all values are made up one by one', () => {
    const { values, bound } = planAgreement({ reference: SQUARE, columns: 2, most: 0.1 })!;
    const { n, sum } = agreementSums({ values }, [250, 250, 250, 250]);
    expect(sum / n).toBeLessThan(bound);
  });

  it('is null where nothing could be found: of values that have nothing to do with each other, of a few people, of nobody', () => {
    expect(planAgreement({ reference: [100, 100, 100, 100], columns: 2, most: 0.1 })).toBeNull();
    expect(planAgreement({ reference: [8, 2, 2, 8], columns: 2, most: 0.1 })).toBeNull();
    expect(planAgreement({ reference: SQUARE, columns: 2, most: 0.9 })).toBeNull();
    expect(planAgreement({ reference: [0, 0, 0, 0], columns: 2, most: 0.1 })).toBeNull();
    expect(() => planAgreement({ reference: [1, 2, 3], columns: 2, most: 0.1 })).toThrow('3 counts are no 2 columns');
    expect(() => planAgreement({ reference: SQUARE, columns: 2, most: 1 })).toThrow('most is 1');
  });
});
