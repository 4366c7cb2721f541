import { describe, expect, it } from 'vitest';
import { compositeDisparities } from './comparisons/composite-disparities.js';
import { disparity } from './comparisons/disparities.js';
import { chooseReference, compareFamily } from './comparisons/family.js';
import { estimateMetric } from './metrics/metrics.js';
import { groupTally } from './tally/groups.js';
import { type TallyRow, tallyRows } from './tally/tally.js';
import type { Tally } from './tally/types.js';

// The traps that other programs fall into (shared/notes/fairness.md, section 4), one test each.

const OPTIONS = { favourable: 1, level: 0.95, minGroupSize: 30, seed: 1, replicates: 200 } as const;
const FAMILY = { ...OPTIONS, multiplicity: 'holm' } as const;

interface Counts {
  readonly tp?: number;
  readonly fp?: number;
  readonly fn?: number;
  readonly tn?: number;
}

function tallyOf(countsByGroup: Readonly<Record<string, Counts>>, extra: readonly TallyRow[] = []): Tally {
  const rows = Object.entries(countsByGroup).flatMap(([name, { tp = 0, fp = 0, fn = 0, tn = 0 }]) => {
    const people = (n: number, label: 0 | 1, prediction: 0 | 1): TallyRow[] =>
      Array.from({ length: n }, () => ({ values: [name], label, prediction, score: null, weight: 1 }));
    return [...people(tp, 1, 1), ...people(fp, 0, 1), ...people(fn, 1, 0), ...people(tn, 0, 0)];
  });
  const spec = {
    policyDigest: '',
    attributes: ['race'],
    weightKind: 'none',
    score: { kind: 'none' },
    scoreScale: 1,
  } as const;
  return tallyRows(spec, [...rows, ...extra]);
}

/** Filtered COMPAS by race, aggregated (ProPublica 2016). */
const COMPAS = {
  'African-American': { tp: 1188, fp: 641, fn: 473, tn: 873 },
  Asian: { tp: 5, fp: 2, fn: 3, tn: 21 },
  Caucasian: { tp: 414, fp: 282, fn: 408, tn: 999 },
  Hispanic: { tp: 79, fp: 62, fn: 110, tn: 258 },
  'Native American': { tp: 5, fp: 3, fn: 0, tn: 3 },
  Other: { tp: 42, fp: 28, fn: 82, tn: 191 },
};

describe('traps of other programs', () => {
  it('1: a true positive rate without positives is undefined, and no gap is made of it', () => {
    const groups = groupTally(tallyOf({ a: { tp: 20, fn: 20, tn: 40 }, b: { tn: 40 }, c: { tp: 25, fn: 15 } }), [
      'race',
    ]);
    const rate = estimateMetric(groups[1]!, 'true_positive_rate', OPTIONS);
    expect(rate).toMatchObject({ estimate: null, lower: null, upper: null, n: 0, status: 'undefined' });
    expect(rate.reason).toContain('0/0');
    const gap = disparity(groups, 'true_positive_rate', 'difference', OPTIONS);
    expect(gap).toMatchObject({
      estimate: 0.125,
      highest: { race: 'c' },
      lowest: { race: 'a' },
      leftOut: [{ race: 'b' }],
    });
  });

  it('2: rows whose group is missing are listed with their metrics and compared with nobody', () => {
    const unknown: TallyRow = { values: [null], label: 1, prediction: 1, score: null, weight: 1 };
    const groups = groupTally(tallyOf({ a: { tp: 2 }, b: { tn: 2 } }, [unknown, unknown, unknown]), ['race']);
    expect(groups.map((group) => [group.key.race, group.known, group.n])).toEqual([
      ['a', true, 2],
      ['b', true, 2],
      [null, false, 3],
    ]);
    expect(estimateMetric(groups[2]!, 'selection_rate', OPTIONS).estimate).toBe(1);
    expect(chooseReference(groups, null)?.key).toEqual({ race: 'a' });
    expect(compareFamily(groups, groups[0]!, 'selection_rate', FAMILY).map((c) => c.group)).toEqual([
      { race: 'b' },
      { race: 'b' },
    ]);
    expect(disparity(groups, 'selection_rate', 'difference', OPTIONS)).toMatchObject({
      highest: { race: 'a' },
      lowest: { race: 'b' },
    });
    const included = { ...FAMILY, includeUnknown: true };
    expect(chooseReference(groups, null, included)?.key).toEqual({ race: null });
    expect(compareFamily(groups, groups[0]!, 'selection_rate', included)).toHaveLength(4);
  });

  it('3: a ratio with nobody selected is undefined with a reason, never NaN', () => {
    const groups = groupTally(tallyOf({ a: { tn: 40 }, b: { tn: 40 } }), ['race']);
    const ratio = disparity(groups, 'selection_rate', 'ratio', OPTIONS);
    expect(ratio).toMatchObject({ estimate: null, status: 'undefined', estimateAmongSufficient: null });
    expect(ratio.reason).toBeTruthy();
    const [difference, toReference] = compareFamily(groups, groups[0]!, 'selection_rate', FAMILY);
    expect(difference).toMatchObject({ estimate: 0, status: 'ok' });
    expect(toReference).toMatchObject({ estimate: null, status: 'undefined' });
  });

  it('4: a gap that a tiny cell causes names the pair, is insufficient, and stands beside the gap of sufficient groups', () => {
    const groups = groupTally(tallyOf(COMPAS), ['race']);
    const parity = disparity(groups, 'selection_rate', 'difference', OPTIONS);
    expect(parity.estimate).toBeCloseTo(0.5232, 3);
    expect(parity).toMatchObject({
      highest: { race: 'Native American' },
      lowest: { race: 'Other' },
      status: 'insufficient',
    });
    expect(parity.estimateAmongSufficient).toBeCloseTo(0.372, 3);
    const odds = compositeDisparities(groups, null, OPTIONS)[0]!;
    expect(odds).toMatchObject({
      metric: 'equalized_odds_difference',
      highest: { race: 'Native American' },
      status: 'insufficient',
    });
    expect(odds.estimate).toBeCloseTo(0.661, 3);
    expect(odds.estimateAmongSufficient!).toBeLessThan(odds.estimate!);
    const blackAndWhite = groups.filter(({ key }) => key.race === 'African-American' || key.race === 'Caucasian');
    expect(disparity(blackAndWhite, 'selection_rate', 'difference', OPTIONS).estimate).toBeCloseTo(0.245, 3);
    expect(compositeDisparities(blackAndWhite, null, OPTIONS)[0]!.estimate).toBeCloseTo(0.212, 3);
  });

  it('5: the p-value beside two rates tests these two rates', () => {
    const groups = groupTally(tallyOf(COMPAS), ['race']);
    const white = groups.find(({ key }) => key.race === 'Caucasian')!;
    const comparisons = compareFamily(groups, white, 'false_positive_rate', { ...FAMILY, multiplicity: 'none' });
    const black = comparisons.find((c) => c.group.race === 'African-American')!;
    expect(black).toMatchObject({ test: 'two-proportion z', status: 'ok' });
    // z of .4234 against .2201: another program prints p = .012 beside these rates.
    expect(black.pValue!).toBeGreaterThan(1e-30);
    expect(black.pValue!).toBeLessThan(1e-28);
    const bySex = groupTally(tallyOf({ Female: { fp: 230, tn: 532 }, Male: { fp: 788, tn: 1813 } }), ['race']);
    const [female] = compareFamily(bySex, bySex[1]!, 'false_positive_rate', FAMILY);
    expect(female!.estimate!).toBeCloseTo(0.3018 - 0.303, 3);
    expect(female!.pValue!).toBeGreaterThan(0.9);
  });

  it('6: an average of signed gaps of opposite sign is shown beside the average of their sizes', () => {
    const groups = groupTally(
      tallyOf({ a: { tp: 60, fn: 40, fp: 20, tn: 80 }, b: { tp: 40, fn: 60, fp: 40, tn: 60 } }),
      ['race'],
    );
    const all = new Map(compositeDisparities(groups, groups[1]!, OPTIONS).map((one) => [one.metric, one]));
    expect(all.get('average_odds_difference')!.estimate).toBeCloseTo(0, 12);
    expect(all.get('average_absolute_odds_difference')!.estimate).toBeCloseTo(0.2, 12);
  });

  it('7: rates are never turned, only the favourable ones follow what is good for the person', () => {
    const [group] = groupTally(tallyOf({ a: { tp: 30, fp: 20, fn: 10, tn: 40 } }), ['race']);
    const value = (metric: Parameters<typeof estimateMetric>[1], favourable: 0 | 1) =>
      estimateMetric(group!, metric, { ...OPTIONS, favourable }).estimate;
    expect([value('selection_rate', 1), value('selection_rate', 0)]).toEqual([0.5, 0.5]);
    expect([value('favourable_rate', 1), value('favourable_rate', 0)]).toEqual([0.5, 0.5]);
    expect([value('opportunity_rate', 1), value('opportunity_rate', 0)]).toEqual([30 / 40, 40 / 60]);
    const groups = groupTally(tallyOf(COMPAS), ['race']).filter(
      ({ key }) => key.race === 'African-American' || key.race === 'Caucasian',
    );
    const ratio = (metric: 'favourable_rate' | 'selection_rate') =>
      compareFamily(groups, groups[1]!, metric, { ...FAMILY, favourable: 0 })[1]!.estimate!;
    expect(ratio('favourable_rate')).toBeCloseTo(0.6336, 4);
    expect(ratio('selection_rate')).toBeCloseTo(1.7406, 4);
  });

  it('9: empty and full cells get an interval, not NaN', () => {
    const groups = groupTally(tallyOf({ a: { fp: 0, tn: 40 }, b: { fp: 40 }, c: { fp: 20, tn: 20 } }), ['race']);
    for (const compare of compareFamily(groups, groups[2]!, 'false_positive_rate', FAMILY)) {
      expect(Number.isFinite(compare.lower)).toBe(true);
      expect(Number.isFinite(compare.upper)).toBe(true);
      expect(compare.lower!).toBeLessThanOrEqual(compare.estimate!);
      expect(compare.upper!).toBeGreaterThanOrEqual(compare.estimate!);
    }
  });
});
