import { describe, expect, it } from 'vitest';
import { referenceDesign } from '../../../../test/support/learn/designs.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { type Dataset, makeDataset, scoreRows } from '../../learn/index.js';
import { readNeutral } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import {
  type GridModel,
  groupRows,
  type ReductionConstraint,
  type RowGroups,
  reduce,
  reduceOverGrid,
} from '../index.js';
import { cheapestMixture } from './linear-programme.js';

/** Two groups, whose incomes differ, and a target that follows income. */
function applicants(rows: number): { data: Dataset; groups: RowGroups; sex: string[] } {
  const random = createGenerator('reductions');
  const sex = Array.from({ length: rows }, () => (random.nextUniform() < 0.5 ? 'f' : 'm'));
  const income = Float64Array.from(sex, (one) => random.nextUniform() + (one === 'm' ? 0.4 : 0));
  const other = Float64Array.from(sex, () => random.nextUniform());
  const target = Float64Array.from(income, (value, r) => +(value + other[r]! > 0.8 + 0.6 * random.nextUniform()));
  const columns = [
    { name: 'income', values: income },
    { name: 'other', values: other },
  ];
  return { data: makeDataset({ columns, target }), groups: groupRows({ sex }), sex };
}

describe('a reduction', () => {
  const { data, groups, sex } = applicants(2000);
  const rows = Array.from(data.target.keys());

  it.each(['logistic', 'gbdt'])('of %s keeps the bound by the models that it writes', (learner) => {
    const parameters = learner === 'gbdt' ? { rounds: 10, leaves: 4 } : {};
    const found = reduce(data, groups, { constraint: 'demographic_parity', bound: 0.02, learner, parameters, seed: 1 });
    expect(found.reached).toBe(true);
    expect(found.error).toBeGreaterThan(found.errorUnbounded);
    const chance = new Float64Array(data.rows);
    for (const { document, probability } of found.mixture)
      for (const [r, score] of scoreRows(readNeutral(document, 'model'), data.columns, rows).entries())
        chance[r]! += score >= 0.5 ? probability : 0;
    const rate = (wanted: string | null): number => {
      const members = rows.filter((r) => wanted === null || sex[r] === wanted);
      return members.reduce((sum, r) => sum + chance[r]!, 0) / members.length;
    };
    for (const one of ['f', 'm']) expect(Math.abs(rate(one) - rate(null))).toBeLessThan(0.02 + 1e-9);
  });

  it('says where a bound cannot be kept, and how near it came', () => {
    const found = reduce(data, groups, { constraint: 'bounded_group_loss', bound: 0.01, seed: 1 });
    expect(found.reached).toBe(false);
    expect(found.largest).toBeGreaterThan(0.01);
  });

  it.each<[string, Partial<Parameters<typeof reduce>[2]>, string]>([
    ['a bound above 1', { bound: 2 }, 'a bound of 2'],
    ['no model', { models: 0 }, '0 models'],
    ['a ratio of nothing', { ratio: 0 }, 'a ratio of 0'],
    ['an unknown learner', { learner: 'gbtd' }, 'Did you mean'],
  ])('refuses %s', (_, change, said) => {
    const call = () => reduce(data, groups, { constraint: 'demographic_parity', bound: 0.02, seed: 1, ...change });
    let told = '';
    try {
      call();
    } catch (cause) {
      told = `${(cause as Error).message} ${(cause as { remedy?: string }).remedy}`;
    }
    expect(told).toContain(said);
  });

  it('refuses one group', () => {
    const one = groupRows({ sex: sex.map(() => 'f') });
    expect(() => reduce(data, one, { constraint: 'equalized_odds', bound: 0.02, seed: 1 })).toThrow(
      'fewer than two groups',
    );
  });
});

interface Fitted {
  readonly best_gap: number;
  readonly train: { readonly error: number };
  readonly lp_over_predictors: {
    readonly feasible: boolean;
    readonly error: number;
    readonly gamma: readonly (readonly number[])[];
    readonly bound: readonly number[];
    readonly errors: readonly number[];
  };
}

const NAMES: Readonly<Record<string, ReductionConstraint>> = {
  DP: 'demographic_parity',
  EO: 'equalized_odds',
  TPR: 'true_positive_rate_parity',
  FPR: 'false_positive_rate_parity',
  ERP: 'error_rate_parity',
};
const file = (set: string) =>
  sharedJson<{ attributes: Record<string, Record<string, Fitted>> }>(`reference/mitigation/reductions-${set}.json`);
/** Adult takes half a minute. */
const SETS = process.env.TRIBUNE_LONG === undefined ? ['law'] : ['law', 'adult'];

describe.skipIf(!hasShared)('against Fairlearn', () => {
  it('the programme over its models has its optimum to 1e-9', () => {
    let compared = 0;
    for (const set of ['hmda', 'law', 'credit', 'adult', 'acs-income'])
      for (const cases of Object.values(file(set).attributes))
        for (const [name, { lp_over_predictors: lp }] of Object.entries(cases)) {
          if (lp?.feasible !== true) continue;
          const rows = lp.gamma.map((values) => Float64Array.from(values));
          const found = cheapestMixture(lp.errors, rows, Float64Array.from(lp.bound), 1e6);
          expect(Math.abs(found.cost - lp.error), `${set} ${name}`).toBeLessThan(1e-9);
          expect(found.excess).toBeLessThan(1e-9);
          compared++;
        }
    expect(compared).toBeGreaterThan(20);
  });

  it.each(SETS)('the bound is kept at no more error: %s', (set) => {
    const design = referenceDesign(set);
    for (const [by, cases] of Object.entries(file(set).attributes)) {
      const names = by.split(' & ');
      if (!names.every((name) => name in design.records[0]!)) continue;
      const groups = groupRows(
        Object.fromEntries(names.map((name) => [name, design.trainRows.map((row) => design.records[row]![name]!)])),
      );
      for (const [name, reference] of Object.entries(cases)) {
        const [, short, , value, slack] =
          /^ExponentiatedGradient\|(\w+)\|(difference|ratio)_bound=([\d.]+)(?:,ratio_bound_slack=([\d.]+))?$/.exec(
            name,
          ) ?? [];
        if (short === undefined || NAMES[short] === undefined) continue;
        const [bound, ratio] = slack === undefined ? [Number(value), 1] : [Number(slack), Number(value)];
        const found = reduce(design.train, groups, { constraint: NAMES[short], bound, ratio, seed: 1 });
        expect(found.largest - bound, name).toBeLessThan(1e-9);
        expect(found.error, name).toBeLessThanOrEqual(reference.train.error + reference.best_gap + 0.001);
      }
    }
  });

  it('every model of its grid of prices is one of ours', () => {
    const design = referenceDesign('law');
    const groups = groupRows({ race: design.trainRows.map((row) => design.records[row]!.race!) });
    const reference = file('law').attributes.race!['GridSearch|DP|31'] as unknown as {
      readonly objectives: number[];
      readonly gammas_max: number[];
      readonly best_idx: number;
    };
    const { models, best } = reduceOverGrid(design.train, groups, { constraint: 'demographic_parity', seed: 1 });
    const isNear = (one: GridModel, m: number): boolean =>
      Math.abs(one.error - reference.objectives[m]!) < 0.001 &&
      Math.abs(one.largest - reference.gammas_max[m]!) < 0.002;
    for (const m of reference.objectives.keys())
      expect(
        models.some((one) => isNear(one, m)),
        `price ${m}`,
      ).toBe(true);
    expect(isNear(models[best]!, reference.best_idx)).toBe(true);
  });
});
