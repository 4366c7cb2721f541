import { describe, expect, it } from 'vitest';
import type { LearnColumn } from '../../src/core/learn/index.js';
import { nearest, spaceOf } from '../../src/core/mitigation/before/nearest.js';
import { groupRows, repairColumn, reweigh } from '../../src/core/mitigation/index.js';
import { groupsOfDesign, referenceDesign } from '../support/learn/designs.js';
import { hasShared, sharedCsv, sharedJson } from '../support/shared.js';

/** Larger files are read where there is time for it. */
const isLong = process.env.TRIBUNE_LONG !== undefined;

interface ReferenceWeights {
  readonly n: number;
  readonly cells: Readonly<Record<string, { readonly n: number; readonly weight: number }>>;
  readonly groups: Readonly<Record<string, { readonly base_rate: number; readonly weighted_base_rate: number }>>;
  readonly sum_of_weights: number;
  readonly effective_sample_size: number;
  readonly max_weight: number;
}

describe.skipIf(!hasShared)('weights of the reference (reweighing.json) to 1e-12', () => {
  const SETS = isLong
    ? ['german', 'compas', 'hmda', 'law', 'adult', 'credit', 'acs-income']
    : ['german', 'compas', 'hmda', 'law'];
  it.each(SETS)('%s: of all rows and of the training rows, by every attribute and intersection', (set) => {
    const design = referenceDesign(set);
    const label = labelOfRows(design);
    const { sets } = sharedJson<{ sets: Record<string, Record<string, Record<'all' | 'train', ReferenceWeights>>> }>(
      'reference/mitigation/reweighing.json',
    );
    let compared = 0;
    for (const [name, parts] of Object.entries(sets[set]!)) {
      const isTwo = name.endsWith('(Black, White only)');
      const values = groupsOfDesign(design.records, isTwo ? 'race' : name);
      const two = ['African-American', 'Caucasian'];
      const inTrain = new Set(design.trainRows);
      for (const [part, wanted] of Object.entries(parts)) {
        const rows = [...label.keys()].filter(
          (r) => (part === 'all' || inTrain.has(r)) && (!isTwo || two.includes(values.race![r]!)),
        );
        expect(rows.length).toBe(wanted.n);
        const groups = groupRows(
          Object.fromEntries(Object.entries(values).map(([by, all]) => [by, rows.map((r) => all[r]!)])),
        );
        const found = reweigh(
          groups,
          rows.map((r) => label[r]!),
        );
        for (const { key, label: y, n, weight } of found.cells) {
          const cell = wanted.cells[`${Object.values(key).join(' & ')}|${y}`];
          expect(n, `${name} ${part}`).toBe(cell?.n ?? 0);
          if (cell !== undefined && n > 0) expect(Math.abs(weight! - cell.weight)).toBeLessThan(1e-12);
          compared++;
        }
        for (const { key, baseRate, weightedBaseRate } of found.groups) {
          const group = wanted.groups[Object.values(key).join(' & ')]!;
          expect(Math.abs(baseRate - group.base_rate)).toBeLessThan(1e-12);
          expect(Math.abs(weightedBaseRate - group.weighted_base_rate)).toBeLessThan(1e-12);
        }
        // A quotient of sums over all rows, which are added in another order.
        expect(found.effectiveRows / wanted.effective_sample_size).toBeCloseTo(1, 11);
        expect(found.largestWeight).toBeCloseTo(wanted.max_weight, 12);
      }
    }
    expect(compared).toBeGreaterThan(0);
  });
});

/** 0 or 1 of every row of the file, in its order. */
function labelOfRows({ train, test, trainRows, records }: ReturnType<typeof referenceDesign>): Float64Array {
  const label = new Float64Array(records.length);
  const inTrain = new Set(trainRows);
  trainRows.forEach((row, i) => {
    label[row] = train.target[i]!;
  });
  records
    .flatMap((_, row) => (inTrain.has(row) ? [] : [row]))
    .forEach((row, i) => {
      label[row] = test.target[i]!;
    });
  return label;
}

interface Form {
  readonly ks_half: number;
  readonly ks_full: number;
  readonly sum_half: number;
  readonly sum_full: number;
}
interface RepairCase {
  readonly file: string;
  readonly attribute: string;
  readonly columns: Record<
    string,
    {
      readonly ks_before: number;
      readonly aif360: Form;
      readonly closed_form: Form;
      readonly closed_form_ties_split: Form;
    }
  >;
}

describe.skipIf(!hasShared)('repairs of the reference (disparate-impact-remover.json)', () => {
  const { cases } = hasShared
    ? sharedJson<{ cases: Record<string, RepairCase> }>('reference/mitigation/disparate-impact-remover.json')
    : { cases: {} };
  const isOfCase = (name: string, row: Record<string, string>): boolean =>
    name !== 'compas-two' ||
    (['African-American', 'Caucasian'].includes(row.race!) &&
      Math.abs(Number(row.days_b_screening_arrest || Number.NaN)) <= 30 &&
      row.is_recid !== '-1' &&
      row.c_charge_degree !== 'O' &&
      row.score_text !== 'N/A');

  it.each(isLong ? ['compas-two', 'adult'] : ['compas-two'])(
    '%s: is that of the definition, and nearer than the peer, whose quantiles are of distinct values',
    (name) => {
      const { file, attribute, columns } = cases[name]!;
      const rows = sharedCsv(`data/${file}`).filter((row) => isOfCase(name, row));
      const groups = groupRows({ [attribute]: rows.map((row) => row[attribute]!) });
      for (const [column, { ks_before, aif360, closed_form, closed_form_ties_split }] of Object.entries(columns)) {
        const values = Float64Array.from(rows, (row) => Number(row[column]));
        for (const [ties, form] of [
          ['shared', closed_form],
          ['split', closed_form_ties_split],
        ] as const) {
          const [half, full] = [0.5, 1].map((level) => repairColumn(values, groups, { level, ties }));
          const sum = (all: Float64Array): number => all.reduce((total, value) => total + value, 0);
          expect(sum(half!.values) / form.sum_half).toBeCloseTo(1, 12);
          expect(sum(full!.values) / form.sum_full).toBeCloseTo(1, 12);
          expect(full!.distanceBefore).toBeCloseTo(ks_before, 12);
          expect([half!.distanceAfter, full!.distanceAfter]).toEqual([form.ks_half, form.ks_full].map(near));
        }
        const split = repairColumn(values, groups, { level: 1, ties: 'split' }).distanceAfter;
        expect(split, column).toBeLessThan(0.003);
        expect(split, column).toBeLessThan(aif360.ks_full);
      }
    },
  );

  it('the peer leaves or widens gaps that ours closes, as far as its own figures say', () => {
    const figures = (name: string, column: string): [number, number, number] => {
      const { ks_before, aif360, closed_form_ties_split } = cases[name]!.columns[column]!;
      return [ks_before, aif360.ks_full, closed_form_ties_split.ks_full];
    };
    for (const [name, column] of [
      ['adult', 'hours-per-week'],
      ['german-credit', 'duration'],
    ] as const) {
      const [before, peer, ours] = figures(name, column);
      expect(peer).toBeGreaterThan(1.5 * before);
      expect(ours).toBeLessThan(0.01);
    }
  });
});

const near = (value: number): unknown => expect.closeTo(value, 12);

interface Neighbours {
  readonly minority_label: 0 | 1;
  readonly needed: number;
  readonly minority_positions: readonly number[];
  readonly neighbours: readonly (readonly number[])[];
  readonly adasyn: { readonly counts: readonly number[]; readonly total: number };
  readonly borderline: { readonly danger: readonly number[]; readonly noise: readonly number[] };
  readonly tomek_removed: readonly number[];
  readonly enn_removed: readonly number[];
}

describe.skipIf(!hasShared)(
  'nearest rows of the reference (smote-neighbours.json), and what is counted from them',
  () => {
    it.each(['german', 'hmda'])('%s', (set) => {
      const { train, standardize } = referenceDesign(set);
      const wanted = sharedJson<{ sets: Record<string, Neighbours> }>('reference/mitigation/smote-neighbours.json')
        .sets[set]!;
      const all = Array.from(train.target.keys());
      const space = spaceOf(
        train.columns.flatMap((column) => numbersOf(column, standardize)),
        all,
      );
      const places = wanted.minority_positions;
      const isMinority = (row: number): boolean => train.target[row] === wanted.minority_label;
      expect(all.filter(isMinority)).toEqual(places);
      const nearestOf = (row: number, count: number, among: readonly number[] = all): number[] =>
        nearest(space, row, { among, count });
      const sorted = (rows: readonly number[]): number[] => [...rows].sort((a, b) => a - b);
      places.forEach((row, i) => {
        expect(sorted(nearestOf(row, 5, places))).toEqual(sorted(wanted.neighbours[i]!));
      });
      // Share of the majority among the five nearest of all, by which ADASYN makes its rows.
      const shares = places.map((row) => nearestOf(row, 5).filter((one) => !isMinority(one)).length / 5);
      const total = shares.reduce((sum, share) => sum + share, 0);
      const counts = shares.map((share) => roundHalfEven((share / total) * wanted.needed));
      expect(counts).toEqual(wanted.adasyn.counts);
      const majorityOf = places.map((row) => nearestOf(row, 10).filter((one) => !isMinority(one)).length);
      expect(places.filter((_, i) => majorityOf[i]! >= 5 && majorityOf[i]! < 10)).toEqual(wanted.borderline.danger);
      expect(places.filter((_, i) => majorityOf[i] === 10)).toEqual(wanted.borderline.noise);
      // Rows of the majority that are the nearest of a row of the minority, which is theirs, and those with one of the minority among their three nearest.
      const majority = all.filter((row) => !isMinority(row));
      const three = new Map(majority.map((row) => [row, nearestOf(row, 3)]));
      expect(
        majority.filter((row) => isMinority(three.get(row)![0]!) && nearestOf(three.get(row)![0]!, 1)[0] === row),
      ).toEqual(wanted.tomek_removed);
      expect(majority.filter((row) => three.get(row)!.some(isMinority))).toEqual(wanted.enn_removed);
    });
  },
);

/** The columns of the design of the reference: numbers divided by their spread, a column of 0 and 1 for each category. */
function numbersOf({ values, categories }: LearnColumn, standardize: boolean): LearnColumn[] {
  if (categories !== undefined) {
    const own = categories.length === 2 ? [1] : categories.map((_, code) => code);
    return own.map((code) => ({ name: String(code), values: values.map((value) => +(value === code)) }));
  }
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  return [{ name: 'number', values: standardize ? values.map((x) => (x - mean) / spread) : values }];
}

function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
