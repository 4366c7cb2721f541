import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import { pointEstimate } from '../metrics/metrics.js';
import { type Group, groupTally } from '../tally/groups.js';
import { tallyRows } from '../tally/tally.js';
import type { Compare, IntegerMetric, Tally } from '../tally/types.js';
import { differentialFairness } from '../within/differential-fairness.js';
import { coefficientOfVariation, generalizedEntropy, theil } from '../within/inequality.js';
import { compareGroups } from './compare.js';
import { pairMeasure } from './pair-measures.js';

type Numbers = Record<string, number>;

interface Case {
  readonly file: string;
  readonly filter: string | null;
  readonly rows: number;
  readonly attribute: string;
  readonly kept_values: string[] | null;
  readonly privileged: string;
  readonly favourable_label: 0 | 1;
  readonly dataset: Numbers;
  readonly classification: Record<'overall' | 'privileged' | 'unprivileged', Numbers>;
  readonly disparity: Numbers;
}

const CASES: Case[] = hasShared ? sharedJson<{ cases: Case[] }>('reference/fairness/aif360.json').cases : [];
const OPTIONS = { favourable: 1, level: 0.95, minGroupSize: 0, seed: 1, replicates: 2 } as const;
const TOLERANCE = 1e-9;

/**
 * AIF360 reads label and prediction as "favourable or not" and knows two groups. Its rates are ours on rows turned that way, which keeps
 * this test about arithmetic; the rates that our audit shows are about label 1 and are never turned.
 */
function tallyOf(one: Case): Tally {
  const favourable = String(one.favourable_label);
  const rows = sharedCsv(`data/${one.file}`)
    .filter((row) => one.filter === null || row.in_filtered === '1')
    .filter((row) => one.kept_values === null || one.kept_values.includes(row[one.attribute]!));
  return tallyRows(
    { policyDigest: '', attributes: ['group'], weightKind: 'none', score: { kind: 'distinct' }, scoreScale: 1 },
    rows.map((row) => ({
      values: [row[one.attribute] === one.privileged ? 'privileged' : 'unprivileged'],
      label: row.y_true === favourable ? 1 : 0,
      prediction: row.y_pred === favourable ? 1 : 0,
      score: favourable === '1' ? Number(row.score) : 1 - Number(row.score),
      weight: 1,
    })),
  );
}

const RATES = [
  'accuracy',
  'true_positive_rate',
  'false_positive_rate',
  'true_negative_rate',
  'false_negative_rate',
  'positive_predictive_value',
  'negative_predictive_value',
  'selection_rate',
] as const satisfies readonly IntegerMetric[];

class Check {
  compared = 0;
  readonly misses: string[] = [];
  equal(name: string, ours: number | null, theirs: number | undefined): void {
    this.compared += 1;
    if (ours === null || theirs === undefined || !(Math.abs(ours - theirs) <= TOLERANCE)) {
      this.misses.push(`${name}: ours ${ours}, theirs ${theirs}`);
    }
  }
}

function mean(column: { counts: Float64Array; means: Float64Array }): number {
  const people = column.counts.reduce((sum, n) => sum + n, 0);
  return column.counts.reduce((sum, n, i) => sum + n * column.means[i]!, 0) / people;
}

function checkGroup(check: Check, where: string, group: Group, theirs: Numbers): void {
  for (const rate of RATES) check.equal(`${where} ${rate}`, pointEstimate(group, rate, 1), theirs[rate]);
  check.equal(`${where} error`, 1 - pointEstimate(group, 'accuracy', 1)!, theirs.error_rate);
  check.equal(`${where} fdr`, 1 - pointEstimate(group, 'positive_predictive_value', 1)!, theirs.false_discovery_rate);
  check.equal(`${where} for`, 1 - pointEstimate(group, 'negative_predictive_value', 1)!, theirs.false_omission_rate);
  const { positives, negatives } = group.distribution!;
  check.equal(`${where} generalized tpr`, mean(positives), theirs.generalized_true_positive_rate);
  check.equal(`${where} generalized fpr`, mean(negatives), theirs.generalized_false_positive_rate);
  check.equal(`${where} generalized fnr`, 1 - mean(positives), theirs.generalized_false_negative_rate);
  check.equal(`${where} generalized tnr`, 1 - mean(negatives), theirs.generalized_true_negative_rate);
}

describe.skipIf(!hasShared)('AIF360', () => {
  it.each(CASES.map((one) => [`${one.file} ${one.attribute}`, one] as const))(
    '%s: every dataset and classification metric',
    (_, one) => {
      const check = new Check();
      const tally = tallyOf(one);
      const overall = groupTally(tally, [])[0]!;
      const groups = groupTally(tally, ['group']);
      const [privileged, unprivileged] = groups as [Group, Group];
      const gap = (metric: IntegerMetric, compare: Compare) =>
        compareGroups(unprivileged, privileged, metric, compare, OPTIONS).estimate;
      const complement = (metric: IntegerMetric, compare: Compare): number => {
        const [u, p] = [unprivileged, privileged].map((group) => 1 - pointEstimate(group, metric, 1)!) as [
          number,
          number,
        ];
        return compare === 'difference' ? u - p : u / p;
      };

      expect(overall.n).toBe(one.rows);
      expect([overall.counts.tp + overall.counts.fn, overall.counts.fp + overall.counts.tn]).toEqual([
        one.dataset.num_positives,
        one.dataset.num_negatives,
      ]);
      check.equal('base rate', pointEstimate(overall, 'base_rate', 1), one.dataset.base_rate);
      check.equal('label impact', gap('base_rate', 'ratio'), one.dataset.disparate_impact);
      check.equal('label parity', gap('base_rate', 'difference'), one.dataset.statistical_parity_difference);
      check.equal('mean difference', gap('base_rate', 'difference'), one.dataset.mean_difference);

      checkGroup(check, 'overall', overall, one.classification.overall);
      checkGroup(check, 'privileged', privileged, one.classification.privileged);
      checkGroup(check, 'unprivileged', unprivileged, one.classification.unprivileged);

      const theirs = one.disparity;
      const measure = (name: Parameters<typeof pairMeasure>[2]) =>
        pairMeasure(unprivileged, privileged, name, OPTIONS).estimate;
      check.equal('impact', measure('disparate_impact'), theirs.disparate_impact);
      check.equal('parity', measure('statistical_parity_difference'), theirs.statistical_parity_difference);
      check.equal('average odds', measure('average_odds_difference'), theirs.average_odds_difference);
      check.equal('absolute odds', measure('average_absolute_odds_difference'), theirs.average_abs_odds_difference);
      check.equal('opportunity', gap('opportunity_rate', 'difference'), theirs.equal_opportunity_difference);
      for (const rate of ['true_positive_rate', 'false_positive_rate', 'false_negative_rate'] as const) {
        check.equal(`${rate} difference`, gap(rate, 'difference'), theirs[`${rate}_difference`]);
      }
      check.equal('fpr ratio', gap('false_positive_rate', 'ratio'), theirs.false_positive_rate_ratio);
      check.equal('fnr ratio', gap('false_negative_rate', 'ratio'), theirs.false_negative_rate_ratio);
      for (const compare of ['difference', 'ratio'] as const) {
        check.equal(
          `fdr ${compare}`,
          complement('positive_predictive_value', compare),
          theirs[`false_discovery_rate_${compare}`],
        );
        check.equal(
          `for ${compare}`,
          complement('negative_predictive_value', compare),
          theirs[`false_omission_rate_${compare}`],
        );
        check.equal(`error ${compare}`, complement('accuracy', compare), theirs[`error_rate_${compare}`]);
      }
      const [tpr, fpr] = [gap('true_positive_rate', 'difference')!, gap('false_positive_rate', 'difference')!];
      check.equal('equalized odds', Math.max(Math.abs(tpr), Math.abs(fpr)), theirs.equalized_odds_difference);

      check.equal('entropy', generalizedEntropy(groups, 2).index, theirs.generalized_entropy_index);
      check.equal(
        'entropy between',
        generalizedEntropy(groups, 2).betweenGroups,
        theirs.between_all_groups_generalized_entropy_index,
      );
      check.equal('theil', theil(groups).index, theirs.theil_index);
      check.equal('theil between', theil(groups).betweenGroups, theirs.between_all_groups_theil_index);
      check.equal('variation', coefficientOfVariation(groups).index, theirs.coefficient_of_variation);
      check.equal(
        'variation between',
        coefficientOfVariation(groups).betweenGroups,
        theirs.between_all_groups_coefficient_of_variation,
      );

      expect(check.misses).toEqual([]);
      const labels = differentialFairness(groups, 'base_rate');
      check.equal('differential fairness', labels, one.dataset.smoothed_empirical_differential_fairness);
      const amplified = differentialFairness(groups, 'selection_rate')! - labels!;
      check.equal('amplification', amplified, theirs.differential_fairness_bias_amplification);
      const predictive =
        (gap('positive_predictive_value', 'difference')! + complement('negative_predictive_value', 'difference')) / 2;
      check.equal('predictive value', predictive, theirs.average_predictive_value_difference);
      const [up, pp] = [unprivileged.distribution!, privileged.distribution!];
      const generalized = Math.max(
        Math.abs(mean(up.positives) - mean(pp.positives)),
        Math.abs(mean(up.negatives) - mean(pp.negatives)),
      );
      check.equal('generalized odds', generalized, theirs.generalized_equalized_odds_difference);
      expect(check.misses).toEqual([]);
      expect(check.compared).toBe(76);
    },
  );

  it('average odds do not depend on which label is called 1', () => {
    const one = CASES[0]!;
    const [privileged, unprivileged] = groupTally(tallyOf(one), ['group']) as [Group, Group];
    const flip = (group: Group): Group => {
      const { tp, fp, fn, tn, unlabelled } = group.counts;
      return { ...group, counts: { tp: tn, tn: tp, fp: fn, fn: fp, unlabelled } };
    };
    const flipped = pairMeasure(flip(unprivileged), flip(privileged), 'average_odds_difference', {
      ...OPTIONS,
      favourable: 0,
    });
    expect(flipped.estimate).toBeCloseTo(one.disparity.average_odds_difference!, 12);
  });
});

const CROSSTAB: Record<string, (c: Group['counts'], all: number) => number> = {
  tp: (c) => c.tp,
  fp: (c) => c.fp,
  fn: (c) => c.fn,
  tn: (c) => c.tn,
  pp: (c) => c.tp + c.fp,
  pn: (c) => c.fn + c.tn,
  group_label_pos: (c) => c.tp + c.fn,
  group_label_neg: (c) => c.fp + c.tn,
  group_size: (c) => c.tp + c.fp + c.fn + c.tn,
};

const AEQUITAS_RATES: Record<string, IntegerMetric> = {
  accuracy: 'accuracy',
  tpr: 'true_positive_rate',
  tnr: 'true_negative_rate',
  fpr: 'false_positive_rate',
  fnr: 'false_negative_rate',
  npv: 'negative_predictive_value',
  precision: 'positive_predictive_value',
  prev: 'base_rate',
  pprev: 'selection_rate',
};

describe.skipIf(!hasShared)('Aequitas', () => {
  it('every count and rate of its crosstab of COMPAS, and every disparity to its reference', () => {
    const { rows } = sharedJson<{ rows: Record<string, number | string | null>[] }>(
      'reference/fairness/aequitas-compas-filtered.json',
    );
    const attributes = [...new Set(rows.map((row) => String(row.attribute_name)))];
    const people = sharedCsv('data/predictions-compas.csv').filter((row) => row.in_filtered === '1');
    const tally = tallyRows(
      { policyDigest: '', attributes, weightKind: 'none', score: { kind: 'none' }, scoreScale: 1 },
      people.map((row) => ({
        values: attributes.map((name) => row[name]!),
        label: Number(row.y_true) as 0 | 1,
        prediction: Number(row.y_pred) as 0 | 1,
        score: null,
        weight: 1,
      })),
    );
    const check = new Check();
    for (const row of rows) {
      const name = String(row.attribute_name);
      const groups = groupTally(tally, [name]);
      const byValue = (value: unknown) => groups.find((group) => group.key[name] === value)!;
      const group = byValue(row.attribute_value);
      for (const [field, count] of Object.entries(CROSSTAB)) {
        check.equal(`${name} ${field}`, count(group.counts, people.length), row[field] as number);
      }
      for (const [field, metric] of Object.entries(AEQUITAS_RATES)) {
        check.equal(`${name} ${field}`, pointEstimate(group, metric, 1), row[field] as number);
        const reference = row[`${field}_ref_group_value`];
        if (reference === undefined || field === 'prev') continue;
        const ratio = pointEstimate(group, metric, 1)! / pointEstimate(byValue(reference), metric, 1)!;
        check.equal(`${name} ${field} disparity`, ratio, row[`${field}_disparity`] as number);
      }
    }
    expect(check.misses).toEqual([]);
    expect(check.compared).toBeGreaterThanOrEqual(rows.length * 24);
  });
});
