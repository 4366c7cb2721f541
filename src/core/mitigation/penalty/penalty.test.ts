import { describe, expect, it } from 'vitest';
import { referenceDesign } from '../../../../test/support/learn/designs.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { type Dataset, fit as learn, makeDataset, takeRows } from '../../learn/index.js';
import { createGenerator } from '../../stats/index.js';
import { groupRows, type RowGroups } from '../index.js';
import { groupTraces } from './index.js';

/** Two groups whose incomes differ, and a target that follows income. */
function people(rows: number): { data: Dataset; groups: RowGroups } {
  const random = createGenerator('penalty');
  const sex = Array.from({ length: rows }, () => (random.nextUniform() < 0.4 ? 'f' : 'm'));
  const income = Float64Array.from(sex, (one) => random.nextNormal() + (one === 'm' ? 0.8 : 0));
  const skill = income.map(() => random.nextNormal());
  const target = income.map((x, r) => +(random.nextUniform() < 1 / (1 + Math.exp(-x - skill[r]!))));
  const columns = [
    { name: 'income', values: income },
    { name: 'skill', values: skill },
  ];
  return { data: makeDataset({ columns, target }), groups: groupRows({ sex }) };
}

/** Covariance of log-odds with a trace. */
function covarianceOf(data: Dataset, trace: Float64Array, penalty: number, learner: string, weights?: Float64Array) {
  const { model } = learn(data, {
    learner,
    seed: 1,
    parameters: learner === 'gbdt' ? { rounds: 60, leaves: 8 } : { standardize: false },
    penalty: { traces: [trace], strength: penalty },
    ...(weights === undefined ? {} : { weights }),
  });
  const rows = new Float64Array(2 * data.rows);
  data.columns.forEach(({ values }, j) => {
    values.forEach((value, r) => {
      rows[2 * r + j] = value;
    });
  });
  const scores = model.predictRaw({ data: rows, rows: data.rows, columns: 2 });
  const total = weights?.reduce((sum, w) => sum + w, 0) ?? data.rows;
  return scores.reduce((sum, s, r) => sum + (weights?.[r] ?? 1) * s * trace[r]!, 0) / total;
}

describe('a penalty on what scores say of the group', () => {
  const { data, groups } = people(1500);
  it.each(['logistic', 'gbdt'])('takes the covariance away, the more the higher it is: %s', (learner) => {
    const [trace] = groupTraces(groups) as [Float64Array];
    const found = [0, 1, 10, 1000].map((strength) => Math.abs(covarianceOf(data, trace, strength, learner)));
    expect(found[0]).toBeGreaterThan(0.1);
    for (let k = 1; k < found.length; k++) expect(found[k]).toBeLessThan(found[k - 1]! * 0.9);
    expect(found[3]).toBeLessThan(found[0]! / 20);
  });

  it('counts weights as rows that stand there as often', () => {
    const weights = Float64Array.from(data.target, (_, r) => 1 + (r % 2));
    const twice = Array.from(weights.keys()).flatMap((r) => Array(weights[r]!).fill(r) as number[]);
    const [trace] = groupTraces(groups, { weights }) as [Float64Array];
    const one = covarianceOf(data, trace, 3, 'logistic', weights);
    const many = takeRows(data, twice);
    const own = Float64Array.from(twice, (r) => trace[r]!);
    expect(covarianceOf(many, own, 3, 'logistic')).toBeCloseTo(one, 10);
  });

  it('counts only those of a label where that is wanted', () => {
    const label = data.target;
    const [trace] = groupTraces(groups, { constraint: 'true_positive_rate_parity', label }) as [Float64Array];
    trace.forEach((z, r) => {
      if (label[r] === 0) expect(z).toBe(0);
    });
    expect(trace.reduce((sum, z) => sum + z, 0)).toBeCloseTo(0, 9);
  });

  it('is refused where it makes no sense', () => {
    const [trace] = groupTraces(groups) as [Float64Array];
    const refusal =
      (learner: string, penalty: { traces: Float64Array[]; strength: number }, more = {}) =>
      () =>
        learn(data, { learner, seed: 1, penalty, ...more });
    expect(refusal('tree', { traces: [trace], strength: 1 })).toThrow('the learner tree takes no penalty');
    expect(refusal('logistic', { traces: [trace], strength: -1 })).toThrow('a penalty of -1');
    expect(refusal('logistic', { traces: [trace.map((z) => z + 1)], strength: 1 })).toThrow('mean of a trace is not 0');
    expect(refusal('logistic', { traces: [trace.subarray(1)], strength: 1 })).toThrow('a trace of 1499 rows');
    const monotone = { parameters: { monotone: 'income:+' } };
    expect(refusal('gbdt', { traces: [trace], strength: 1 }, monotone)).toThrow('beside monotone inputs');
    expect(() => groupTraces(groupRows({ sex: ['f', 'f'] }))).toThrow('fewer than two groups');
  });
});

interface Reference {
  readonly sets: Record<
    string,
    { readonly penalised: readonly { lambda_: number; coef: number[]; intercept: number; cov: number[] }[] }
  >;
}

describe.skipIf(!hasShared)('penalised logistic regression has the coefficients of the reference', () => {
  it.each(['compas|race2', 'compas|sex'])('%s', (name) => {
    const [set, attribute] = name.split('|') as [string, string];
    const { train, trainRows, records } = referenceDesign(set);
    const column = attribute.replace('2', '');
    const all = trainRows.map((p) => records[p]![column]!);
    const wanted = ['African-American', 'Caucasian'];
    const rows = all.flatMap((value, i) => (attribute === 'race2' && !wanted.includes(value) ? [] : [i]));
    const groups = groupRows({ [column]: rows.map((i) => all[i]!) });
    const traces = groupTraces(groups);
    const { penalised } = sharedJson<Reference>('reference/mitigation/penalised-logistic.json').sets[name]!;
    for (const { lambda_, coef, intercept } of penalised) {
      const { document } = learn(takeRows(train, rows), {
        learner: 'logistic',
        seed: 1,
        parameters: { l2: 1, standardize: false },
        penalty: { traces, strength: lambda_ },
      });
      if (document.kind !== 'linear') throw new Error('not linear');
      document.coef[0]!.forEach((value, j) => {
        expect(Math.abs(value - coef[j]!), `lambda ${lambda_}`).toBeLessThan(1e-7);
      });
      expect(Math.abs(document.intercept[0]! - intercept)).toBeLessThan(1e-7);
    }
  });
});
