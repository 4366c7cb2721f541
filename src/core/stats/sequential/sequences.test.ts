import { describe, expect, test } from 'vitest';
import { sampleBinomial } from '../resampling/binomial.js';
import { createGenerator } from '../resampling/rng.js';
import { differenceSequence, rateSequence, ratioSequence, sequenceCriticalValue } from './confidence-sequence.js';
import { smallestDetectableGap } from './detectable-gap.js';
import { startDetector, updateDetector } from './detector.js';
import { planDetector } from './detector-plan.js';
import { decideNext, eBenjaminiHochberg, type SequenceOfTests } from './e-values.js';
import { nullsWithin } from './linear-null.js';

const generator = createGenerator('sequences');

describe('confidence sequences', () => {
  // Numbers of mpmath with 25 digits.
  test.each([
    [30, 100, 0.1694464780442056, 0.4572459875967559],
    [0, 20, 0, 0.2606713509376575],
    [700, 1000, 0.6469848008181531, 0.7496620474372733],
  ])('of a rate of %i in %i are those of 25 digits', (successes, n, lower, upper) => {
    const found = rateSequence({ successes, n }, 0.95)!;
    expect(Math.abs(found.lower - lower)).toBeLessThan(1e-9);
    expect(Math.abs(found.upper - upper)).toBeLessThan(1e-9);
  });
  test('of differences and ratios are those of 25 digits', () => {
    expect(Math.abs(sequenceCriticalValue(1000, { level: 0.95 }) - 3.035446396635931)).toBeLessThan(1e-9);
    const [a, b, c] = [400, 300, 240].map((successes) => ({ successes, n: 1000 }));
    const difference = differenceSequence(a!, b!, { level: 0.95 })!;
    expect(Math.abs(difference.lower - 0.03487756440048031)).toBeLessThan(1e-9);
    expect(Math.abs(difference.upper - 0.1651224355995197)).toBeLessThan(1e-9);
    const ratio = ratioSequence(c!, b!, { level: 0.95 })!;
    expect(Math.abs(ratio.lower - 0.6370567298718863)).toBeLessThan(1e-9);
    expect(Math.abs(ratio.upper - 1.004620106797562)).toBeLessThan(1e-9);
  });
  test('hold the truth in 95 % of runs that are looked at after every block, where 1.96 standard errors do not', () => {
    const runs = 200;
    const lost = { rate: 0, difference: 0, ratio: 0, naive: 0 };
    for (let run = 0; run < runs; run++) {
      const counts = [0, 0];
      const left = { rate: false, difference: false, ratio: false, naive: false };
      for (let t = 1; t <= 60; t++) {
        counts[0]! += sampleBinomial(50, 0.3, generator);
        counts[1]! += sampleBinomial(50, 0.2, generator);
        const [a, b] = counts.map((successes) => ({ successes, n: 50 * t }));
        left.rate ||= outside(rateSequence(a!, 0.95), 0.3);
        left.difference ||= outside(differenceSequence(a!, b!, { level: 0.95 }), 0.1);
        left.ratio ||= outside(ratioSequence(a!, b!, { level: 0.95 }), 1.5);
        const error = Math.sqrt((0.3 * 0.7 + 0.2 * 0.8) / (50 * t));
        left.naive ||= Math.abs((counts[0]! - counts[1]!) / (50 * t) - 0.1) > 1.96 * error;
      }
      for (const kind of ['rate', 'difference', 'ratio', 'naive'] as const) lost[kind] += left[kind] ? 1 : 0;
    }
    // A binomial of 200 with chance 1/20 exceeds 29 once in ten million seeds.
    for (const kind of ['rate', 'difference', 'ratio'] as const) expect(lost[kind]).toBeLessThanOrEqual(29);
    expect(lost.naive).toBeGreaterThan(40);
  });
  test('say nothing of nobody, and of ratios without a logarithm', () => {
    const nobody = { successes: 0, n: 0 };
    const some = { successes: 3, n: 10 };
    expect(rateSequence(nobody, 0.95)).toBeNull();
    expect(differenceSequence(some, nobody, { level: 0.95 })).toBeNull();
    expect(ratioSequence({ successes: 0, n: 10 }, some, { level: 0.95 })).toBeNull();
    expect(rateSequence({ successes: 10, n: 10 }, 0.95)!.upper).toBe(1);
    expect(() => rateSequence({ successes: 1.5, n: 3 }, 0.95)).toThrow(/whole counts/);
    expect(() => differenceSequence(some, some, { level: 1 })).toThrow(/level/);
  });
});

const outside = (interval: { lower: number; upper: number } | null, truth: number): boolean =>
  interval !== null && (truth < interval.lower || truth > interval.upper);

describe('e-values of many series', () => {
  test('are findings while the k-th largest is at least K / (k level)', () => {
    const eValues = [100, 30, 1, null];
    const adjusted = eBenjaminiHochberg(eValues);
    expect(adjusted.map((each) => (each === null ? null : Math.round(each * 1e9) / 1e9))).toEqual([
      0.03,
      0.05,
      1,
      null,
    ]);
    for (const level of [0.01, 0.04, 0.06, 0.5]) {
      const sorted = [100, 30, 1];
      let most = 0;
      sorted.forEach((e, i) => {
        if (e >= 3 / ((i + 1) * level)) most = i + 1;
      });
      expect(adjusted.filter((each) => each !== null && each <= level)).toHaveLength(most);
    }
    expect(eBenjaminiHochberg([0, Number.POSITIVE_INFINITY])).toEqual([1, 0]);
    expect(() => eBenjaminiHochberg([-1])).toThrow(/e-value 0/);
    expect(() => eBenjaminiHochberg([Number.NaN])).toThrow(/e-value 0/);
  });
  test('that all hang together have a false digest in at most the level of days', () => {
    // The worst dependence for one e-value copied: 1 / level with chance level, otherwise 0, for all forty series at once.
    const days = 2000;
    let falseDigests = 0;
    for (let day = 0; day < days; day++) {
      const common = generator.nextUniform() < 0.1 ? 10 : 0;
      const adjusted = eBenjaminiHochberg(Array.from({ length: 40 }, () => common));
      if (adjusted.some((each) => each! <= 0.1)) falseDigests += 1;
    }
    // A binomial of 2000 with chance 1/10 exceeds 275 once in ten million seeds.
    expect(falseDigests).toBeLessThanOrEqual(275);
    expect(falseDigests).toBeGreaterThan(100);
  });
});

describe('a sequence of decisions', () => {
  test('spends its level over all decisions, and earns some with each finding', () => {
    let sequence: SequenceOfTests = { tested: 0, found: 0 };
    let spent = 0;
    for (let t = 0; t < 100_000; t++) {
      const next = decideNext(sequence, 0, 0.1);
      spent += next.level;
      sequence = next;
    }
    // What is left for all later decisions is about level / (3.39 ln 100,000).
    expect(spent).toBeCloseTo(0.1 - 0.1 / (3.387735532 * Math.log(100_001)), 4);
    const first = decideNext({ tested: 0, found: 0 }, 50, 0.1);
    expect(first).toMatchObject({ isFinding: true, tested: 1, found: 1 });
    expect(decideNext(first, 0, 0.1).level).toBeCloseTo(2 * decideNext({ tested: 1, found: 0 }, 0, 0.1).level, 12);
  });
  test('has a false share of at most the level among its findings, whatever the order of true and false', () => {
    const runs = 2000;
    let share = 0;
    for (let run = 0; run < runs; run++) {
      let sequence: SequenceOfTests = { tested: 0, found: 0 };
      let falseFindings = 0;
      for (let t = 0; t < 20; t++) {
        const isTrue = t % 4 === 3;
        // Where nothing is to be found, all evidence is on one in fifty: expectation exactly 1.
        const eValue = isTrue ? 200 : generator.nextUniform() < 0.02 ? 50 : 0;
        const next = decideNext(sequence, eValue, 0.2);
        if (next.isFinding && !isTrue) falseFindings += 1;
        sequence = next;
      }
      share += falseFindings / Math.max(1, sequence.found);
    }
    // Each run's share is at most 1, so by Hoeffding the mean of 2000 exceeds its expectation by 0.064 once in ten million seeds.
    expect(share / runs).toBeLessThanOrEqual(0.2 + 0.064);
  });
  test.each([
    [{ tested: 1, found: 2 }, 1, 0.1, /2 findings of 1/],
    [{ tested: -1, found: 0 }, 1, 0.1, /tested/],
    [{ tested: 0, found: 0 }, -1, 0.1, /eValue/],
    [{ tested: 0, found: 0 }, 1, 0, /level/],
  ])('refuses %j', (sequence, eValue, level, words) =>
    expect(() => decideNext(sequence, eValue, level)).toThrow(words),
  );
});

describe('the smallest gap that a detector finds', () => {
  const plan = planDetector({ hypotheses: nullsWithin({ compare: 'difference', max: 0.02 }), threshold: 36_000 });
  test('is found in time about as often as promised', () => {
    const blocks = 240;
    const [gap] = smallestDetectableGap({ plan, rates: [0.4, 0.4], n: [60, 40], blocks });
    // The rates move in proportion to their variances: 40 and 60 of a hundred.
    const rates = [0.4 + gap! * 0.4, 0.4 - gap! * 0.6];
    const n = Float64Array.of(60, 40);
    const runs = 200;
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const state = startDetector(plan);
      for (let t = 0; t < blocks; t++) {
        const counts = Float64Array.from(n, (size, g) => sampleBinomial(size, rates[g]!, generator));
        if (updateDetector(plan, state, n, counts) === 'alarm') {
          found += 1;
          break;
        }
      }
    }
    // Around a true chance of 0.8 to 0.95 a share of 200 falls to 0.64 once in ten million seeds.
    expect(found / runs).toBeGreaterThan(0.64);
    expect(gap!).toBeGreaterThan(0.03);
    expect(gap!).toBeLessThan(0.12);
  });
  test('falls with time and volume, and is null where nothing would be found', () => {
    const gapAt = (size: number, blocks: number) =>
      smallestDetectableGap({ plan, rates: [0.4, 0.4], n: [size, size], blocks })[0];
    expect(gapAt(50, 720)!).toBeLessThan(gapAt(50, 240)!);
    expect(gapAt(500, 720)!).toBeLessThan(gapAt(50, 720)!);
    expect(gapAt(1, 2)).toBeNull();
    expect(() => smallestDetectableGap({ plan, rates: [0.4], n: [1], blocks: 1 })).toThrow(/streams/);
  });
});
