import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImpossibilityGroup, impossibility } from './impossibility.js';
import { falsePositiveRateForcedBy } from './impossibility-statements.js';

const group = (name: string, [tp, fp, fn, tn]: readonly [number, number, number, number]): ImpossibilityGroup => ({
  key: { g: name },
  counts: { tp, fp, fn, tn },
});
const loans = [group('A', [40, 30, 5, 25]), group('B', [30, 10, 20, 40])];

describe('impossibility', () => {
  it('forces the hand-computed FPR gap under equal PPV and FNR', () => {
    // p 0.7 and 0.5; together tp 120, fp 40, fn 0: PPV 0.75, FNR 0. FPR = p/(1-p) * (0.25/0.75): 0.777... and 0.333...
    const result = impossibility([group('A', [70, 30, 0, 0]), group('B', [50, 10, 0, 40])]);
    const [first] = result.statements;
    expect(first!.forcedInHighest).toBeCloseTo(7 / 9, 12);
    expect(first!.forcedInLowest).toBeCloseTo(1 / 3, 12);
    expect(first!.forcedGap).toBeCloseTo(4 / 9, 12);
    expect(first!.canHoldTogether).toBe(false);
    expect(first!.sentence).toBe(
      'At these base rates, equal PPV (0.75) and equal FNR (0.00) force a gap in FPR of 0.44 (A 0.78, B 0.33).',
    );
  });

  it('shows as many decimals as it takes for what differs to look different', () => {
    const { summary } = impossibility([group('m', [331, 100, 0, 569]), group('f', [334, 100, 0, 566])]);
    const [, high, low] = /Base rates differ \(\w (\S+), \w (\S+)\)/.exec(summary)!;
    expect(high).not.toBe(low);
    const [, gap, one, other] = /of (\S+) \(\w (\S+), \w (\S+)\)/.exec(summary)!;
    expect([Number(gap) > 0, one === other]).toEqual([true, false]);
  });

  it('prints a gap that is the difference of the rates printed beside it', () => {
    const { summary } = impossibility([group('m', [1369, 805, 532, 990]), group('f', [505, 349, 461, 1139])]);
    const [, gap, one, other] = /of (\S+) \(\w (\S+), \w (\S+)\)/.exec(summary)!;
    expect(Number(gap)).toBeCloseTo(Number(one) - Number(other), 10);
  });

  it('names the pair with the widest base rates among several groups', () => {
    const result = impossibility([...loans, group('C', [10, 10, 10, 170])]);
    expect([result.highest, result.lowest]).toEqual([{ g: 'B' }, { g: 'C' }]);
    expect(result.baseRateDifference).toBeCloseTo(0.4, 12);
  });

  it('forces a selection gap of |p - q| * |TPR - FPR| under equal error rates', () => {
    const result = impossibility(loans);
    const tpr = 70 / 95;
    const fpr = 40 / 105;
    expect(result.statements[2]!.forcedGap).toBeCloseTo(0.05 * (tpr - fpr), 12);
  });

  it('forces a selection gap of |p - q| / (PPV + NPV - 1) under equal predictive values', () => {
    const ppv = 70 / 110;
    const npv = 65 / 90;
    expect(impossibility(loans).statements[3]!.forcedGap).toBeCloseTo(0.05 / (ppv + npv - 1), 12);
  });

  it('says that everything can hold together at equal base rates', () => {
    const result = impossibility([group('A', [40, 10, 10, 40]), group('B', [30, 30, 20, 20])]);
    expect(result.equalBaseRates).toBe(true);
    expect(result.statements.every(({ canHoldTogether }) => canHoldTogether === true)).toBe(true);
    expect(result.summary).toContain('equal');
  });

  it('lets equal error rates and predictive parity hold under perfect prediction, but not equal selection', () => {
    const result = impossibility([group('A', [40, 0, 0, 60]), group('B', [70, 0, 0, 30])]);
    expect(result.perfectPrediction).toBe(true);
    expect(result.statements[0]!.canHoldTogether).toBe(true);
    expect(result.statements[2]!.canHoldTogether).toBe(false);
    expect(result.statements[2]!.forcedGap).toBeCloseTo(0.3, 12);
  });

  it('says so when the assumed values cannot even hold by themselves', () => {
    const result = impossibility([group('A', [90, 5, 0, 5]), group('B', [10, 45, 0, 45])]);
    expect(result.statements[0]!.attainable).toBe(false);
    expect(result.statements[0]!.sentence).toContain('outside 0 to 1');
  });

  it('leaves a forced gap null when nobody is selected', () => {
    const [first] = impossibility([group('A', [0, 0, 40, 60]), group('B', [0, 0, 70, 30])]).statements;
    expect(first!.forcedGap).toBeNull();
  });

  it('excludes calibration with balance at unequal base rates even without scores, but gives no size', () => {
    const statement = impossibility(loans).statements[1]!;
    expect(statement.canHoldTogether).toBe(false);
    expect(statement.forcedGap).toBeNull();
    expect(statement.sentence).toContain('cannot have both');
  });

  it('excludes equal predictive values with equal selection even where the prediction says nothing', () => {
    // PPV = 1 - NPV = 0.5 together, so no selection rate fits the base rates 0.6 and 0.4.
    const statement = impossibility([group('A', [30, 30, 30, 10]), group('B', [20, 20, 20, 40])]).statements[3]!;
    expect(statement.canHoldTogether).toBe(false);
  });

  it('sizes the gap of calibrated scores only when there are scores in [0, 1]', () => {
    const at = (score: number, count: number) => ({ scores: Float64Array.of(score), counts: Float64Array.of(count) });
    const scored = loans.map((each) => ({ ...each, distribution: { positives: at(0.8, 10), negatives: at(0.3, 10) } }));
    // b0 = p/(1-p) * (1 - 0.8): 0.45/0.55 * 0.2 and 0.5/0.5 * 0.2.
    const statement = impossibility(scored).statements[1]!;
    expect(statement.canHoldTogether).toBe(false);
    expect(statement.forcedGap).toBeCloseTo(0.2 - (0.45 / 0.55) * 0.2, 12);
    const decile = loans.map((each) => ({ ...each, distribution: { positives: at(8, 10), negatives: at(3, 10) } }));
    expect(impossibility(decile).statements[1]!.forcedGap).toBeNull();
  });

  it('is undefined with one group, and lists the groups that are too small', () => {
    const result = impossibility([loans[0]!, group('tiny', [1, 0, 0, 0]), group('none', [0, 0, 0, 0])], {
      minGroupSize: 30,
    });
    expect(result.status).toBe('undefined');
    expect(result.excluded.map(({ reason }) => reason)).toEqual([
      'no labelled people',
      'fewer than 30 labelled people',
    ]);
  });

  it("holds as an identity: the forced FPR from a group's own PPV and FNR is its own FPR", () => {
    const count = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(count, count, count, count, (tp, fp, fn, tn) => {
        const n = tp + fp + fn + tn;
        const forced = falsePositiveRateForcedBy((tp + fn) / n, tp / (tp + fp), fn / (tp + fn));
        expect(forced).toBeCloseTo(fp / (fp + tn), 10);
      }),
    );
  });

  it('does not depend on the order of the groups', () => {
    const three = [...loans, group('C', [10, 10, 10, 170])];
    expect(impossibility([three[2]!, three[0]!, three[1]!])).toEqual(impossibility(three));
  });
});
