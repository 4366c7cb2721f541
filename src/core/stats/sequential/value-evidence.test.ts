import { describe, expect, test } from 'vitest';
import { binomialLogPmf } from '../special/pmf.js';
import { aucValues } from './auc-values.js';
import { blockEvidence } from './block-evidence.js';
import type { LinearNull } from './linear-null.js';
import { ratioChangeNull, ratioChangeValues } from './ratio-change.js';
import { blockValueBets, blockValueEvidence, sumsOfValues } from './value-evidence.js';

const bits = (successes: number, n: number) => Array.from({ length: n }, (_, i) => (i < successes ? 1 : 0));

describe('evidence of single values', () => {
  test('is that of 40 digits, value by value', () => {
    const one = { hypothesis: { coefficients: [-1], bound: -0.8 }, past: [sumsOfValues([0.9, 0.8, 0.85])] };
    expect(blockValueEvidence({ ...one, block: [[0.6, 0.5, 0.7, 0.4]] })).toBeCloseTo(0.6155491953446, 9);
    const gap = blockValueEvidence({
      hypothesis: { coefficients: [1, -1], bound: 0.05 },
      past: [sumsOfValues([0.8, 0.5, 1, 0.7]), sumsOfValues([0.75, 0.65])],
      block: [
        [0.9, 1, 0.8, 0.85, 0.95, 0.9],
        [0.3, 0.5, 0.4],
      ],
    });
    expect(gap).toBeCloseTo(0.8529065320284, 9);
  });

  test('of values of 0 and 1 is nearly that of their counts, which place their bets by the rate', () => {
    const hypothesis: LinearNull = { coefficients: [1, -1], bound: 0.05 };
    const found = blockValueEvidence({
      hypothesis,
      past: [sumsOfValues(bits(30, 90)), sumsOfValues(bits(11, 40))],
      block: [bits(18, 20), bits(2, 10)],
    });
    const past = [
      { successes: 30, n: 90 },
      { successes: 11, n: 40 },
    ];
    const block = [
      { successes: 18, n: 20 },
      { successes: 2, n: 10 },
    ];
    const counted = blockEvidence({ hypothesis, past, block });
    expect(Math.abs(found - counted)).toBeLessThan(0.01 * counted);
  });

  test('is none without a past or values', () => {
    const hypothesis = { coefficients: [-1], bound: -0.8 };
    expect(blockValueBets({ hypothesis, past: [sumsOfValues([0.9])], block: [[]] })).toBeNull();
    expect(blockValueEvidence({ hypothesis, past: [sumsOfValues([])], block: [[0.5]] })).toBe(0);
  });

  test.each([
    [{ block: [[0.5, 1.1]] }, /value 1 is 1.1/],
    [{ block: [[Number.NaN]] }, /value 0 is NaN/],
    [{ block: [[0.5], [0.5]] }, /2 streams and the claim 1/],
    [{ past: [{ n: 1, sum: 2, sumOfSquares: 1 }] }, /sum 2/],
  ])('refuses %j', (wrong, words) => {
    const right = { hypothesis: { coefficients: [1], bound: 0.5 }, past: [sumsOfValues([0.5])], block: [[0.5]] };
    expect(() => blockValueEvidence({ ...right, ...wrong })).toThrow(words);
  });
});

describe('areas under the curve of batches', () => {
  test('by hand, with ties and rows that do not go into a whole batch', () => {
    expect([...aucValues([0.9, 0.2, 0.4, 0.4], [1, 0, 1, 0], { perBatch: 1 })]).toEqual([1, 0.5]);
    // Five positives and three negatives in one batch of at least two: every row is in it.
    const scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.1, 0.7, 0.55];
    expect([...aucValues(scores, [1, 1, 1, 1, 1, 0, 0, 0], { perBatch: 2 })]).toEqual([(5 + 2.5 + 4) / 15]);
    expect(aucValues([0.5, 0.4], [1, 0])).toHaveLength(0);
    expect(aucValues([], [])).toHaveLength(0);
  });

  test('every row is in exactly one batch', () => {
    // A positive beats only the negatives of its own batch: with scores that tell the order, the sum of wins counts the pairs.
    const positives = 17;
    const negatives = 40;
    const labels = [...bits(positives, positives), ...bits(0, negatives)];
    const values = aucValues(
      labels.map((label) => label),
      labels,
      { perBatch: 3 },
    );
    expect([...values]).toEqual([1, 1, 1, 1, 1]);
  });

  test('the evidence of a gap has an expectation of at most 1 over all scores when the areas are at the bound', () => {
    // Scores of 0 and 1: positives are 1 with chance s, negatives with chance f, so the area is 1/2 + (s - f) / 2.
    const laws = [
      { s: 0.9, f: 0.3 },
      { s: 0.6, f: 0.2 },
    ];
    const bound = (0.9 - 0.3 - 0.6 + 0.2) / 2;
    const past = [sumsOfValues([0.8, 0.5, 1]), sumsOfValues([0.7, 0.75])];
    let sum = 0;
    let chances = 0;
    const slice = ({ s, f }: { s: number; f: number }) => {
      const all: { chance: number; values: Float64Array }[] = [];
      for (let code = 0; code < 2 ** 6; code++) {
        const scores = Array.from({ length: 6 }, (_, i) => (code >> i) & 1);
        const labels = [1, 0, 1, 0, 1, 0];
        const chance = scores.reduce<number>((product, score, i) => {
          const rate = labels[i] === 1 ? s : f;
          return product * (score === 1 ? rate : 1 - rate);
        }, 1);
        all.push({ chance, values: aucValues(scores, labels, { perBatch: 1 }) });
      }
      return all;
    };
    for (const first of slice(laws[0]!)) {
      for (const second of slice(laws[1]!)) {
        const block = [first.values, second.values];
        const evidence = blockValueEvidence({ hypothesis: { coefficients: [1, -1], bound }, past, block });
        sum += first.chance * second.chance * Math.exp(evidence);
        chances += first.chance * second.chance;
      }
    }
    expect(chances).toBeCloseTo(1, 9);
    expect(sum).toBeLessThanOrEqual(1 + 1e-12);
    expect(sum).toBeGreaterThan(0.5);
  });

  test.each([
    [[0.5, Number.NaN], [0, 1], {}, /score 1/],
    [[0.5], [0.5], {}, /label 0 is 0.5/],
    [[0.5], [], {}, /1 scores and 0 labels/],
    [[0.5], [1], { perBatch: 0 }, /perBatch is 0/],
  ])('refuses %j', (scores, labels, options, words) => {
    expect(() => aucValues(scores, labels, options)).toThrow(words);
  });
});

describe('a ratio against what it was', () => {
  test('values by hand: two of each, one batch', () => {
    const outcomes = { group: [1, 0], reference: [1, 1], groupBefore: [1, 1], referenceBefore: [0, 1] };
    // X = 1/2 * 1/2 - 0.9 * 1 * 1 = -0.65, from -0.9 .. 1 to 0 .. 1.
    const [value] = ratioChangeValues(outcomes, { least: 0.9, perBatch: 2 });
    expect(value).toBeCloseTo((-0.65 + 0.9) / 1.9, 12);
    expect(ratioChangeValues(outcomes, { least: 0.9, perBatch: 3 })).toHaveLength(0);
  });

  test('the evidence has an expectation of at most 1 over all outcomes when the ratio fell by exactly what is allowed', () => {
    const least = 0.8;
    for (const [a, before, reference] of [
      [0.5, 0.5, 0.5],
      [0.9, 0.3, 0.6],
      [0.05, 0.6, 0.1],
    ] as const) {
      // b / a = least * b' / a'
      const b = (least * before * a) / reference;
      const rates = [b, a, before, reference];
      for (const perBatch of [1, 2]) {
        // Two batches of each stream; outcomes of a batch enter by their count.
        const counts = Array.from({ length: (perBatch + 1) ** 4 }, (_, code) =>
          [0, 1, 2, 3].map((i) => Math.floor(code / (perBatch + 1) ** i) % (perBatch + 1)),
        );
        const batch = counts.map((each) => ({
          chance: each.reduce((product, k, i) => product * Math.exp(binomialLogPmf(k, perBatch, rates[i]!)), 1),
          value: ratioChangeValues(
            {
              group: bits(each[0]!, perBatch),
              reference: bits(each[1]!, perBatch),
              groupBefore: bits(each[2]!, perBatch),
              referenceBefore: bits(each[3]!, perBatch),
            },
            { least, perBatch },
          )[0]!,
        }));
        const mean = batch.reduce((sum, { chance, value }) => sum + chance * value, 0);
        expect(mean).toBeCloseTo(-ratioChangeNull(least).bound, 12);
        let sum = 0;
        for (const first of batch) {
          for (const second of batch) {
            const chance = first.chance * second.chance;
            if (chance < 1e-300) continue;
            const block = [[first.value, second.value]];
            const past = [sumsOfValues([0.4, 0.44, 0.5])];
            sum += chance * Math.exp(blockValueEvidence({ hypothesis: ratioChangeNull(least), past, block }));
          }
        }
        expect(sum).toBeLessThanOrEqual(1 + 1e-12);
        expect(sum).toBeGreaterThan(0.5);
      }
    }
  });

  test('a ratio that halved is shown, and one that stayed is not', () => {
    const stream = (share: number, n = 4000) =>
      Array.from({ length: n }, (_, i) => (((i * 2654435761) >>> 8) % 1000 < 1000 * share ? 1 : 0));
    const at = (share: number) => {
      const values = ratioChangeValues(
        {
          group: stream(share),
          reference: stream(0.5, 4013),
          groupBefore: stream(0.4, 4021),
          referenceBefore: stream(0.5, 4099),
        },
        { least: 0.95 },
      );
      return blockValueEvidence({ hypothesis: ratioChangeNull(0.95), past: [sumsOfValues([0.487])], block: [values] });
    };
    expect(at(0.2)).toBeGreaterThan(20);
    expect(at(0.4)).toBeLessThan(0);
  });

  test.each([
    [{ group: [0.5] }, 0.95, /group\[0\] is 0.5/],
    [{}, 0, /least is 0/],
    [{}, 1.2, /least is 1.2/],
  ])('refuses %j with %d', (wrong, least, words) => {
    const right = { group: [1], reference: [1], groupBefore: [1], referenceBefore: [1] };
    expect(() => ratioChangeValues({ ...right, ...wrong }, { least })).toThrow(words);
  });
});
