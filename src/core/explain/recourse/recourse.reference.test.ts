import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { matrixFromRows, readModel } from '../../models/index.js';
import { readConstraints } from './constraints/read-constraints.js';
import { findRecourse } from './recourse.js';

interface Best {
  readonly counterfactual: number[];
  readonly cost: number;
  readonly raw: number;
  readonly equalCostSolutions: number;
}

interface Reference {
  readonly model: { readonly featureNames: string[] };
  readonly acceptAtOrAbove: number;
  readonly scale: number[];
  readonly rules: Record<string, unknown>[];
  readonly rows: {
    x: number[];
    raw: number;
    best: Best | null;
    bestOneChange: Best | null;
    bestTwoChanges: Best | null;
  }[];
}

const COST_TOLERANCE = 1e-9;

/** Answers all rows of a reference file under a limit of changes and compares; returns how many were compared. */
function compareFile(
  file: string,
  which: 'best' | 'bestOneChange' | 'bestTwoChanges',
  maxChanges: number | null,
): number {
  const reference = sharedJson<Reference>(`reference/explain/${file}.json`);
  const model = readModel(new TextEncoder().encode(JSON.stringify(reference)));
  const names = reference.model.featureNames;
  const constraints = readConstraints({
    tribune: 'recourse/v1',
    ...(maxChanges === null ? {} : { maxChanges }),
    costs: Object.fromEntries(names.map((name, j) => [name, reference.scale[j]])),
    features: Object.fromEntries(reference.rules.map(({ feature, ...rule }) => [feature, rule])),
  });
  const table = { columns: model.features, rows: matrixFromRows(reference.rows.map((row) => row.x)) };
  const options = { cutoff: reference.acceptAtOrAbove, cutoffScale: 'raw' as const };
  const report = findRecourse(model, table, constraints, options);
  reference.rows.forEach((row, r) => {
    const answer = report.rows[r]!;
    const expected = row[which];
    expect(answer.accepted).toBe(false);
    expect(answer.proof).toBe(expected === null ? 'none exists' : 'optimal');
    if (expected === null) {
      expect(answer.best).toBeNull();
      return;
    }
    expect(Math.abs(answer.best!.cost - expected.cost)).toBeLessThan(COST_TOLERANCE);
    const changed = names.map((name, j) => answer.best!.changes[name]?.to ?? row.x[j]!);
    if (expected.equalCostSolutions === 1) expect(changed).toEqual(expected.counterfactual);
    const rescored = model.predictRaw(matrixFromRows([changed as number[]]))[0]!;
    expect(rescored).toBeGreaterThanOrEqual(reference.acceptAtOrAbove);
    expect(answer.best!.prediction).toEqual([rescored]);
  });
  return reference.rows.length;
}

describe.skipIf(!hasShared)('recourse equals the exhaustive optimum of the German-credit reference', () => {
  it.each([
    ['recourse-german-credit', 14],
    ['recourse-german-credit-strict', 11],
  ] as const)('in every row of %s, for any number of changes, for one and for two', (file, rows) => {
    expect(compareFile(file, 'best', null)).toBe(rows);
    expect(compareFile(file, 'bestOneChange', 1)).toBe(rows);
    expect(compareFile(file, 'bestTwoChanges', 2)).toBe(rows);
  });
});
