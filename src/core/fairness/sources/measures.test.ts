import { describe, expect, it } from 'vitest';
import { createGenerator, smallestDetectableDifference } from '../../stats/index.js';
import {
  aggregationGains,
  detectableGaps,
  type FeatureGroup,
  type Gram,
  labelSeparation,
  outcomeGapsAtEqualScore,
  type PartedGroup,
  type PowerSums,
  shares,
  slopeGaps,
  varianceRatios,
} from './index.js';
import { leastSquares, meanSquaredError } from './least-squares.js';

const powers = (values: readonly number[]): PowerSums => {
  const sum = (power: number): number => values.reduce((total, value) => total + value ** power, 0);
  return [values.length, sum(1), sum(2), sum(3), sum(4)];
};
const feature = (name: string, zeros: readonly number[], ones: readonly number[]): FeatureGroup => ({
  group: { g: name },
  label0: powers(zeros),
  label1: powers(ones),
  unlabelled: powers([]),
});

describe('reliability of a feature', () => {
  const [one, reference] = [feature('a', [1, 2, 6], [3, 8]), feature('r', [1, 2, 3], [2, 4])];
  const options = { subject: 'x', reference, minGroupSize: 1 };

  it('compares variances', () => {
    // Variances of 1, 2, 3, 6, 8 and of 1, 2, 2, 3, 4 by hand: 34 / 4 and 5.2 / 4.
    const [ratio] = varianceRatios([one], options);
    expect([ratio!.value, ratio!.referenceValue, ratio!.estimate].map((x) => Number(x!.toFixed(12)))).toEqual([
      8.5,
      1.3,
      Number((8.5 / 1.3).toFixed(12)),
    ]);
  });

  it('compares slopes by least squares, with the sandwich variance', () => {
    const direct = (zeros: readonly number[], ones: readonly number[]) => {
      const rows = [...zeros.map((x) => ({ x, y: 0 })), ...ones.map((x) => ({ x, y: 1 }))];
      const n = rows.length;
      const [mx, my] = [rows.reduce((s, r) => s + r.x, 0) / n, rows.reduce((s, r) => s + r.y, 0) / n];
      const sxx = rows.reduce((s, r) => s + (r.x - mx) ** 2, 0);
      const slope = rows.reduce((s, r) => s + (r.x - mx) * (r.y - my), 0) / sxx;
      const meat = rows.reduce((s, r) => s + (r.x - mx) ** 2 * (r.y - my - slope * (r.x - mx)) ** 2, 0);
      return { slope, variance: ((meat / sxx ** 2) * n) / (n - 2) };
    };
    const [a, r] = [direct([1, 2, 6], [3, 8]), direct([1, 2, 3], [2, 4])];
    const [gap] = slopeGaps([one], options);
    expect(gap!.estimate).toBeCloseTo(a.slope - r.slope, 12);
    const half = 1.959963984540054 * Math.sqrt(a.variance + r.variance);
    expect(gap!.interval(0.95)!.upper).toBeCloseTo(a.slope - r.slope + half, 9);
  });

  it('has the figures that numpy finds from rows', () => {
    const own = feature('a', [1.2, 2.5, 6.1, 2.2], [3.3, 8.4, 5, 7.7]);
    const other = feature('r', [1.1, 2, 3.9, 3], [2.2, 4.8]);
    const settings = { subject: 'x', reference: other, minGroupSize: 1 };
    const [gap] = slopeGaps([own], settings);
    // numpy.linalg.lstsq, and the sandwich of its residuals times n / (n - 2).
    expect(gap!.estimate).toBeCloseTo(-0.02163722657016287, 9);
    expect(gap!.interval(0.95)!.upper - gap!.estimate!).toBeCloseTo(0.2867997703125939, 9);
    const [ratio] = varianceRatios([own], settings);
    // Bonett's standard error from numpy's moments.
    expect(ratio!.estimate).toBeCloseTo(3.8993743482794576, 9);
    expect(ratio!.interval(0.95)!.lower).toBeCloseTo(1.1052817519902747, 9);
    expect(ratio!.interval(0.95)!.upper).toBeCloseTo(13.756782178516989, 8);
  });

  it('is undefined where a side does not spread, or has one label', () => {
    const [ratio] = varianceRatios([feature('a', [2, 2, 2], [2, 2])], options);
    expect([ratio!.estimate, ratio!.reason, ratio!.interval(0.95)]).toEqual([null, 'a side has no spread', null]);
    expect(slopeGaps([feature('a', [1, 2, 3], [])], options)[0]!.estimate).toBeNull();
  });
});

describe('another outcome at equal score', () => {
  const band = (n: number, sum: number) => ({ n, sum, squares: sum });
  const measured = (own: [number, number][], other: [number, number][]) =>
    outcomeGapsAtEqualScore([{ group: { g: 'a' }, bands: own.map(([n, s]) => band(n, s)) }], {
      subject: 'o',
      minGroupSize: 1,
      unit: 'rate',
      reference: { group: { g: 'r' }, bands: other.map(([n, s]) => band(n, s)) },
    })[0]!;

  it('is weighted as by Mantel and Haenszel', () => {
    // Bands: 6/10 against 8/20, 2/10 against 1/10; weights 10 * 20 / 30 and 10 * 10 / 20.
    const [w1, w2] = [200 / 30, 5];
    expect(
      measured(
        [
          [10, 6],
          [10, 2],
        ],
        [
          [20, 8],
          [10, 1],
        ],
      ).estimate,
    ).toBeCloseTo((w1 * 0.2 + w2 * 0.1) / (w1 + w2), 12);
  });

  it('has the score interval over bands, as scipy finds it by maximising each likelihood', () => {
    // Numerical maximum of the constrained likelihood of each band, roots by scipy.optimize.brentq, numpy 2, scipy 1.
    const found = measured(
      [
        [10, 3],
        [12, 4],
        [5, 1],
        [4, 0],
      ],
      [
        [20, 2],
        [30, 5],
        [9, 3],
        [16, 1],
      ],
    );
    expect(found.estimate).toBeCloseTo(0.09852650098966352, 12);
    expect(found.interval(0.95)!.lower).toBeCloseTo(-0.05931901432014175, 7);
    expect(found.interval(0.95)!.upper).toBeCloseTo(0.29088802900362787, 7);
  });

  it('is not certain of a rate of which nobody was seen', () => {
    const none = Array.from({ length: 20 }, (): [number, number] => [2, 0]);
    const many = Array.from({ length: 20 }, (): [number, number] => [50, 0]);
    const { estimate, interval } = measured(none, many);
    expect(estimate).toBe(0);
    // With 40 people of whom nobody has the outcome the rate may be 8.8 % (1 - 0.025^(1/40)).
    expect(interval(0.95)!.upper).toBeGreaterThan(0.05);
    expect(interval(0.95)!.lower).toBeLessThan(0);
  });

  it('sees a gap between scores that mean different things, not one of their mix', () => {
    const mixed = measured(
      [
        [90, 18],
        [10, 8],
      ],
      [
        [10, 2],
        [90, 72],
      ],
    );
    expect(mixed.estimate).toBeCloseTo(0, 12);
  });

  it('leaves out bands that compare nobody, and says what share was compared', () => {
    const { estimate, facts } = measured(
      [
        [10, 5],
        [30, 30],
      ],
      [
        [10, 5],
        [0, 0],
      ],
    );
    expect([estimate, facts]).toEqual([0, { compared: 0.25 }]);
    expect(measured([[0, 0]], [[10, 1]])).toMatchObject({
      estimate: null,
      reason: 'no band of the score has people of both groups',
    });
  });

  it('compares amounts in standard deviations', () => {
    const amounts = (values: readonly number[]) => ({
      n: values.length,
      sum: values.reduce((a, b) => a + b, 0),
      squares: values.reduce((a, b) => a + b * b, 0),
    });
    const [gap] = outcomeGapsAtEqualScore([{ group: { g: 'a' }, bands: [amounts([3, 5, 7])] }], {
      subject: 'o',
      minGroupSize: 1,
      unit: { deviation: 4 },
      reference: { group: { g: 'r' }, bands: [amounts([1, 3])] },
    });
    expect(gap!.estimate).toBeCloseTo((5 - 2) / 4, 12);
    // Variances of the means: 4 / 3 and 2 / 2.
    expect(gap!.interval(0.95)!.upper - 0.75).toBeCloseTo((1.959963984540054 * Math.sqrt(4 / 3 + 1)) / 4, 12);
    const [still] = outcomeGapsAtEqualScore([{ group: { g: 'a' }, bands: [amounts([2, 2])] }], {
      subject: 'o',
      minGroupSize: 1,
      unit: { deviation: 4 },
      reference: { group: { g: 'r' }, bands: [amounts([2, 2, 2])] },
    });
    expect([still!.estimate, still!.interval(0.95)]).toEqual([0, null]);
  });
});

describe('least squares', () => {
  const gramOf = (rows: readonly (readonly number[])[], y: readonly number[]): Gram => {
    const size = rows[0]!.length;
    const inputs = new Float64Array(size * size);
    const outcome = new Float64Array(size);
    rows.forEach((row, r) => {
      row.forEach((a, i) => {
        outcome[i]! += a * y[r]!;
        row.forEach((b, j) => {
          inputs[i * size + j]! += a * b;
        });
      });
    });
    return { n: rows.length, inputs, outcome, squares: y.reduce((s, v) => s + v * v, 0) };
  };

  it('finds the coefficients and gives an input that repeats another none', () => {
    const rows = [
      [1, 2, 1, 4],
      [1, 0, 3, 0],
      [1, 1, 1, 2],
      [1, 5, 2, 10],
      [1, 3, 7, 6],
    ];
    const gram = gramOf(
      rows,
      rows.map(([, a, b]) => 1 + 2 * a! - 3 * b!),
    );
    const fit = leastSquares(gram);
    expect([...fit].map((value) => Number(value.toFixed(9)))).toEqual([1, 2, -3, 0]);
    expect(meanSquaredError(gram, fit)).toBeCloseTo(0, 8);
  });

  const people = (slope: number, n: number, seed: number): PartedGroup['parts'] => {
    const random = createGenerator(seed);
    return Array.from({ length: 20 }, () => {
      const rows = Array.from({ length: n / 20 }, () => [1, random.nextUniform() * 2 - 1]);
      return gramOf(
        rows,
        rows.map(([, x]) => (random.nextUniform() < 0.5 + slope * x! ? 1 : 0)),
      );
    });
  };

  it('shows what one model of all costs groups whose features say opposite things, and nothing where they agree', () => {
    const gains = (slopes: readonly [number, number]) =>
      aggregationGains(
        slopes.map((slope, place) => ({ group: { g: String(place) }, parts: people(slope, 4000, place + 1) })),
        30,
      );
    // Slopes of 0.4 and -0.4 pool to 0: each loses 0.16 / 3 of its variance of 0.25.
    for (const gain of gains([0.4, -0.4])) {
      expect(gain.estimate).toBeGreaterThan(0.15);
      expect(gain.interval(0.95)!.lower).toBeLessThan(0.16 / 3 / 0.25);
      expect(gain.interval(0.95)!.upper).toBeGreaterThan(0.16 / 3 / 0.25);
    }
    for (const gain of gains([0.3, 0.3])) {
      expect(gain.estimate).toBeLessThan(0.002);
      expect(gain.interval(0.95)!.upper).toBeLessThan(0.02);
    }
  });

  it('judges no group that is too small for a model of its own, and none with one label', () => {
    const constant = Array.from({ length: 20 }, () =>
      gramOf(
        [
          [1, 0.5],
          [1, -0.5],
        ],
        [1, 1],
      ),
    );
    const [small, , alike] = aggregationGains(
      [
        { group: { g: 'a' }, parts: people(0.1, 20, 1) },
        { group: { g: 'b' }, parts: people(0.1, 400, 2) },
        { group: { g: 'c' }, parts: constant },
      ],
      30,
    );
    expect(small!.sufficient).toBe(false);
    expect(alike).toMatchObject({ estimate: null, reason: 'the group has one label only' });
  });
});

describe('a feature that knows the label', () => {
  it('is found by its AUC in the better direction', () => {
    // Positives 2, 3; negatives 1, 3: of four pairs two are in order and one is a tie.
    const sums = { positives: 2, negatives: 2, positivePlacements: [5n, 13n], negativePlacements: [5n, 17n] } as const;
    expect(labelSeparation('x', sums, 1).estimate).toBe(0.625);
    const turned = { ...sums, positivePlacements: [3n, 5n] } as const;
    expect(labelSeparation('x', turned, 1).estimate).toBe(0.625);
  });

  it('that has one value has the interval of the bound, as its placements tell no variance', () => {
    const constant = labelSeparation(
      'x',
      {
        positives: 200,
        negatives: 300,
        positivePlacements: [200n * 300n, 200n * 300n * 300n],
        negativePlacements: [300n * 200n, 300n * 200n * 200n],
      },
      30,
    );
    // 1 / (1 + exp(-+1.96 sqrt(0.25 / 200) / 0.25))
    expect(constant).toMatchObject({ estimate: 0.5 });
    expect(constant.interval(0.95)).toEqual({ lower: expect.closeTo(0.4311, 4), upper: expect.closeTo(0.5689, 4) });
  });

  it('has an interval also where it is a copy', () => {
    const copy = labelSeparation(
      'x',
      {
        positives: 100,
        negatives: 400,
        positivePlacements: [80_000n, 64_000_000n],
        negativePlacements: [80_000n, 16_000_000n],
      },
      30,
    );
    expect(copy.estimate).toBe(1);
    expect(copy.interval(0.95)).toEqual({ lower: 0.025 ** (1 / 100), upper: 1 });
    expect(
      labelSeparation(
        'x',
        { positives: 0, negatives: 9, positivePlacements: [0n, 0n], negativePlacements: [0n, 0n] },
        1,
      ),
    ).toMatchObject({ estimate: null, reason: 'only one label occurs' });
  });
});

describe('shares and gaps that could be seen', () => {
  it('has the exact interval of a share, undefined without people', () => {
    const [some, none] = shares(
      [
        { group: {}, n: 10, successes: 0 },
        { group: { g: 'a' }, n: 0, successes: 0 },
      ],
      { subject: null, minGroupSize: 1 },
    );
    expect(some!.interval(0.95)).toEqual({ lower: 0, upper: expect.closeTo(1 - 0.025 ** 0.1, 9) });
    expect(none).toMatchObject({ estimate: null, reason: 'nobody is counted' });
  });

  it('says 1 where no gap would be found, and takes the hardest rate where none is known', () => {
    const reference = { group: { g: 'r' }, n: 2103, successes: 694 };
    const [few, lone] = detectableGaps(
      [
        { group: { g: 'a' }, n: 31, successes: 0 },
        { group: { g: 'b' }, n: 1, successes: 0 },
      ],
      { reference, level: 0.95, rateKnown: true },
    );
    expect(few!.estimate).toBe(
      smallestDetectableDifference({ n1: 31, n2: 2103, p: 694 / 2103, level: 0.95, power: 0.8 }),
    );
    expect(lone!.estimate).toBe(1);
    const [unknown] = detectableGaps([{ group: { g: 'a' }, n: 31, successes: 0 }], {
      reference,
      level: 0.95,
      rateKnown: false,
    });
    expect(unknown!.referenceValue).toBe(0.5);
  });
});
