import { describe, expect, it } from 'vitest';
import { AUDITS, referenceAudit, referenceTally } from '../../../../test/support/fairness-reference.js';
import { hasShared } from '../../../../test/support/shared.js';
import { calibrationBins } from '../metrics/calibration.js';
import { pointEstimate } from '../metrics/metrics.js';
import { type Group, groupTally } from '../tally/groups.js';
import type { Compare, IntegerMetric } from '../tally/types.js';
import { coefficientOfVariation, generalizedEntropy, theil } from '../within/inequality.js';
import { compositeDisparities } from './composite-disparities.js';
import { disparity } from './disparities.js';
import { chooseReference, compareFamily } from './family.js';
import { pairMeasure } from './pair-measures.js';

const OPTIONS = { favourable: 1, level: 0.95, minGroupSize: 0, seed: 1, replicates: 2 } as const;
const TOLERANCE = 1e-9;

const FAIRLEARN: Record<string, IntegerMetric> = {
  selection_rate: 'selection_rate',
  accuracy: 'accuracy',
  tpr: 'true_positive_rate',
  fpr: 'false_positive_rate',
  fnr: 'false_negative_rate',
  tnr: 'true_negative_rate',
  precision: 'positive_predictive_value',
};

const joined = (group: Group): string => Object.values(group.key).join(' & ');

/** Misses are collected and comparisons counted, so that nothing is skipped in silence. */
class Check {
  compared = 0;
  readonly misses: string[] = [];
  equal(where: string, ours: number | null, theirs: unknown, tolerance = TOLERANCE): void {
    this.compared += 1;
    const wanted = theirs === undefined ? Number.NaN : (theirs as number | null);
    const same =
      ours === null || wanted === null
        ? ours === wanted
        : Math.abs(ours - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
    if (!same) this.misses.push(`${where}: ours ${ours}, theirs ${String(theirs)}`);
  }
}

type Attribute = ReturnType<typeof referenceAudit>['attributes'][string];
const partsByName = new Map<string, [Group[], Attribute][]>();

/** Calls `visit` for every attribute and intersection of an audit file; groups are made once. */
function eachAttribute(name: string, visit: (groups: Group[], attribute: Attribute) => void): void {
  const parts =
    partsByName.get(name) ??
    Object.values(referenceAudit(name).attributes).map((attribute): [Group[], Attribute] => [
      groupTally(referenceTally(name), attribute.columns),
      attribute,
    ]);
  partsByName.set(name, parts);
  for (const [groups, attribute] of parts) visit(groups, attribute);
}

describe.skipIf(!hasShared)('aggregates over groups equal the references', () => {
  it.each(AUDITS)(
    'largest differences and smallest ratios of %s equal those of Fairlearn where it divides no 0 by 0',
    (name) => {
      const check = new Check();
      eachAttribute(name, (groups, { fairlearn }) => {
        for (const [theirs, metric] of Object.entries(FAIRLEARN)) {
          const undefinedSomewhere = groups.some((group) => pointEstimate(group, metric, 1) === null);
          for (const compare of ['difference', 'ratio'] as const) {
            const ours = disparity(groups, metric, compare, OPTIONS);
            const wanted = (fairlearn[`${compare}_between_groups`] as Record<string, number>)[theirs];
            // Fairlearn takes 0/0 for 0 and makes an extreme of it; ours leaves such groups out and names them.
            if (undefinedSomewhere) expect(ours.leftOut?.length).toBeGreaterThan(0);
            else check.equal(`${metric} ${compare}`, ours.estimate, wanted);
          }
        }
      });
      expect(check.misses).toEqual([]);
      expect(check.compared).toBeGreaterThanOrEqual(12);
    },
  );

  it.each(AUDITS)('equalized odds, equal opportunity and parity of %s equal those of Fairlearn', (name) => {
    const check = new Check();
    eachAttribute(name, (groups, { fairlearn }) => {
      const ours = new Map(compositeDisparities(groups, null, OPTIONS).map((d) => [d.metric, d]));
      const complete = groups.every(
        (g) =>
          pointEstimate(g, 'true_positive_rate', 1) !== null && pointEstimate(g, 'false_positive_rate', 1) !== null,
      );
      for (const compare of ['difference', 'ratio'] as Compare[]) {
        check.equal(
          `parity ${compare}`,
          disparity(groups, 'selection_rate', compare, OPTIONS).estimate,
          fairlearn[`demographic_parity_${compare}_between_groups`],
        );
        if (!complete) continue;
        const theirs = `equalized_odds_${compare}_between_groups`;
        // Nobody of any group is a false positive: Fairlearn takes that 0/0 for a ratio of 1, ours has none.
        if (groups.every((g) => g.counts.fp === 0) && compare === 'ratio') continue;
        check.equal(theirs, ours.get(`equalized_odds_${compare}`)!.estimate, fairlearn[`${theirs}_worst_case`]);
        check.equal(
          `${theirs} mean`,
          ours.get(`equalized_odds_${compare}_mean`)!.estimate,
          fairlearn[`${theirs}_mean`],
        );
        const opportunity = `equal_opportunity_${compare}`;
        check.equal(opportunity, ours.get(opportunity)!.estimate, fairlearn[`${opportunity}_between_groups`]);
      }
    });
    expect(check.misses).toEqual([]);
    expect(check.compared).toBeGreaterThanOrEqual(4);
  });

  it.each(AUDITS)('calibration bins of %s are equal', (name) => {
    const check = new Check();
    eachAttribute(name, (groups, { calibration_by_equal_width_bins_10: theirs }) => {
      if (theirs === null) return;
      for (const group of groups) {
        const bins = calibrationBins(group);
        for (const wanted of theirs[joined(group)] ?? []) {
          const ours = bins[wanted.bin]!;
          check.equal(`${joined(group)} bin ${wanted.bin} n`, ours.n, wanted.n, 0);
          check.equal(`${joined(group)} bin ${wanted.bin} score`, ours.meanScore, wanted.mean_score);
          check.equal(`${joined(group)} bin ${wanted.bin} observed`, ours.observed, wanted.observed);
        }
      }
    });
    expect(check.misses).toEqual([]);
    expect(check.compared).toBeGreaterThanOrEqual(60);
  });

  it.each(AUDITS)('inequality of benefits of %s is equal', (name) => {
    const check = new Check();
    eachAttribute(name, (groups, { entropy }) => {
      check.equal('entropy', generalizedEntropy(groups, 2).index, entropy.generalized_entropy_alpha2);
      check.equal(
        'entropy between',
        generalizedEntropy(groups, 2).betweenGroups,
        entropy.between_group_generalized_entropy_alpha2,
      );
      check.equal('theil', theil(groups).index, entropy.theil_alpha1);
      check.equal('theil between', theil(groups).betweenGroups, entropy.between_group_theil);
      // The reference prints 2 sqrt(GE(2)); the coefficient of variation is sqrt(2 GE(2)).
      check.equal(
        'variation',
        coefficientOfVariation(groups).index! * Math.SQRT2,
        entropy.coefficient_of_variation_2sqrtGE2,
      );
    });
    expect(check.misses).toEqual([]);
    expect(check.compared).toBeGreaterThanOrEqual(10);
  });

  it.each(AUDITS)('standardized and plain differences of mean scores of %s are equal', (name) => {
    const check = new Check();
    eachAttribute(name, (groups, { score_smd_vs_reference: theirs, reference_group_largest }) => {
      const reference = groups.find((group) => joined(group) === reference_group_largest)!;
      for (const [label, wanted] of Object.entries(theirs ?? {})) {
        if (!wanted) continue;
        const group = groups.find((one) => joined(one) === label)!;
        const smd = pairMeasure(group, reference, 'standardized_mean_difference', OPTIONS);
        check.equal(`${label} smd`, smd.estimate, wanted.smd_pooled_sd);
        const interval = wanted.smd_pooled_ci95_normal as [number, number] | null;
        check.equal(`${label} lower`, smd.lower, interval?.[0] ?? null);
        check.equal(`${label} upper`, smd.upper, interval?.[1] ?? null);
        const [means] = compareFamily([group], reference, 'mean_score', { ...OPTIONS, multiplicity: 'none' });
        check.equal(`${label} means`, means!.estimate, wanted.mean_difference);
        check.equal(`${label} p`, means!.pValue, wanted.p_welch ?? null);
      }
    });
    expect(check.misses).toEqual([]);
    expect(check.compared).toBeGreaterThanOrEqual(10);
  });
});

const TESTED: Record<string, IntegerMetric> = {
  selection_rate: 'selection_rate',
  tpr: 'true_positive_rate',
  fpr: 'false_positive_rate',
  ppv: 'positive_predictive_value',
  npv: 'negative_predictive_value',
  accuracy: 'accuracy',
};

describe.skipIf(!hasShared)('families of comparisons equal the references', () => {
  it.each(AUDITS)('differences, ratios, intervals and p-values of %s are equal', (name) => {
    const check = new Check();
    eachAttribute(name, (groups, { tests, reference_group_largest }) => {
      const reference = chooseReference(groups, null)!;
      expect(joined(reference)).toBe(reference_group_largest);
      for (const [theirs, metric] of Object.entries(TESTED)) {
        const family = compareFamily(groups, reference, metric, { ...OPTIONS, multiplicity: 'holm' });
        for (const [label, wanted] of Object.entries(tests[theirs]!.versus_reference)) {
          if (!wanted) continue;
          const [difference, ratio] = family.filter((c) => Object.values(c.group).join(' & ') === label);
          check.equal(`${metric} ${label} difference`, difference!.estimate, wanted.difference ?? null);
          check.equal(`${metric} ${label} ratio`, ratio!.estimate, Number.isFinite(wanted.ratio) ? wanted.ratio : null);
          if (difference!.estimate === null) continue;
          const newcombe = wanted.diff_ci95_newcombe as [number, number];
          check.equal(`${metric} ${label} lower`, difference!.lower, newcombe[0]);
          check.equal(`${metric} ${label} upper`, difference!.upper, newcombe[1]);
          const p = difference!.test === 'fisher exact' ? wanted.p_fisher_two_sided : wanted.p_z_pooled;
          // Where nothing varies the reference has no test; Fisher's probability is 1.
          check.equal(`${metric} ${label} p`, difference!.pValue, p === undefined ? 1 : p);
          const katz = wanted.ratio_ci95_katz_log_by_formula as [number, number] | null | undefined;
          if (ratio!.method !== 'katz' || !katz) continue;
          check.equal(`${metric} ${label} katz lower`, ratio!.lower, katz[0]);
          check.equal(`${metric} ${label} katz upper`, ratio!.upper, katz[1]);
        }
      }
    });
    expect(check.misses).toEqual([]);
    expect(check.compared).toBeGreaterThanOrEqual(40);
  });
});
