import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import { applyRepair, decorrelate, groupRows, learnRepair, repairColumn, reweigh } from '../index.js';

const SEX = groupRows({ sex: ['f', 'f', 'm', 'm', 'm'] });

describe('weights', () => {
  it('make label and group independent', () => {
    const found = reweigh(SEX, [1, 0, 1, 1, 0]);
    for (const [r, weight] of [1.2, 0.8, 0.9, 0.9, 1.2].entries()) expect(found.weights[r]).toBeCloseTo(weight, 14);
    for (const group of found.groups) expect(group.weightedBaseRate).toBeCloseTo(found.baseRate, 14);
  });

  it('leave rows without group as they are, rows without label out, and tell where one label never occurs', () => {
    const groups = groupRows({ sex: ['f', 'f', 'm', null, 'm'] });
    const found = reweigh(groups, [1, 0, 1, 1, Number.NaN]);
    expect([...found.weights].slice(3)).toEqual([1, 0]);
    expect(found).toMatchObject({ rowsWithoutGroup: 1, rowsWithoutLabel: 1, oneLabel: [{ sex: 'm' }] });
    expect(found.cells.find(({ n }) => n === 0)).toMatchObject({ key: { sex: 'm' }, label: 0, weight: null });
  });

  it('multiply weights that rows have, so that one row of weight 2 is two rows', () => {
    const twice = reweigh(groupRows({ sex: ['f', 'f', 'f', 'm', 'm', 'm'] }), [1, 1, 0, 1, 1, 0]);
    const weighted = reweigh(groupRows({ sex: ['f', 'f', 'm', 'm'] }), [1, 0, 1, 0], Float64Array.of(2, 1, 2, 1));
    expect(weighted.weights[0]).toBeCloseTo(2 * twice.weights[0]!, 14);
  });

  it.each<[string, () => unknown, string]>([
    ['a label of 2', () => reweigh(SEX, [2, 0, 1, 1, 0]), 'the label of row 0 is 2'],
    ['other lengths', () => reweigh(SEX, [1]), 'groups of 5 rows, not of 1'],
    [
      'nobody',
      () =>
        reweigh(
          SEX,
          [1, 1, 1, 1, 1].map(() => Number.NaN),
        ),
      'nobody has a known group and label',
    ],
    ['a weight below 0', () => reweigh(SEX, [1, 0, 1, 1, 0], Float64Array.of(1, -1, 1, 1, 1)), 'the weight of row 1'],
    ['a level above 1', () => repairColumn(new Float64Array(5), SEX, { level: 2 }), 'a level of 2'],
    [
      'an infinite value',
      () => repairColumn(new Float64Array(5).fill(1 / 0), SEX, { level: 1 }),
      'row 0 holds Infinity',
    ],
    ['no other column', () => decorrelate(new Float64Array(5), [], 1), 'no column to be uncorrelated with'],
  ])('%s is refused', (_, call, said) => expect(call).toThrow(said));
});

describe('a repaired column', () => {
  it('is the same in every group, keeps ranks, and leaves missing values and unknown groups', () => {
    const groups = groupRows({ sex: ['f', 'f', 'm', 'm', 'm', null] });
    const found = repairColumn(Float64Array.of(1, 2, 5, 9, Number.NaN, 7), groups, { level: 1 });
    expect([...found.values]).toEqual([1, 2, 1, 2, Number.NaN, 7]);
    expect(found).toMatchObject({ distanceBefore: 1, distanceAfter: 0, moved: 2, missing: 1, rowsWithoutGroup: 1 });
  });

  it('with shared ties gives equal people of a group equal values', () => {
    const groups = groupRows({ sex: ['f', 'f', 'f', 'm', 'm', 'm'] });
    const { values } = repairColumn(Float64Array.of(3, 3, 3, 1, 2, 4), groups, { level: 1, ties: 'shared' });
    expect(new Set(values.slice(0, 3)).size).toBe(1);
  });
});

describe('a decorrelated column', () => {
  it('has no linear trace left, also of columns that repeat each other', () => {
    const member = Float64Array.of(0, 0, 1, 1);
    const found = decorrelate(Float64Array.of(1, 2, 5, 6), [member, member], 1);
    expect([...found.values]).toEqual([3, 4, 3, 4]);
    expect(found.correlationAfter).toEqual([0, 0]);
  });
});

interface ReferenceCell {
  readonly n: number;
  readonly weight: number;
}
interface ReferenceWeights {
  readonly n: number;
  readonly cells: Readonly<Record<string, ReferenceCell>>;
  readonly effective_sample_size: number;
  readonly max_weight: number;
}

describe.skipIf(!hasShared)('reference figures', () => {
  const COLUMNS = {
    german: { file: 'data/design-german.csv.gz', label: 'y_true' },
    compas: { file: 'data/design-compas.csv', label: 'y_true' },
  } as const;

  it('weights are those of AIF360 to 1e-12', () => {
    const { sets } = sharedJson<{ sets: Record<string, Record<string, { all: ReferenceWeights }>> }>(
      'reference/mitigation/reweighing.json',
    );
    let compared = 0;
    for (const [set, { file, label }] of Object.entries(COLUMNS)) {
      const rows = sharedCsv(file);
      for (const [by, { all }] of Object.entries(sets[set]!)) {
        const names = by.split(' & ');
        if (!names.every((name) => name in rows[0]!)) continue;
        const groups = groupRows(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name]!)])));
        const found = reweigh(
          groups,
          rows.map((row) => Number(row[label])),
        );
        expect(found.effectiveRows / all.effective_sample_size).toBeCloseTo(1, 12);
        for (const [name, cell] of Object.entries(all.cells)) {
          const ours = found.cells.find((one) => `${Object.values(one.key).join(' & ')}|${one.label}` === name)!;
          expect(ours.n).toBe(cell.n);
          expect(Math.abs(ours.weight! - cell.weight)).toBeLessThan(1e-12);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(20);
  });

  interface ClosedForm {
    readonly ks_half: number;
    readonly ks_full: number;
    readonly sum_half: number;
    readonly sum_full: number;
    readonly first_10_full: readonly number[];
  }
  interface RepairCase {
    readonly file: string;
    readonly attribute: string;
    readonly columns: Record<
      string,
      { ks_before: number; closed_form: ClosedForm; closed_form_ties_split: ClosedForm }
    >;
  }

  it('repairs are those of the definition, to the row', () => {
    const { cases } = sharedJson<{ cases: Record<string, RepairCase> }>(
      'reference/mitigation/disparate-impact-remover.json',
    );
    for (const name of ['german-credit', 'hmda']) {
      const { file, attribute, columns } = cases[name]!;
      const rows = sharedCsv(`data/${file}`);
      const groups = groupRows({ [attribute]: rows.map((row) => row[attribute]!) });
      for (const [column, reference] of Object.entries(columns)) {
        const values = Float64Array.from(rows, (row) => Number(row[column]));
        for (const [ties, form] of [
          ['shared', reference.closed_form],
          ['split', reference.closed_form_ties_split],
        ] as const) {
          const [half, full] = [0.5, 1].map((level) => repairColumn(values, groups, { level, ties })) as [
            ReturnType<typeof repairColumn>,
            ReturnType<typeof repairColumn>,
          ];
          const sum = (all: Float64Array): number => all.reduce((total, value) => total + value, 0);
          expect([...full.values.slice(0, 10)], `${name} ${column} ${ties}`).toEqual(form.first_10_full);
          expect(sum(half.values) / form.sum_half).toBeCloseTo(1, 12);
          expect(sum(full.values) / form.sum_full).toBeCloseTo(1, 12);
          expect(full.distanceBefore).toBeCloseTo(reference.ks_before, 12);
          expect(full.distanceAfter).toBeCloseTo(form.ks_full, 12);
          expect(half.distanceAfter).toBeCloseTo(form.ks_half, 12);
        }
      }
    }
  });

  it('a decorrelated column is that of Fairlearn, whose several columns stay correlated and ours do not', () => {
    const { result } = sharedJson<{
      result: Record<
        string,
        {
          alpha: number;
          columns_out: string[];
          fitted_attributes: { beta_: number[][] };
          first_5_rows: number[][];
        }
      >;
    }>('reference/fairness/correlation-remover-compas.json');
    const rows = sharedCsv('data/design-compas.csv');
    const column = (name: string): Float64Array => Float64Array.from(rows, (row) => Number(row[name]));
    const black = Float64Array.from(rows, (row) => +(row.race === 'African-American'));
    for (const name of ['black alpha=1', 'black alpha=0.5']) {
      const { alpha, columns_out, fitted_attributes, first_5_rows } = result[name]!;
      columns_out.forEach((out, c) => {
        const found = decorrelate(column(out), [black], alpha);
        expect(found.coefficients[0]).toBeCloseTo(fitted_attributes.beta_[0]![c]!, 12);
        for (const [r, row] of first_5_rows.entries()) expect(found.values[r]).toBeCloseTo(row[c]!, 12);
      });
    }
    const both = decorrelate(column('priors_count'), [black, column('female')], 1);
    for (const left of both.correlationAfter) expect(Math.abs(left!)).toBeLessThan(1e-13);
  });
});

describe('a repair that was learned', () => {
  const groups = groupRows({ sex: ['f', 'f', 'f', 'm', 'm', 'm', 'm'] });
  const values = Float64Array.of(3, 1, 3, 9, 5, 7, 7);

  it('is that of the whole column for those it was learned from, where equal people stay equal', () => {
    for (const level of [0.5, 1]) {
      const whole = repairColumn(values, groups, { level, ties: 'shared' });
      expect([...applyRepair(learnRepair(values, groups, level), values, groups)]).toEqual([...whole.values]);
    }
  });

  it('takes people who come later by rank, and leaves those of no known group', () => {
    const repair = learnRepair(values, groups, 1);
    const later = groupRows({ sex: ['f', 'f', 'f', 'm', 'x', null] });
    const given = Float64Array.of(0, 2, 99, 6, 4, 4);
    // Of the men a quarter lie below 6: among the women that rank has 1, and the lower of 1 and 7 is what all share.
    expect([...applyRepair(repair, given, later)]).toEqual([1, 3, 3, 1, 4, 4]);
    expect(repair.groups[0]).toEqual({ key: { sex: 'f' }, values: [1, 3], at: [1, 3], between: [1, 3, 3] });
  });
});
