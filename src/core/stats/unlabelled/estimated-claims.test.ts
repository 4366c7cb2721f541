import { describe, expect, it } from 'vitest';
import { createGenerator } from '../index.js';
import { type EstimatedRate, estimatedClaimSums, planEstimatedClaim, rateFromScores } from './estimated-claims.js';

const TPR: EstimatedRate = [
  { success: 0, successSlope: 0, count: 0, countSlope: 1 },
  { success: 0, successSlope: 1, count: 0, countSlope: 1 },
];
const FPR: EstimatedRate = [
  { success: 0, successSlope: 0, count: 1, countSlope: -1 },
  { success: 1, successSlope: -1, count: 1, countSlope: -1 },
];
const PPV: EstimatedRate = [
  { success: 0, successSlope: 0, count: 0, countSlope: 0 },
  { success: 0, successSlope: 1, count: 1, countSlope: 0 },
];

interface Person {
  readonly s: number;
  readonly d: 0 | 1;
}
const random = createGenerator('people with scores');
const people = (n: number): Person[] =>
  Array.from({ length: n }, () => {
    const s = random.nextUniform();
    return { s, d: s + 0.3 * random.nextUniform() > 0.6 ? 1 : 0 };
  });
const sumsOf = (all: readonly Person[], rate: EstimatedRate) =>
  ([0, 1] as const).map((d) => {
    const own = all.filter((one) => one.d === d && Object.values(rate[d]).some((part) => part !== 0));
    return {
      n: own.length,
      sum: own.reduce((sum, { s }) => sum + s, 0),
      sumOfSquares: own.reduce((sum, { s }) => sum + s * s, 0),
    };
  }) as unknown as Parameters<typeof estimatedClaimSums>[1][number];

const partsOf = ({ s, d }: Person, rate: EstimatedRate): [number, number] => {
  const { success, successSlope, count, countSlope } = rate[d];
  return [success + successSlope * s, count + countSlope * s];
};

describe.each([
  ['true positive rate', TPR],
  ['false positive rate', FPR],
  ['positive predictive value', PPV],
] as const)('%s from scores', (_, rate) => {
  const [a, b] = [people(7), people(9)];

  it.each([
    ['is at least', { coefficients: [-1], bound: -0.4 }],
    ['is at most', { coefficients: [1], bound: 0.4 }],
  ])('%s: sums are those over people', (_name, hypothesis) => {
    const plan = planEstimatedClaim({ rate, hypothesis, calibrationError: 0 });
    const sums = estimatedClaimSums(plan, [sumsOf(a, rate)]);
    const values = a
      .filter((one) => partsOf(one, rate).some((part) => part !== 0) || Object.values(rate[one.d]).some((x) => x !== 0))
      .map((one) => {
        const [success, count] = partsOf(one, rate);
        return (
          (hypothesis.bound * count - hypothesis.coefficients[0]! * success - plan.least) / (plan.most - plan.least)
        );
      });
    expect(sums.n).toBe(values.length);
    expect(sums.sum).toBeCloseTo(
      values.reduce((x, y) => x + y, 0),
      10,
    );
    expect(sums.sumOfSquares).toBeCloseTo(
      values.reduce((x, y) => x + y * y, 0),
      10,
    );
  });

  it.each([
    ['differs by at most', { coefficients: [1, -1], bound: 0.05 }],
    ['is at least four fifths', { coefficients: [-1, 0.8], bound: 0 }],
  ])('%s: sums are those over all pairs of two groups', (_name, hypothesis) => {
    const plan = planEstimatedClaim({ rate, hypothesis, calibrationError: 0 });
    const [own, other] = [a, b].map((all) => all.filter((one) => Object.values(rate[one.d]).some((x) => x !== 0)));
    const sums = estimatedClaimSums(plan, [sumsOf(a, rate), sumsOf(b, rate)]);
    const [ca, cb] = hypothesis.coefficients as [number, number];
    let [mean, square] = [0, 0];
    for (const i of own!)
      for (const j of other!) {
        const [[sa, na], [sb, nb]] = [partsOf(i, rate), partsOf(j, rate)];
        const value =
          (hypothesis.bound * na * nb - ca * sa * nb - cb * sb * na - plan.least) / (plan.most - plan.least);
        expect(value).toBeGreaterThanOrEqual(-1e-12);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
        mean += value / (own!.length * other!.length);
        square += (value * value) / (own!.length * other!.length);
      }
    expect(sums.n).toBe(Math.min(own!.length, other!.length));
    expect(sums.sum / sums.n).toBeCloseTo(mean, 10);
    expect(sums.sumOfSquares / sums.n).toBeCloseTo(square, 10);
    // The claim is about the rates: it is kept exactly where its mean is not below the bound of `kept`.
    const [ra, rb] = [a, b].map((all) => rateFromScores(rate, sumsOf(all, rate), 0)!.estimate) as [number, number];
    expect(-mean <= plan.kept.bound).toBe(ca * ra + cb * rb <= hypothesis.bound);
  });

  it('no chances within the calibration error lie beyond the ends, and a claim is kept wherever some of them keep it', () => {
    const error = 0.07;
    const sums = sumsOf(a, rate);
    const { lower, upper } = rateFromScores(rate, sums, error)!;
    const hypothesis = { coefficients: [-1], bound: -0.5 };
    const plan = planEstimatedClaim({ rate, hypothesis, calibrationError: error });
    const found = estimatedClaimSums(plan, [sums]);
    const isKept = -found.sum / found.n <= plan.kept.bound;
    for (let i = 0; i < 200; i++) {
      const chanceOf = (one: { readonly n: number; readonly sum: number }): number =>
        one.sum + one.n * error * (2 * random.nextUniform() - 1);
      // A mean chance is none below 0 or above 1.
      const moved = sums.map((one) => ({ ...one, sum: Math.min(one.n, Math.max(0, chanceOf(one))) }));
      const value = rateOfSums(rate, moved);
      if (value === null) continue;
      expect(value).toBeGreaterThanOrEqual(lower - 1e-12);
      expect(value).toBeLessThanOrEqual(upper + 1e-12);
      if (value >= 0.5) expect(isKept).toBe(true);
    }
  });
});

const rateOfSums = (rate: EstimatedRate, sums: readonly { readonly n: number; readonly sum: number }[]) => {
  let [successes, counts] = [0, 0];
  sums.forEach(({ n, sum }, d) => {
    const { success, successSlope, count, countSlope } = rate[d]!;
    successes += success * n + successSlope * sum;
    counts += count * n + countSlope * sum;
  });
  return counts > 0 ? successes / counts : null;
};

it('refuses a claim that no scores can break within the error', () => {
  const claim = { rate: PPV, hypothesis: { coefficients: [-1], bound: -0.05 }, calibrationError: 0.1 };
  expect(() => planEstimatedClaim(claim)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', message: 'the claim is one that all scores keep' }),
  );
});
