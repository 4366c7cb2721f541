import { describe, expect, test } from 'vitest';
import { sampleBinomial } from '../resampling/binomial.js';
import { sampleMultinomial } from '../resampling/multinomial.js';
import { createGenerator } from '../resampling/rng.js';
import reference from '../testdata/kitagawa.json' with { type: 'json' };
import {
  type ChangePart,
  decomposeGapChange,
  decomposeMeanChange,
  decomposeMeanGapChange,
  decomposeRateChange,
  type StratumChange,
  type StratumMeanChange,
} from './kitagawa.js';

const proportion = ([successes, n]: number[]) => ({ successes: successes!, n: n! });
const strataOf = (pairs: { before: number[]; after: number[] }[]): StratumChange[] =>
  pairs.map(({ before, after }) => ({ before: proportion(before), after: proportion(after) }));
const equal = (found: ChangePart, wanted: number[]) => {
  [found.estimate, found.lower, found.upper].forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-9);
  });
};

describe('a change split into mix and behaviour', () => {
  test.each(reference.cases)('is that of numpy with $mix', (each) => {
    const group = strataOf(each.group);
    const gap = decomposeGapChange({ group, reference: strataOf(each.reference) }, 0.95)!;
    equal(gap.mix, each.mix);
    equal(gap.behaviour, each.behaviour);
    expect(gap.total.estimate).toBeCloseTo(each.total, 12);
    equal(decomposeRateChange(group, 0.95)!.mix, each.own.mix);
  });

  test('by hand: other people and the same treatment, the same people and other treatment, and both', () => {
    const mixOnly = strataOf([
      { before: [40, 50], after: [16, 20] },
      { before: [10, 50], after: [16, 80] },
    ]);
    const found = decomposeRateChange(mixOnly, 0.95)!;
    expect(found.mix.estimate).toBeCloseTo(-0.18, 12);
    expect(found.behaviour.estimate).toBeCloseTo(0, 12);
    expect(found.total.estimate).toBeCloseTo(-0.18, 12);
    const treated = strataOf([
      { before: [40, 50], after: [30, 50] },
      { before: [10, 50], after: [20, 50] },
    ]);
    expect(decomposeRateChange(treated, 0.95)!.mix.estimate).toBeCloseTo(0, 12);
    expect(decomposeRateChange(treated, 0.95)!.behaviour.estimate).toBeCloseTo(0, 12);
    // Shares from 1/2, 1/2 to 1/5, 4/5 and rates from 0.8, 0.2 to 0.6, 0.4: mix -0.3 * 0.7 + 0.3 * 0.3, behaviour -0.2 * 0.35 + 0.2 * 0.65.
    const both = strataOf([
      { before: [40, 50], after: [12, 20] },
      { before: [10, 50], after: [32, 80] },
    ]);
    expect(decomposeRateChange(both, 0.95)!.mix.estimate).toBeCloseTo(-0.12, 12);
    expect(decomposeRateChange(both, 0.95)!.behaviour.estimate).toBeCloseTo(0.06, 12);
  });

  test('adds up exactly, turns its sign with time, and does not care for the order of strata or for empty ones', () => {
    const generator = createGenerator('kitagawa');
    for (let run = 0; run < 200; run++) {
      const draw = () => {
        const n = generator.nextInteger(4) === 0 ? 0 : 1 + generator.nextInteger(60);
        return { successes: sampleBinomial(n, generator.nextUniform(), generator), n };
      };
      const strata = Array.from({ length: 5 }, () => ({ before: draw(), after: draw() }));
      const found = decomposeRateChange(strata, 0.9);
      if (found === null) continue;
      expect(found.mix.estimate + found.behaviour.estimate).toBeCloseTo(found.total.estimate, 12);
      const back = decomposeRateChange(
        strata.map(({ before, after }) => ({ before: after, after: before })),
        0.9,
      )!;
      expect(back.mix.estimate).toBeCloseTo(-found.mix.estimate, 12);
      expect(back.behaviour.upper).toBeCloseTo(-found.behaviour.lower, 12);
      const empty = { before: { successes: 0, n: 0 }, after: { successes: 0, n: 0 } };
      const turned = decomposeRateChange([empty, ...strata.toReversed()], 0.9)!;
      expect(turned.mix.upper).toBeCloseTo(found.mix.upper, 12);
      expect(turned.shareOnlyOnce).toBeCloseTo(found.shareOnlyOnce, 12);
    }
  });

  test('people of a stratum that is there at one time only are mix, and their share is said', () => {
    const strata = strataOf([
      { before: [30, 60], after: [50, 100] },
      { before: [36, 40], after: [0, 0] },
    ]);
    const found = decomposeRateChange(strata, 0.95)!;
    expect(found.shareOnlyOnce).toBeCloseTo(0.4, 12);
    expect(found.behaviour.estimate).toBeCloseTo(0, 12);
    expect(found.mix.estimate).toBeCloseTo(0.5 - 0.66, 12);
    // A rate of 0 or 1 has an interval too.
    expect(decomposeRateChange(strataOf([{ before: [0, 9], after: [9, 9] }]), 0.95)!.behaviour.lower).toBeLessThan(1);
  });

  test('its intervals hold the true parts about as often as they say', () => {
    const generator = createGenerator('coverage');
    const shares = [
      [0.5, 0.3, 0.2],
      [0.3, 0.3, 0.4],
    ];
    const rates = [
      [0.7, 0.4, 0.1],
      [0.6, 0.45, 0.2],
    ];
    const truth = [0, 1, 2].reduce(
      ([mix, behaviour], s) => [
        mix! + ((shares[1]![s]! - shares[0]![s]!) * (rates[0]![s]! + rates[1]![s]!)) / 2,
        behaviour! + ((rates[1]![s]! - rates[0]![s]!) * (shares[0]![s]! + shares[1]![s]!)) / 2,
      ],
      [0, 0],
    );
    const runs = 1000;
    const held = [0, 0];
    for (let run = 0; run < runs; run++) {
      const times = [0, 1].map((t) => {
        const sizes = sampleMultinomial(300, shares[t]!, generator);
        return [...sizes].map((n, s) => ({ successes: sampleBinomial(n, rates[t]![s]!, generator), n }));
      });
      const found = decomposeRateChange(
        times[0]!.map((before, s) => ({ before, after: times[1]![s]! })),
        0.95,
      )!;
      [found.mix, found.behaviour].forEach(({ lower, upper }, i) => {
        held[i]! += lower <= truth[i]! && truth[i]! <= upper ? 1 : 0;
      });
    }
    // 95 % of 1,000 with a standard error of 7.
    for (const count of held) expect(count).toBeGreaterThan(925);
    for (const count of held) expect(count).toBeLessThan(975);
  });

  test('is undefined where nobody is there at one of the times', () => {
    expect(decomposeRateChange(strataOf([{ before: [0, 0], after: [3, 9] }]), 0.95)).toBeNull();
    const some = strataOf([{ before: [1, 2], after: [3, 9] }]);
    expect(
      decomposeGapChange({ group: some, reference: strataOf([{ before: [1, 2], after: [0, 0] }]) }, 0.95),
    ).toBeNull();
  });

  test.each([
    [[], 0.95, /0 strata/],
    [strataOf([{ before: [3, 2], after: [1, 2] }]), 0.95, /3/],
    [strataOf([{ before: [0.5, 2], after: [1, 2] }]), 0.95, /whole/],
    [strataOf([{ before: [1, 2], after: [1, 2] }]), 1, /level/],
  ])('refuses %j', (strata, level, words) => expect(() => decomposeRateChange(strata, level)).toThrow(words));
});

describe('a change of means split into mix and behaviour', () => {
  const asMeans = (strata: readonly StratumChange[]): StratumMeanChange[] =>
    strata.map(({ before, after }) => ({ before: asMean(before), after: asMean(after) }));
  const asMean = ({ n, successes }: { n: number; successes: number }) => ({
    ...{ n, sum: successes, sumOfSquares: successes },
  });

  test.each(reference.cases)('of values 0 and 1 is that of numpy for rates, with $mix', (each) => {
    const [group, other] = [strataOf(each.group), strataOf(each.reference)].map(asMeans);
    const gap = decomposeMeanGapChange({ group: group!, reference: other! }, 0.95)!;
    equal(gap.mix, each.mix);
    equal(gap.behaviour, each.behaviour);
    equal(decomposeMeanChange(group!, 0.95)!.mix, each.own.mix);
  });

  test.each([
    // Of few people whose values hardly differ, the observations that are added at both ends make the intervals wide.
    [200, 0.94, 1],
    [2000, 0.92, 0.98],
  ])('of %d people has intervals of 95 %% that hold the parts in so many draws', (people, least, most) => {
    const random = createGenerator('means of strata');
    const shares = { before: [0.5, 0.3, 0.2], after: [0.3, 0.3, 0.4] };
    const means = { before: [0.2, 0.4, 0.7], after: [0.25, 0.4, 0.6] };
    const parts = { mix: 0, behaviour: 0 };
    for (let i = 0; i < 3; i++) {
      parts.mix += ((shares.after[i]! - shares.before[i]!) * (means.after[i]! + means.before[i]!)) / 2;
      parts.behaviour += ((means.after[i]! - means.before[i]!) * (shares.after[i]! + shares.before[i]!)) / 2;
    }
    const held = { mix: 0, behaviour: 0, total: 0 };
    const RUNS = 600;
    for (let run = 0; run < RUNS; run++) {
      const at = (time: 'before' | 'after') =>
        Array.from(sampleMultinomial(people, shares[time], random), (n, i) => {
          let [sum, sumOfSquares] = [0, 0];
          for (let k = 0; k < n; k++) {
            const value = means[time][i]! + 0.2 * (2 * random.nextUniform() - 1);
            sum += value;
            sumOfSquares += value * value;
          }
          return { n, sum, sumOfSquares };
        });
      const [before, after] = [at('before'), at('after')];
      const strata = before.map((one, i) => ({ before: one, after: after[i]! }));
      const found = decomposeMeanChange(strata, 0.95)!;
      const holds = ({ lower, upper }: ChangePart, value: number): number => Number(lower <= value && value <= upper);
      held.mix += holds(found.mix, parts.mix);
      held.behaviour += holds(found.behaviour, parts.behaviour);
      held.total += holds(found.total, parts.mix + parts.behaviour);
    }
    for (const count of Object.values(held)) {
      expect(count / RUNS).toBeGreaterThanOrEqual(least);
      expect(count / RUNS).toBeLessThanOrEqual(most);
    }
  });

  test('is refused of sums that no values from 0 to 1 have', () => {
    const one = { n: 2, sum: 1, sumOfSquares: 1 };
    for (const wrong of [
      { n: 2, sum: 3, sumOfSquares: 3 },
      { n: 2, sum: 1, sumOfSquares: 0.2 },
      { n: 2, sum: 1, sumOfSquares: 1.5 },
      { n: 1.5, sum: 1, sumOfSquares: 1 },
      { n: 2, sum: Number.NaN, sumOfSquares: 1 },
    ])
      expect(() => decomposeMeanChange([{ before: one, after: wrong }], 0.95)).toThrow(
        'values from 0 to 1 have the sum',
      );
  });
});
