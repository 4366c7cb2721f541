import { describe, expect, it } from 'vitest';
import { AUDITS, referenceAudit, referenceTally } from '../../../../test/support/fairness-reference.js';
import { hasShared } from '../../../../test/support/shared.js';
import { estimateMetric } from '../metrics/metrics.js';
import { type Group, groupTally } from './groups.js';
import type { MetricName } from './types.js';

/** Names of the reference for our metrics. */
const METRICS: Record<string, MetricName> = {
  base_rate: 'base_rate',
  selection_rate: 'selection_rate',
  tpr: 'true_positive_rate',
  fpr: 'false_positive_rate',
  tnr: 'true_negative_rate',
  fnr: 'false_negative_rate',
  ppv: 'positive_predictive_value',
  npv: 'negative_predictive_value',
  accuracy: 'accuracy',
  balanced_accuracy: 'balanced_accuracy',
  f1: 'f1',
  mean_score: 'mean_score',
  auc: 'auc',
  brier: 'brier',
  'log_loss_clipped_1e-15': 'log_loss',
  ece_10_equal_width: 'expected_calibration_error',
};

const FEW_REPLICATES = { favourable: 1, level: 0.95, minGroupSize: 0, seed: 1, replicates: 2 } as const;
const TOLERANCE = 1e-9;

interface Comparison {
  compared: number;
  misses: string[];
}

function compareGroup(where: string, group: Group, reference: Record<string, unknown>, result: Comparison): void {
  const check = (name: string, ours: number | null, theirs: number | null, tolerance: number): void => {
    result.compared += 1;
    const equal = ours === null || theirs === null ? ours === theirs : Math.abs(ours - theirs) <= tolerance;
    if (!equal) result.misses.push(`${where} ${name}: ours ${ours}, theirs ${theirs}`);
  };
  check('n', group.n, reference.n as number, 0);
  for (const cell of ['tp', 'fp', 'fn', 'tn'] as const) check(cell, group.counts[cell], reference[cell] as number, 0);
  for (const [name, metric] of Object.entries(METRICS)) {
    if (!(name in reference)) continue;
    const ours = estimateMetric(group, metric, FEW_REPLICATES);
    // Theirs clips certain and wrong scores at 1e-15 and takes one class for good; ours is undefined there.
    if (metric === 'log_loss' && ours.estimate === null) continue;
    check(name, ours.estimate, reference[name] as number | null, TOLERANCE);
  }
  const wilsons = reference.ci as Record<string, { wilson95: [number, number] | null }>;
  for (const [name, { wilson95 }] of Object.entries(wilsons)) {
    const ours = estimateMetric(group, METRICS[name]!, FEW_REPLICATES);
    check(`${name} lower`, ours.lower, wilson95?.[0] ?? null, TOLERANCE);
    check(`${name} upper`, ours.upper, wilson95?.[1] ?? null, TOLERANCE);
  }
}

const joined = (group: Group): string => Object.values(group.key).join(' & ');

describe.skipIf(!hasShared)('groups of the reference audits', () => {
  it.each(AUDITS)('every count, metric and Wilson interval of %s is equal to 1e-9', (name) => {
    const audit = referenceAudit(name);
    const tally = referenceTally(name);
    const result: Comparison = { compared: 0, misses: [] };
    compareGroup('overall', groupTally(tally, [])[0]!, audit.overall, result);
    let groups = 1;
    for (const attribute of Object.values(audit.attributes)) {
      const ours = groupTally(tally, attribute.columns);
      expect(ours.map(joined).sort()).toEqual(Object.keys(attribute.groups).sort());
      for (const group of ours) compareGroup(joined(group), group, attribute.groups[joined(group)]!, result);
      groups += ours.length;
    }
    expect(result.misses).toEqual([]);
    expect(result.compared).toBeGreaterThanOrEqual(groups * 30);
  });
});
