import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UtilityValues } from '../utility/values.js';
import { collectGroups } from './collect.js';
import { decideMixture, probabilityOfOne } from './mixture.js';
import { type OptimizedGroup, optimizeThresholds, type ThresholdOptimum } from './optimize.js';
import {
  CONSTRAINT_METRIC,
  type OptimizeOptions,
  THRESHOLD_OBJECTIVES,
  type ThresholdConstraint,
} from './optimize-options.js';
import type { FrontierGroup } from './types.js';

interface Row {
  group: number;
  label: 0 | 1;
  score: number;
}
const NAMES = ['a', 'b', 'c', 'd'];

function collect(rows: readonly Row[], groups = NAMES.length): FrontierGroup[] {
  return collectGroups({
    score: Float64Array.from(rows, ({ score }) => score),
    label: Uint8Array.from(rows, ({ label }) => label),
    attributes: [{ name: 'g', values: NAMES.slice(0, groups), codes: Uint8Array.from(rows, ({ group }) => group) }],
  });
}
const rowsOf = (group: number, positives: number[], negatives: number[]): Row[] => [
  ...positives.map((score) => ({ group, label: 1 as const, score })),
  ...negatives.map((score) => ({ group, label: 0 as const, score })),
];
const optimum = (groups: FrontierGroup[], options: Partial<OptimizeOptions> = {}): ThresholdOptimum => {
  const result = optimizeThresholds(groups, {
    constraint: 'demographic_parity',
    objective: 'accuracy',
    favourable: 1,
    ...options,
  });
  if (result.status !== 'ok') throw new Error(result.reason);
  return result;
};

/** Both labels in each of two to four groups; few distinct scores, so that ties and flat hulls occur. */
const scoredRows = fc.integer({ min: 2, max: 4 }).chain((groups) =>
  fc
    .array(
      fc.record({
        group: fc.integer({ min: 0, max: groups - 1 }),
        label: fc.constantFrom<0 | 1>(0, 1),
        score: fc.integer({ min: 0, max: 12 }).map((k) => k / 12),
      }),
      { minLength: 4, maxLength: 60 },
    )
    .map((rows) => ({
      groups,
      rows: [
        ...rows,
        ...Array.from({ length: groups }, (_, group) => rowsOf(group, [(group + 5) / 12], [(group + 3) / 12])).flat(),
      ],
    })),
);
const anyConstraint = fc.constantFrom(...(Object.keys(CONSTRAINT_METRIC) as ThresholdConstraint[]));
/** Values of which a right answer is worth more than a wrong one, by whole units. */
const anyUtility = fc
  .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: -3, max: 3 }), fc.nat(4))
  .filter(([, gain, , loss]) => gain + loss > 0)
  .map(([falseNegative, gain, falsePositive, loss]) => ({
    truePositive: falseNegative + gain,
    falsePositive,
    trueNegative: falsePositive + loss,
    falseNegative,
  }));
const anyQuestion = fc
  .record({
    constraint: anyConstraint,
    objective: fc.constantFrom(...THRESHOLD_OBJECTIVES),
    flip: fc.boolean(),
    utility: anyUtility,
  })
  .filter(({ constraint, objective }) => constraint !== 'equalized_odds' || /accuracy$|^utility$/.test(objective));

function ratesByHand(rows: readonly Row[], probability: (row: Row) => number) {
  const share = (chosen: readonly Row[]): number =>
    chosen.reduce((sum, row) => sum + probability(row), 0) / chosen.length;
  const positives = rows.filter(({ label }) => label === 1);
  const negatives = rows.filter(({ label }) => label === 0);
  return {
    selection_rate: share(rows),
    true_positive_rate: share(positives),
    false_positive_rate: share(negatives),
    accuracy: (share(positives) * positives.length + (1 - share(negatives)) * negatives.length) / rows.length,
  };
}
const utilityByHand = (base: number, tpr: number, fpr: number, values: UtilityValues): number =>
  base * (tpr * values.truePositive + (1 - tpr) * values.falseNegative) +
  (1 - base) * (fpr * values.falsePositive + (1 - fpr) * values.trueNegative);
const ruleOf = (result: ThresholdOptimum, group: number): OptimizedGroup =>
  result.groups.find(({ key }) => key.g === NAMES[group])!;

/** The best y at x over all pairs of deterministic rules: no hull, no sort, only trial. */
function bestAtByTrial(points: readonly (readonly [number, number])[], x: number): number {
  let best = -Infinity;
  for (const [x0, y0] of points) {
    for (const [x1, y1] of points) {
      if (x0 === x) best = Math.max(best, y0);
      if (x0 < x && x <= x1) best = Math.max(best, y0 + ((y1 - y0) * (x - x0)) / (x1 - x0));
    }
  }
  return best;
}
function pointsByTrial(
  rows: readonly Row[],
  { constraint, objective, flip, utility }: Pick<OptimizeOptions, 'constraint' | 'objective' | 'flip' | 'utility'>,
) {
  const cutoffs = [Infinity, ...rows.map(({ score }) => score)];
  const decisions = cutoffs.flatMap((cutoff) => {
    const accept = (row: Row): number => (row.score >= cutoff ? 1 : 0);
    return flip ? [accept, (row: Row): number => 1 - accept(row)] : [accept];
  });
  return decisions.map((decide): readonly [number, number] => {
    const rates = ratesByHand(rows, decide);
    const { true_positive_rate: tpr, false_positive_rate: fpr } = rates;
    const base = rows.filter(({ label }) => label === 1).length / rows.length;
    const values = {
      ...rates,
      utility: utility === undefined ? 0 : utilityByHand(base, tpr, fpr, utility),
      true_negative_rate: 1 - fpr,
      false_negative_rate: 1 - tpr,
      balanced_accuracy: (tpr + 1 - fpr) / 2,
    };
    const equalized = constraint === 'equalized_odds';
    return [values[CONSTRAINT_METRIC[constraint]], equalized ? tpr : values[objective]];
  });
}

describe('optimizeThresholds by hand', () => {
  // a separates perfectly; b does not: its ROC vertices are (0, 0), (0, 1/2), (2/3, 1), (1, 1).
  const rows = [...rowsOf(0, [0.9, 0.8], [0.2, 0.1]), ...rowsOf(1, [0.6, 0.4], [0.5, 0.5, 0.3])];

  it('finds equalized odds on the lower of two hulls and brings the better group down', () => {
    const result = optimum(collect(rows, 2), { constraint: 'equalized_odds' });
    // Right decisions on b's hull: 4 TPR + 5 (1 - FPR) with TPR = 1/2 + 3/4 FPR falls from 7 of 9 at FPR 0 on.
    expect(result.constraintValue).toBe(0);
    expect(result.overall).toMatchObject({ true_positive_rate: 0.5, false_positive_rate: 0, accuracy: 7 / 9 });
    expect(ruleOf(result, 0).rule.pIgnore).toBe(0.5);
    expect(ruleOf(result, 1).rule.pIgnore).toBe(0);
  });

  it('takes the kindest among equal optima: the one with more favourable decisions', () => {
    const a = rowsOf(0, [0.9, 0.85, 0.8, 0.7, 0.45], [0.5, 0.35, 0.3, 0.2, 0.1]);
    const b = rowsOf(1, [0.75, 0.65, 0.55, 0.4, 0.25], [0.6, 0.48, 0.32, 0.22, 0.15]);
    // The hull of b has slope 1 from FPR 0 (TPR 0.4) to FPR 0.6 (TPR 1): accuracy is 0.7 all along.
    const of = (favourable: 0 | 1): ThresholdOptimum =>
      optimum(collect([...a, ...b], 2), { constraint: 'equalized_odds', favourable });
    expect([of(1).constraintValue, of(0).constraintValue]).toEqual([0.6, 0]);
    expect([of(1).objectiveValue, of(0).objectiveValue]).toEqual([expect.closeTo(0.7, 12), expect.closeTo(0.7, 12)]);
  });

  it('prices the constraint against the best cutoffs without it', () => {
    const { cost } = optimum(collect(rows, 2), { constraint: 'equalized_odds', cutoff: 0.5 });
    // Best per group: a 4 of 4, b 4 of 5. Common: 0.6 errs only on the positive of b at 0.4. In use, 0.5: the two negatives at 0.5 as well.
    expect(cost).toEqual({
      constrained: expect.closeTo(7 / 9, 12),
      bestGroupCutoffs: 8 / 9,
      bestCommonCutoff: { cutoff: 0.6, accuracy: 8 / 9 },
      current: 6 / 9,
      againstGroupCutoffs: expect.closeTo(1 / 9, 12),
      againstCommonCutoff: expect.closeTo(1 / 9, 12),
      againstCurrent: expect.closeTo(-1 / 9, 12),
    });
  });

  it('prices the constraint in utility, whatever is maximised', () => {
    const values = { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 };
    const { utility } = optimum(collect(rows, 2), { constraint: 'equalized_odds', cutoff: 0.5, utility: values });
    // Half of the positives of each and nobody else: 2 of 9 at 3. Best: a both positives, b one of them; common 0.6 the same; in use two at -7.
    expect(utility).toEqual({
      constrained: expect.closeTo(6 / 9, 12),
      bestGroupCutoffs: expect.closeTo(9 / 9, 12),
      bestCommonCutoff: { cutoff: 0.6, utility: expect.closeTo(9 / 9, 12) },
      current: expect.closeTo((9 - 14) / 9, 12),
      againstGroupCutoffs: expect.closeTo(3 / 9, 12),
      againstCommonCutoff: expect.closeTo(3 / 9, 12),
      againstCurrent: expect.closeTo((9 - 14 - 6) / 9, 12),
    });
  });

  it('maximises accuracy where the values say so: 1 for right and 0 for wrong', () => {
    const utility = { truePositive: 1, falsePositive: 0, trueNegative: 1, falseNegative: 0 };
    for (const constraint of ['demographic_parity', 'equalized_odds'] as const) {
      const [best, accurate] = (['utility', 'accuracy'] as const).map((objective) =>
        optimum(collect(rows, 2), { constraint, objective, utility }),
      );
      expect(best!.objectiveValue).toBeCloseTo(accurate!.objectiveValue, 12);
      expect(best!.groups).toEqual(accurate!.groups);
    }
  });

  it('flags levelling down: one group loses and nobody gains', () => {
    const result = optimum(collect(rows, 2), { constraint: 'equalized_odds', cutoff: 0.6 });
    expect(result.levellingDown?.opportunity_rate).toEqual({ levelledDown: true, losers: [{ g: 'a' }], winners: [] });
    expect(result.affected).toEqual({ toFavourable: 0, toUnfavourable: 1 });
  });

  it('turns the people affected when the favourable prediction is 0', () => {
    const result = optimum(collect(rows, 2), { constraint: 'equalized_odds', cutoff: 0.6, favourable: 0 });
    expect(result.affected).toEqual({ toFavourable: 1, toUnfavourable: 0 });
    expect(result.levellingDown?.favourable_rate.levelledDown).toBe(false);
  });

  it('leaves the comparison with the cutoff in use null when there is none', () => {
    const result = optimum(collect(rows, 2));
    expect([result.affected, result.levellingDown, result.cost.current]).toEqual([null, null, null]);
  });

  it('lists a group without positives instead of calling its true positive rate zero', () => {
    const result = optimum(collect([...rows, ...rowsOf(2, [], [0.4, 0.2])], 3));
    expect(result.excluded).toEqual([{ key: { g: 'c' }, n: 2, reason: 'no positives' }]);
    expect(result.groups).toHaveLength(2);
  });

  it('is undefined when only one group has both labels', () => {
    const result = optimizeThresholds(collect(rowsOf(0, [0.9], [0.1]), 1), {
      constraint: 'demographic_parity',
      objective: 'accuracy',
      favourable: 1,
    });
    expect(result).toMatchObject({ status: 'undefined', reason: expect.stringContaining('two groups') });
  });

  it('warns of disparate treatment, and of drawing where a decision is drawn', () => {
    expect(optimum(collect(rows, 2), { constraint: 'equalized_odds' }).notes).toHaveLength(2);
    const same = [...rowsOf(0, [0.9], [0.1]), ...rowsOf(1, [0.9], [0.1])];
    expect(optimum(collect(same, 2)).notes).toHaveLength(1);
  });

  it('decides by one draw: below the probability of 1', () => {
    const rule = {
      p0: 0.25,
      rule0: { operator: '>=', cutoff: 0.7 },
      p1: 0.75,
      rule1: { operator: '>=', cutoff: 0.4 },
      pIgnore: 0.2,
      constant: 0.5,
    } as const;
    expect(probabilityOfOne(rule, 0.39)).toBeCloseTo(0.1, 15);
    expect(probabilityOfOne(rule, 0.4)).toBeCloseTo(0.7, 15);
    expect(probabilityOfOne(rule, 0.7)).toBeCloseTo(0.9, 15);
    expect([decideMixture(rule, 0.5, 0.69), decideMixture(rule, 0.5, 0.71)]).toEqual([1, 0]);
  });

  it.each([
    [{ constraint: 'parity' as never }, 'constraint "parity"'],
    [{ objective: 'f1' as never }, 'objective "f1"'],
    [{ constraint: 'equalized_odds' as const, objective: 'selection_rate' as const }, 'with equalized_odds'],
    [{ objective: 'utility' as const }, 'objective "utility" without values'],
    [
      { utility: { truePositive: 0, falsePositive: 1, trueNegative: 0, falseNegative: 0 } },
      'with label 0, prediction 0',
    ],
    [{ grid: 0 }, 'grid 0'],
    [{ grid: 1.5 }, 'grid 1.5'],
    [{ cutoff: Number.NaN }, 'cutoff NaN'],
  ])('refuses %o', (options, message) => {
    expect(() => optimum(collect(rows, 2), options)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) }),
    );
  });
});

describe('optimizeThresholds by property', () => {
  it('attains the rates that it states: the expectation over every row, rule by rule', () => {
    fc.assert(
      fc.property(scoredRows, anyQuestion, ({ rows, groups }, question) => {
        const result = optimum(collect(rows, groups), question);
        for (let g = 0; g < groups; g++) {
          const { rule, expected } = ruleOf(result, g);
          const mine = rows.filter(({ group }) => group === g);
          const byHand = ratesByHand(mine, ({ score }) => probabilityOfOne(rule, score));
          for (const [name, value] of Object.entries(byHand)) {
            expect(expected[name as keyof typeof byHand]).toBeCloseTo(value, 10);
          }
        }
      }),
    );
  });

  it('makes the constrained rates equal in all groups', () => {
    fc.assert(
      fc.property(scoredRows, anyQuestion, ({ rows, groups }, question) => {
        const result = optimum(collect(rows, groups), question);
        const rateOf = ({ expected }: OptimizedGroup): number[] =>
          ({
            selection_rate: [expected.selection_rate],
            true_positive_rate: [expected.true_positive_rate],
            false_negative_rate: [1 - expected.true_positive_rate],
            false_positive_rate: [expected.false_positive_rate],
            true_negative_rate: [1 - expected.false_positive_rate],
          })[CONSTRAINT_METRIC[question.constraint]];
        for (const group of result.groups) {
          expect(rateOf(group)[0]).toBeCloseTo(result.constraintValue, 10);
          if (question.constraint === 'equalized_odds') {
            expect(group.expected.true_positive_rate).toBeCloseTo(result.overall.true_positive_rate, 10);
          }
        }
      }),
    );
  });

  it('is never worse than any grid, and no mixture found by trial is better', () => {
    fc.assert(
      fc.property(scoredRows, anyQuestion, fc.integer({ min: 1, max: 60 }), ({ rows, groups }, question, grid) => {
        const collected = collect(rows, groups);
        const exact = optimum(collected, question);
        expect(exact.objectiveValue).toBeGreaterThanOrEqual(
          optimum(collected, { ...question, grid }).objectiveValue - 1e-12,
        );
        const trial = Array.from({ length: groups }, (_, g) => {
          const mine = rows.filter(({ group }) => group === g);
          return { share: mine.length / rows.length, points: pointsByTrial(mine, question) };
        });
        const positives = rows.filter(({ label }) => label === 1).length / rows.length;
        const weightOfTrue = question.objective === 'accuracy' ? positives : 0.5;
        const odds = (tpr: number, x: number): number =>
          question.objective === 'utility'
            ? utilityByHand(positives, tpr, x, question.utility)
            : weightOfTrue * tpr + (1 - weightOfTrue) * (1 - x);
        const valueAt = (x: number): number =>
          question.constraint === 'equalized_odds'
            ? odds(Math.min(...trial.map(({ points }) => bestAtByTrial(points, x))), x)
            : trial.reduce((sum, { share, points }) => sum + share * bestAtByTrial(points, x), 0);
        for (let k = 0; k <= grid; k++) expect(valueAt(k / grid)).toBeLessThanOrEqual(exact.objectiveValue + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('counts the people affected as a walk over all rows does', () => {
    fc.assert(
      fc.property(scoredRows, anyQuestion, fc.integer({ min: 0, max: 13 }), ({ rows, groups }, question, k) => {
        const cutoff = k / 12;
        const result = optimum(collect(rows, groups), { ...question, cutoff });
        let up = 0;
        let down = 0;
        for (const { group, score } of rows) {
          const chance = probabilityOfOne(ruleOf(result, group).rule, score);
          if (score >= cutoff) down += 1 - chance;
          else up += chance;
        }
        expect(result.affected!.toFavourable).toBeCloseTo(up, 9);
        expect(result.affected!.toUnfavourable).toBeCloseTo(down, 9);
      }),
    );
  });

  it('does not change by a bit when the groups are passed in another order', () => {
    fc.assert(
      fc.property(scoredRows, anyQuestion, fc.boolean(), ({ rows, groups }, question, onGrid) => {
        const options = { ...question, cutoff: 0.5, ...(onGrid ? { grid: 50 } : {}) };
        const collected = collect(rows, groups);
        expect(optimum([...collected].reverse(), options)).toEqual(optimum(collected, options));
      }),
    );
  });

  it('gives the same rates when every count is doubled', () => {
    fc.assert(
      fc.property(scoredRows, anyQuestion, ({ rows, groups }, question) => {
        const once = optimum(collect(rows, groups), question);
        const twice = optimum(collect([...rows, ...rows], groups), question);
        expect(twice.objectiveValue).toBeCloseTo(once.objectiveValue, 12);
      }),
    );
  });
});
