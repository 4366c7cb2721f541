import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditResult } from '../src/domain/audits/index.js';
import { cli, example, root } from './e2e/support.js';

/** The essentials, proved in every clone from the aggregated figures kept with the sample (their origin stands in the file). */
interface ExpectedGroup {
  readonly [metric: string]: number | null | Record<string, readonly [number, number] | null>;
}
interface Expected {
  readonly overall: Record<string, number>;
  readonly attributes: Record<
    string,
    {
      readonly groups: Record<string, ExpectedGroup>;
      readonly tests: Record<
        string,
        Record<string, { difference: number; p_z_pooled: number; diff_ci95_newcombe: [number, number] | null }>
      >;
    }
  >;
}

const NAMES = {
  base_rate: 'base_rate',
  selection_rate: 'selection_rate',
  tpr: 'true_positive_rate',
  fpr: 'false_positive_rate',
  fnr: 'false_negative_rate',
  tnr: 'true_negative_rate',
  ppv: 'positive_predictive_value',
  npv: 'negative_predictive_value',
  accuracy: 'accuracy',
  balanced_accuracy: 'balanced_accuracy',
  f1: 'f1',
  auc: 'auc',
  brier: 'brier',
  ece_10_equal_width: 'expected_calibration_error',
  mean_score: 'mean_score',
} as const;

const expected = JSON.parse(readFileSync(resolve(root, 'examples/compas/expected.json'), 'utf8')) as Expected;
const TOLERANCE = 1e-9;
const near = (a: number | null | undefined, b: number): boolean =>
  a !== null && a !== undefined && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));

describe('the COMPAS sample', () => {
  let result: AuditResult;
  let code: number;

  beforeAll(async () => {
    const run = await cli([
      'audit',
      example('compas/people.csv'),
      '--policy',
      example('compas/policy.yaml'),
      '--json',
      '--quiet',
    ]);
    code = run.code;
    result = JSON.parse(run.out) as AuditResult;
  });

  const groupsOf = (attribute: string): [string, AuditResult['groups'][number]][] => {
    const by = attribute === 'race_x_sex' ? ['race', 'sex'] : [attribute];
    return result.groups
      .filter((g) => Object.keys(g.attributes).join() === by.join())
      .map((g) => [by.map((name) => g.attributes[name]).join(' & '), g]);
  };

  it('fails the policy with exit code 1', () => {
    expect([code, result.verdict]).toEqual([1, 'fail']);
    expect(result.data.rows).toBe(6172);
  });

  it('equals the reference in every group: counts exactly, metrics and Wilson intervals to 1e-9', () => {
    let compared = 0;
    for (const attribute of ['race', 'sex', 'age_cat', 'race_x_sex']) {
      const groups = groupsOf(attribute);
      expect(groups.map(([name]) => name).sort()).toEqual(Object.keys(expected.attributes[attribute]!.groups).sort());
      for (const [name, group] of groups) {
        const reference = expected.attributes[attribute]!.groups[name]!;
        for (const count of ['tp', 'fp', 'fn', 'tn'] as const) expect(group.counts![count]).toBe(reference[count]);
        for (const [theirs, ours] of Object.entries(NAMES)) {
          const value = reference[theirs];
          const estimate = group.metrics[ours]?.estimate;
          if (typeof value !== 'number') expect([name, ours, estimate ?? null]).toEqual([name, ours, null]);
          else expect(near(estimate, value), `${attribute} ${name} ${ours}: ${estimate} against ${value}`).toBe(true);
          compared++;
        }
        for (const [rate, bounds] of Object.entries(
          reference.wilson95 as Record<string, readonly [number, number] | null>,
        )) {
          if (bounds === null) continue;
          const [lower, upper] = bounds;
          const interval = group.metrics[NAMES[rate as keyof typeof NAMES]]!;
          expect(near(interval.lower, lower) && near(interval.upper, upper), `${name} ${rate} interval`).toBe(true);
          compared += 2;
        }
      }
    }
    expect(compared).toBeGreaterThan(400);
  });

  it('lists a group of two people without judging it', () => {
    const tiny = groupsOf('race_x_sex').find(([name]) => name === 'Asian & Female')![1];
    expect(tiny.n).toBe(2);
    expect(tiny.metrics.selection_rate!.status).toBe('insufficient');
    expect(tiny.metrics.true_positive_rate!.status).not.toBe('ok');
  });

  it('calls four fifths broken between African-American and the group with the highest rate that is large enough', () => {
    const requirement = result.requirements.find((r) => r.id === 'four-fifths')!;
    expect(requirement.verdict).toBe('fail');
    expect(requirement.group).toEqual({ race: 'African-American' });
    expect(requirement.reference).toEqual({ race: 'Other' });
    expect(near(requirement.estimate, 0.532638804764789)).toBe(true);
  });
});
