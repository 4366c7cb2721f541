import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import { type Dataset, makeDataset } from '../../learn/index.js';
import { createGenerator } from '../../stats/index.js';
import { fitBoundedLoss, fitWorstGroup, groupRows, type RowGroups } from '../index.js';

/** Three towns in which a number means something else, and one whose targets are noisier. */
function towns(rows: number): { data: Dataset; groups: RowGroups } {
  const random = createGenerator('towns');
  const town = Array.from({ length: rows }, () => random.nextInteger(3));
  const x = Float64Array.from(town, () => random.nextNormal());
  const target = x.map(
    (value, r) => [1, 0.2, -0.5][town[r]!]! * value + (town[r] === 2 ? 1 : 0.5) * random.nextNormal(),
  );
  return {
    data: makeDataset({ columns: [{ name: 'x', values: x }], target, task: 'number' }),
    groups: groupRows({ town: town.map(String) }),
  };
}

describe('a bound on the loss of every group', () => {
  const { data, groups } = towns(900);
  const free = fitBoundedLoss(data, groups, { bound: 100, seed: 1 });
  const lowest = fitWorstGroup(data, groups, { seed: 1, tolerance: 1e-9 });

  it('costs nothing where it does not bind', () => {
    expect([free.reached, free.least, free.loss]).toEqual([true, null, free.unbounded]);
    expect(free.groups.map(({ multiplier }) => multiplier)).toEqual([0, 0, 0]);
  });

  it('is kept at the least loss: no other line that keeps it has less', () => {
    const worst = Math.max(...free.groups.map(({ loss }) => loss));
    const bound = (worst + lowest.objective) / 2;
    const found = fitBoundedLoss(data, groups, { bound, seed: 1 });
    expect(found.reached).toBe(true);
    for (const { loss, multiplier } of found.groups) {
      expect(loss).toBeLessThan(bound + 1e-11);
      if (multiplier > 0) expect(loss).toBeCloseTo(bound, 11);
    }
    expect(found.loss).toBeGreaterThan(found.unbounded);
    const x = data.columns[0]!.values;
    const own = [0, 1, 2].map((g) => [...x.keys()].filter((r) => groups.codes[r] === g));
    const meanOf = (rows: number[], of: (r: number) => number): number =>
      rows.reduce((sum, r) => sum + of(r), 0) / rows.length;
    const y = data.target;
    const moments = own.map((rows) =>
      [
        (r: number) => y[r]! ** 2,
        (r: number) => y[r]!,
        (r: number) => x[r]! * y[r]!,
        (r: number) => x[r]!,
        (r: number) => x[r]! ** 2,
      ].map((of) => meanOf(rows, of)),
    );
    const lossesOf = (a: number, b: number): number[] =>
      moments.map(([yy, my, xy, mx, xx]) => yy! - 2 * a * my! - 2 * b * xy! + a * a + 2 * a * b * mx! + b * b * xx!);
    const shares = [0, 1, 2].map((g) => own[g]!.length / data.rows);
    for (let a = -0.2; a <= 0.2; a += 0.01)
      for (let b = -0.6; b <= 1; b += 0.01) {
        const losses = lossesOf(a, b);
        if (losses.every((loss) => loss <= bound))
          expect(losses.reduce((sum, loss, g) => sum + shares[g]! * loss, 0)).toBeGreaterThan(found.loss - 1e-12);
      }
  });

  it('that is out of reach is said to be, with the least that is not', () => {
    const found = fitBoundedLoss(data, groups, { bound: 0.9 * lowest.least, seed: 1 });
    expect(found.reached).toBe(false);
    expect(found.least).toBeCloseTo(lowest.objective, 8);
    expect(Math.max(...found.groups.map(({ loss }) => loss))).toBeCloseTo(lowest.objective, 8);
  });

  it('is refused without a number or groups', () => {
    expect(() => fitBoundedLoss(data, groups, { bound: 0, seed: 1 })).toThrow('a bound of 0');
    const nobody = groupRows({ town: Array.from({ length: 900 }, () => null) });
    expect(() => fitBoundedLoss(data, nobody, { bound: 1, seed: 1 })).toThrow('nobody has a known group');
  });
});

describe.skipIf(!hasShared)('against the exact optimum of communities and crime', () => {
  interface Reference {
    readonly columns: readonly string[];
    readonly regression: readonly {
      readonly zeta: number;
      readonly exact: { readonly mse: number; readonly group_mse: Readonly<Record<string, number>> };
    }[];
    readonly smallest_possible_worst_group_mse: number;
  }
  it('loss, losses of the groups and the least worst loss are the same', () => {
    const {
      columns,
      regression,
      smallest_possible_worst_group_mse: least,
    } = sharedJson<Reference>('reference/mitigation/bounded-group-loss.json');
    const rows = sharedCsv('data/communities-crime.csv.gz').filter(
      (_, p) => (((p + 1) * 2654435761) % 2 ** 32) / 2 ** 32 < 0.6,
    );
    const numbers = (name: string): Float64Array => Float64Array.from(rows, (row) => Number(row[name]));
    const data = makeDataset({
      columns: columns.map((name) => ({ name, values: numbers(name) })),
      target: numbers('ViolentCrimesPerPop'),
      task: 'number',
    });
    const groups = groupRows({ group: rows.map(({ Black }) => `black${Black}`) });
    for (const { zeta, exact } of regression) {
      const found = fitBoundedLoss(data, groups, { bound: zeta, seed: 1 });
      expect(Math.abs(found.loss - exact.mse)).toBeLessThan(1e-8);
      for (const { key, loss } of found.groups)
        expect(Math.abs(loss - exact.group_mse[String(key.group)]!)).toBeLessThan(1e-8);
      expect(found.reached).toBe(true);
    }
    const tight = fitBoundedLoss(data, groups, { bound: 0.99 * least, seed: 1 });
    expect([tight.reached, Math.abs(tight.least! - least) < 1e-8]).toEqual([false, true]);
  });
});
