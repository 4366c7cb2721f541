import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import {
  type CalibratedCost,
  calibratedOdds,
  groupRows,
  type RejectOptionMeasure,
  rejectOption,
  scoredGroups,
} from '../index.js';

const ROWS = groupRows({ sex: ['f', 'f', 'f', 'f', 'm', 'm', 'm', 'm'] });
const LABEL = [1, 1, 0, 0, 1, 1, 0, 0];
const SCORE = Float64Array.of(0.7, 0.45, 0.4, 0.1, 0.9, 0.8, 0.55, 0.2);
const GROUPS = scoredGroups(ROWS, { label: LABEL, score: SCORE });
const MALE = { advantaged: [{ sex: 'm' }] } as const;

describe('a band in which the disadvantaged are favoured', () => {
  it('is the same as its cutoffs by group', () => {
    const found = rejectOption(GROUPS, { ...MALE, measure: 'selection_rate', tolerance: 0.05 });
    expect(found).toMatchObject({ isFeasible: true, balancedAccuracy: 1, accuracy: 1, difference: 0 });
    for (const { key, mixture } of found.groups) {
      const decided = [...SCORE].filter((s, r) => ROWS.keys[ROWS.codes[r]!] === key && s >= mixture[0]!.cutoff);
      expect(decided).toHaveLength(2);
    }
    const chance = { f: found.middle - found.margin, m: found.middle + found.margin };
    for (const { key, mixture } of found.groups) expect(mixture[0]!.cutoff).toBeCloseTo(chance[key.sex as 'f'], 12);
  });

  it('of the unfavourable label is its mirror', () => {
    const mirrored = scoredGroups(ROWS, { label: LABEL.map((y) => 1 - y), score: SCORE.map((s) => 1 - s) });
    const options = { ...MALE, measure: 'average_odds', tolerance: 0.3 } as const;
    const { groups: _, ...one } = rejectOption(GROUPS, options);
    const { groups: __, ...other } = rejectOption(mirrored, { ...options, favourable: 0 });
    expect(other).toEqual(one);
  });

  it('that nothing makes fair enough is the nearest, and says so', () => {
    const apart = scoredGroups(ROWS, { label: LABEL, score: Float64Array.of(0.995, 0, 0, 0, 0.5, 0.5, 0.5, 0.5) });
    const found = rejectOption(apart, { ...MALE, measure: 'selection_rate', tolerance: 0.1, steps: 2 });
    // Low middles take all men and one woman, high ones that woman alone: the smallest signed difference would be -0.75.
    expect(found).toMatchObject({ isFeasible: false, middle: 0.99, margin: 0, difference: 0.25 });
  });

  it('refuses what cannot be compared', () => {
    const options = { ...MALE, measure: 'selection_rate', tolerance: 0.1 } as const;
    for (const [changed, message] of [
      [{ advantaged: [{ sex: 'x' }] }, 'there is no group {"sex":"x"}'],
      [{ advantaged: [] }, 'no group is advantaged'],
      [{ advantaged: [{}] }, 'every group is advantaged'],
      [{ tolerance: -1 }, 'a tolerance of -1'],
      [{ steps: 1 }, '1 steps'],
    ] as const)
      expect(() => rejectOption(GROUPS, { ...options, ...changed })).toThrow(message);
    const logits = scoredGroups(ROWS, { label: LABEL, score: SCORE.map((s) => s * 2) });
    expect(() => rejectOption(logits, options)).toThrow('a score of 1.4');
    expect(() => calibratedOdds(GROUPS.slice(1), 'weighted')).toThrow('fewer than two groups');
  });
});

describe('scores that give way to base rates', () => {
  it('cost every group as much as the one they cost most, and nobody gains', () => {
    const { isAchievable, groups, difference } = calibratedOdds(GROUPS, 'false_negative');
    const [women, men] = groups;
    // Men miss 0.15 where women miss 0.425: 0.275 of the 0.35 up to the base rate.
    expect(women).toMatchObject({ mixRate: 0, baseRate: 0.5 });
    expect(men!.mixRate).toBeCloseTo(0.275 / 0.35, 12);
    expect(men!.mixedCost).toBeCloseTo(women!.cost, 12);
    expect([isAchievable, difference < 1e-12]).toEqual([true, true]);
  });

  it('are none where the base rate costs too little or the score tells less than it', () => {
    const poor = scoredGroups(ROWS, { label: LABEL, score: SCORE.map((s, r) => (r < 4 ? s / 10 : s)) });
    const found = calibratedOdds(poor, 'false_negative');
    expect(found.isAchievable).toBe(false);
    expect(found.groups.map(({ mixRate }) => mixRate)).toEqual([0, 1]);
    expect(found.difference).toBeCloseTo(found.groups[0]!.cost - 0.5, 12);
    const wrong = scoredGroups(ROWS, { label: LABEL, score: SCORE.map((s, r) => (r < 4 ? s / 10 : 0.3)) });
    expect(calibratedOdds(wrong, 'false_negative').groups[1]!.mixRate).toBe(0);
  });
});

interface Rates {
  readonly priv_mix_rate: number;
  readonly unpriv_mix_rate: number;
}

interface Band {
  readonly accuracy: number;
  readonly balanced_accuracy: number;
  readonly statistical_parity_difference: number;
  readonly average_odds_difference: number;
  readonly equal_opportunity_difference: number;
}

interface OwnCase {
  readonly file: string;
  readonly attribute: string;
  readonly privileged: string;
  readonly favourable_label: 0 | 1;
  readonly rows: number;
}

const MEASURES = {
  'Statistical parity difference': ['selection_rate', 'statistical_parity_difference'],
  'Average odds difference': ['average_odds', 'average_odds_difference'],
  'Equal opportunity difference': ['true_positive_rate', 'equal_opportunity_difference'],
} as const satisfies Record<string, readonly [RejectOptionMeasure, keyof Band]>;
const COSTS: Readonly<Record<string, CalibratedCost>> = {
  fnr: 'false_negative',
  fpr: 'false_positive',
  weighted: 'weighted',
};

/** The people of a case, those of another value than the privileged one as one group. */
function peopleOf(one: OwnCase, keep: (row: Record<string, string>) => boolean = () => true) {
  const people = sharedCsv(`data/${one.file}`).filter(keep);
  expect(people).toHaveLength(one.rows);
  const groups = groupRows({
    side: people.map((row) => (row[one.attribute] === one.privileged ? 'advantaged' : 'rest')),
  });
  const label = people.map((row) => Number(row.y_true));
  return scoredGroups(groups, { label, score: Float64Array.from(people, (row) => Number(row.score)) });
}

const ADVANTAGED = { advantaged: [{ side: 'advantaged' }] } as const;

function isAsPeer(groups: ReturnType<typeof peopleOf>, name: string, favourable: 0 | 1, peer: Rates): void {
  const { isAchievable, groups: found } = calibratedOdds(groups, COSTS[name]!, favourable);
  const [advantaged, rest] = found;
  // The peer mixes beyond everybody where the costs cannot be made equal.
  expect(isAchievable, name).toBe(Math.max(peer.priv_mix_rate, peer.unpriv_mix_rate) <= 1);
  expect(advantaged!.mixRate, name).toBeCloseTo(Math.min(1, peer.priv_mix_rate), 11);
  expect(rest!.mixRate, name).toBeCloseTo(Math.min(1, peer.unpriv_mix_rate), 11);
}

describe.skipIf(!hasShared)('against AIF360', () => {
  interface Further extends OwnCase {
    readonly reject_option: Record<
      string,
      Record<'best_over_grid' | 'best_by_accuracy', Band & { threshold: number; margin: number }>
    >;
    readonly calibrated_eq_odds: Record<
      string,
      Rates & { cost_privileged: number; cost_unprivileged: number; costs_after_clipping: [number, number] }
    >;
  }
  const { cases } = hasShared
    ? sharedJson<{ cases: Record<string, Further> }>('reference/mitigation/reject-option-calibrated-odds.json')
    : { cases: {} };
  it.each(Object.entries(cases))('%s', (_, one) => {
    const favourable = one.favourable_label;
    const groups = peopleOf(one);
    for (const [name, wanted] of Object.entries(one.reject_option)) {
      const [words, tolerance] = name.split('|') as [keyof typeof MEASURES, string];
      const [measure, field] = MEASURES[words];
      for (const [objective, band] of [
        ['balanced_accuracy', wanted.best_over_grid],
        ['accuracy', wanted.best_by_accuracy],
      ] as const) {
        const found = rejectOption(groups, {
          ...ADVANTAGED,
          measure,
          tolerance: Number(tolerance),
          objective,
          favourable,
        });
        expect(found.isFeasible).toBe(true);
        expect([found.middle, found.margin], `${name} ${objective}`).toEqual([
          expect.closeTo(band.threshold, 12),
          expect.closeTo(band.margin, 12),
        ]);
        expect(found.accuracy).toBeCloseTo(band.accuracy, 12);
        expect(found.balancedAccuracy).toBeCloseTo(band.balanced_accuracy, 12);
        expect(found.difference).toBeCloseTo(band[field], 12);
      }
    }
    for (const [name, peer] of Object.entries(one.calibrated_eq_odds)) {
      isAsPeer(groups, name, favourable, peer);
      const found = calibratedOdds(groups, COSTS[name]!, favourable).groups;
      const near = (cost: number): unknown => expect.closeTo(cost, 11);
      expect(found.map(({ cost }) => cost)).toEqual([peer.cost_privileged, peer.cost_unprivileged].map(near));
      expect(found.map(({ mixedCost }) => mixedCost)).toEqual(peer.costs_after_clipping.map(near));
    }
  });

  interface First extends OwnCase {
    readonly filter: string | null;
    readonly kept_values: readonly string[] | null;
    readonly postprocessing: Record<string, Rates & Band & { classification_threshold: number; ROC_margin: number }>;
  }
  const first = hasShared ? sharedJson<{ cases: First[] }>('reference/fairness/aif360.json').cases : [];
  it.each(first.map((one) => [`${one.file} ${one.attribute}`, one] as const))('%s', (_, one) => {
    const groups = peopleOf(
      one,
      (row) =>
        (one.filter === null || row.in_filtered === '1') && (one.kept_values?.includes(row[one.attribute]!) ?? true),
    );
    for (const [name, peer] of Object.entries(one.postprocessing)) {
      const [step, kind] = name.split('|') as [string, keyof typeof MEASURES];
      if (step === 'CalibratedEqOdds') isAsPeer(groups, kind, one.favourable_label, peer);
      if (step !== 'RejectOptionClassification') continue;
      const [measure, field] = MEASURES[kind];
      const found = rejectOption(groups, { ...ADVANTAGED, measure, tolerance: 0.05, favourable: one.favourable_label });
      if (!found.isFeasible) {
        // The peer then takes the smallest signed difference, the worst for the disadvantaged.
        expect(Math.abs(found.difference), name).toBeLessThanOrEqual(Math.abs(peer[field]));
        continue;
      }
      expect([found.middle, found.margin], name).toEqual([
        expect.closeTo(peer.classification_threshold, 12),
        expect.closeTo(peer.ROC_margin, 12),
      ]);
      expect(found.balancedAccuracy).toBeCloseTo(peer.balanced_accuracy, 12);
      expect(found.difference).toBeCloseTo(peer[field], 12);
    }
  });
});
