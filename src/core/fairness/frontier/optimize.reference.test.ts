import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson, sharedPath } from '../../../../test/support/shared.js';
import { collectGroups } from './collect.js';
import { optimizeThresholds, type ThresholdOptimum } from './optimize.js';
import type { ThresholdConstraint, ThresholdObjective } from './optimize-options.js';
import type { FrontierGroup } from './types.js';

interface ExpectedOf {
  n: number;
  expected_selection_rate: number;
  expected_tpr: number;
  expected_fpr: number;
  expected_accuracy: number;
}
interface ReferenceResult {
  expected: Record<string, ExpectedOf>;
  x_best: number;
  y_best: number;
}
interface ReferenceAttribute {
  attribute: string;
  grid_size: number;
  results: Record<string, ReferenceResult>;
}

/** Equal to the reference: absolute difference of rates (0..1). */
const REFERENCE_TOLERANCE = 1e-9;
/** Two sums of a few rounded products. */
const ROUNDING = 1e-12;

const DATA: Record<string, string> = {
  'adult-gbdt': 'predictions-adult-gbdt.csv.gz',
  'compas-filtered': 'predictions-compas.csv',
  'compas-lr': 'predictions-compas-lr.csv',
  'german-lr': 'predictions-german-lr.csv',
  'hmda-boston-lr': 'predictions-hmda-boston-lr.csv',
  'law-school-lr': 'predictions-law-school-lr.csv.gz',
};

function groupsOf(rows: Record<string, string>[], attribute: string): FrontierGroup[] {
  const values = [...new Set(rows.map((row) => row[attribute]!))];
  return collectGroups({
    score: Float64Array.from(rows, (row) => Number(row.score)),
    label: Uint8Array.from(rows, (row) => Number(row.y_true)),
    attributes: [{ name: attribute, values, codes: Uint16Array.from(rows, (row) => values.indexOf(row[attribute]!)) }],
  });
}

function largestDifference(mine: ThresholdOptimum, reference: ReferenceResult, attribute: string): number {
  const common = mine.constraint === 'equalized_odds' ? mine.overall.true_positive_rate : mine.objectiveValue;
  const differences = [mine.constraintValue - reference.x_best, common - reference.y_best];
  const sides = [
    { name: '__overall__', rates: mine.overall },
    ...mine.groups.map((group) => ({ name: String(group.key[attribute]), rates: group.expected })),
  ];
  expect(sides.map(({ name }) => name).sort()).toEqual(Object.keys(reference.expected).sort());
  for (const { name, rates } of sides) {
    const expected = reference.expected[name]!;
    differences.push(
      rates.selection_rate - expected.expected_selection_rate,
      rates.true_positive_rate - expected.expected_tpr,
      rates.false_positive_rate - expected.expected_fpr,
      rates.accuracy - expected.expected_accuracy,
    );
  }
  return Math.max(...differences.map(Math.abs));
}

const ok = (result: ReturnType<typeof optimizeThresholds>): ThresholdOptimum => {
  if (result.status !== 'ok') throw new Error(result.reason);
  return result;
};

describe.skipIf(!hasShared)('threshold optimisation against Fairlearn', () => {
  const files = hasShared
    ? readdirSync(sharedPath('reference/fairness')).filter((name) => name.startsWith('threshold-optimizer-'))
    : [];

  it('has a data file for every one of the six reference files', () => {
    expect(files).toHaveLength(6);
    expect(files.map((file) => file.slice('threshold-optimizer-'.length, -'.json'.length)).sort()).toEqual(
      Object.keys(DATA).sort(),
    );
  });

  let judged = 0;
  it.each(files)('%s: grid 1000 gives the same rates and objective; the exact optimum is never worse', (file) => {
    const name = file.slice('threshold-optimizer-'.length, -'.json'.length);
    const reference = sharedJson<Record<string, ReferenceAttribute>>(`reference/fairness/${file}`);
    const rows = sharedCsv(`data/${DATA[name]}`).filter((row) => name !== 'compas-filtered' || row.in_filtered === '1');
    const failures: string[] = [];
    for (const entry of Object.values(reference).filter((value) => value.results !== undefined)) {
      const groups = groupsOf(rows, entry.attribute);
      for (const [key, expected] of Object.entries(entry.results)) {
        const [constraint, theirs, flip] = key.split('|') as [ThresholdConstraint, string, string];
        // Fairlearn has the names of scikit-learn's functions: accuracy_score, balanced_accuracy_score.
        const objective = theirs.replace(/_score$/, '') as ThresholdObjective;
        const question = { constraint, objective, flip: flip === 'flip=True', favourable: 1 } as const;
        const gridded = ok(optimizeThresholds(groups, { ...question, grid: entry.grid_size }));
        const exact = ok(optimizeThresholds(groups, question));
        const difference = largestDifference(gridded, expected, entry.attribute);
        if (!(difference <= REFERENCE_TOLERANCE)) failures.push(`${entry.attribute} ${key}: off by ${difference}`);
        if (!(exact.objectiveValue >= gridded.objectiveValue - ROUNDING)) {
          failures.push(`${entry.attribute} ${key}: exact ${exact.objectiveValue} < grid ${gridded.objectiveValue}`);
        }
        judged++;
      }
    }
    expect(failures).toEqual([]);
  });

  it('judged all 192 constraints, objectives and flips', () => {
    expect(judged).toBe(192);
  });
});
