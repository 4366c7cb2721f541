import { describe, expect, it } from 'vitest';
import { type ReferenceDesign, referenceDesign } from '../../../../test/support/learn/designs.js';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import { type NeutralDocument, readNeutral } from '../../models/index.js';
import { type Dataset, makeDataset, measure } from '../index.js';
import { planLinear } from './index.js';

interface Case {
  readonly C: number;
  readonly weights: 'none' | 'reweighing' | 'pattern';
  readonly intercept: number;
  readonly coef: readonly number[];
  readonly objective: number;
  readonly train: { readonly log_loss: number; readonly auc: number };
}

/** The weights of the reference: 1, 1.5, ... 3 in turn among the training rows. */
const pattern = (n: number): Float64Array => Float64Array.from({ length: n }, (_, p) => 1 + (p % 5) / 2);

/** Coefficients in the order of the reference, whose numbers are divided by their standard deviation. */
function coefficients(design: ReferenceDesign, document: NeutralDocument): number[] {
  const { columns } = design.train;
  const perInput = columns.map(({ values, categories }, j) => {
    const scale = design.standardize ? deviation(values) : 1;
    if (document.kind === 'linear') return [document.coef[0]![j]! * scale];
    const term = document.kind === 'additive' ? document.terms[j]! : null;
    if (term?.shape === 'line') return [term.slope * scale];
    if (term?.shape !== 'categories') throw new Error('no such term');
    return categories!.length === 2 ? [term.values[1]! - term.values[0]!] : term.values;
  });
  return perInput.flat();
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

/** Scores of a model on its own rows. */
function scores(document: NeutralDocument, data: Dataset): Float64Array {
  const model = readNeutral(document, 'model');
  const width = data.columns.length;
  const matrix = new Float64Array(data.rows * width);
  data.columns.forEach(({ values }, j) => {
    values.forEach((value, r) => {
      matrix[r * width + j] = value;
    });
  });
  return model.predictLinked({ data: matrix, rows: data.rows, columns: width });
}

describe.skipIf(!hasShared)('logistic regression gives the coefficients of the reference to 1e-8', () => {
  it.each(['compas', 'german', 'law', 'adult'])('%s', (set) => {
    const design = referenceDesign(set);
    const { cases } = sharedJson<{ sets: Record<string, { cases: Case[] }> }>('reference/mitigation/logistic.json')
      .sets[set]!;
    for (const one of cases.filter(({ weights }) => weights !== 'reweighing')) {
      const l2 = 1 / one.C;
      const plan = planLinear(design.train, { l2, standardize: design.standardize });
      const found = plan.fit({
        seed: 1,
        ...(one.weights === 'pattern' ? { weights: pattern(design.train.rows) } : {}),
      });
      const ours = coefficients(design, found.document);
      expect(ours.length).toBe(one.coef.length);
      const worst = Math.max(...ours.map((value, j) => Math.abs(value - one.coef[j]!)));
      expect(worst, `${set} C=${one.C} ${one.weights}`).toBeLessThan(1e-8);
      expect(found.objective / l2 / one.objective).toBeCloseTo(1, 11);
      const quality = measure(scores(found.document, design.train), design.train.target, 'binary');
      expect(quality.logLoss).toBeCloseTo(one.train.log_loss, 10);
      expect(quality.auc).toBeCloseTo(one.train.auc, 10);
    }
  });
});

describe.skipIf(!hasShared)('ridge regression gives the coefficients of the reference to 1e-8', () => {
  it('communities and crime', () => {
    const reference = sharedJson<{
      columns: string[];
      n_train: number;
      ridge: { alpha: number; weights: string; intercept: number; coef: number[]; train_mse: number }[];
    }>('reference/mitigation/ridge-lasso.json');
    const rows = sharedCsv('data/communities-crime.csv.gz').filter(
      (_, p) => Number((BigInt(p + 1) * 2654435761n) % 2n ** 32n) / 2 ** 32 < 0.6,
    );
    expect(rows.length).toBe(reference.n_train);
    const data = makeDataset({
      columns: reference.columns.map((name) => ({ name, values: Float64Array.from(rows, (row) => Number(row[name])) })),
      target: Float64Array.from(rows, (row) => Number(row.ViolentCrimesPerPop)),
      task: 'number',
    });
    for (const one of reference.ridge) {
      const { document } = planLinear(data, { l2: one.alpha, standardize: false }).fit({
        seed: 1,
        ...(one.weights === 'pattern' ? { weights: pattern(data.rows) } : {}),
      });
      if (document.kind !== 'linear') throw new Error('numbers that are always there make a linear model');
      const worst = Math.max(...document.coef[0]!.map((value, j) => Math.abs(value - one.coef[j]!)));
      expect(worst, `alpha ${one.alpha} ${one.weights}`).toBeLessThan(1e-8);
      expect(document.intercept[0]).toBeCloseTo(one.intercept, 8);
    }
  });
});
