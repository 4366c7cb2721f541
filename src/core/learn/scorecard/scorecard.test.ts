import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import { matrixFromRows, type NeutralAdditive } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import {
  type Dataset,
  fit as learn,
  makeDataset,
  measure,
  type Parameters,
  scoreRows,
  weightOfEvidence,
} from '../index.js';
import { mergeBins } from './merge-bins.js';

interface Line {
  readonly input: string;
  readonly points: number;
  readonly woe: number | null;
  readonly ones: number;
  readonly zeros: number;
}
interface Card {
  readonly base: number;
  readonly table: readonly Line[];
}

const rowsOf = (data: Dataset): Int32Array => Int32Array.from({ length: data.rows }, (_, r) => r);

/** People whose chance rises with income, bends with age and depends on home, with gaps; "again" says what income says and less. */
function applicants(rows: number): Dataset {
  const random = createGenerator(4);
  const homes = ['own', 'rent', 'free', 'else'];
  const names = ['income', 'age', 'home', 'again', 'noise'] as const;
  const values = names.map(() => new Float64Array(rows));
  const target = Float64Array.from({ length: rows }, (_, r) => {
    const [income, age, home] = [random.nextNormal(), 18 + random.nextInteger(60), random.nextInteger(4)];
    const isGap = random.nextUniform() < 0.1;
    const all = [isGap ? Number.NaN : income, age, home, income + 2 * random.nextNormal(), random.nextNormal()];
    for (const [j, value] of all.entries()) values[j]![r] = value;
    const z = 1.2 * income - ((age - 45) / 20) ** 2 + [1, 0, -0.5, 0.3][home]!;
    return +(random.nextUniform() < 1 / (1 + Math.exp(-z)));
  });
  const columns = names.map((name, j) => ({
    name,
    values: values[j]!,
    ...(name === 'home' ? { categories: homes } : {}),
  }));
  return makeDataset({ columns, target });
}

const carded = (data: Dataset, parameters: Parameters = {}, weights?: Float64Array) => {
  const trained = learn(data, {
    learner: 'scorecard',
    seed: 1,
    parameters,
    ...(weights === undefined ? {} : { weights }),
  });
  return { ...trained, card: trained.details!.scorecard as Card };
};

describe('a scorecard', () => {
  const data = applicants(3000);
  const trained = carded(data);

  it('is whole points that add up to the log-odds, one way along each input', () => {
    const { document, card, model } = trained;
    for (const { points } of card.table) expect(Number.isInteger(points)).toBe(true);
    const income = card.table.filter(({ input, woe }) => input === 'income' && woe !== null).slice(0, -1);
    const sorted = income.map(({ points }) => points);
    expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
    const { terms, intercept } = document as NeutralAdditive;
    const perPoint = Math.LN2 / 20;
    for (const term of terms)
      if (term.shape === 'steps')
        for (const value of term.values) expect(value / perPoint).toBeCloseTo(Math.round(value / perPoint), 9);
    expect(intercept[0]! / perPoint - Math.log(20) / perPoint).toBeCloseTo(card.base - 600, 9);
    const { auc } = measure(scoreRows(model, data.columns, rowsOf(data)), data.target, 'binary');
    expect(auc!).toBeGreaterThan(0.75);
  });

  it('a person is in the bin whose people made its points', () => {
    const { document, card } = carded(data, { iv: 0 });
    for (const term of (document as NeutralAdditive).terms) {
      if (term.shape !== 'steps') continue;
      const column = data.columns[term.feature]!;
      const counts = [...term.values, 0].map(() => 0);
      column.values.forEach((x, r) => {
        const bin = Number.isNaN(x) ? term.values.length : term.cuts.filter((cut) => cut <= x).length;
        counts[bin]! += data.target[r]!;
      });
      const lines = card.table.filter(({ input }) => input === column.name).map(({ ones }) => ones);
      expect(counts.slice(0, lines.length)).toEqual(lines);
    }
  });

  it('weights count as rows, and who was never seen is nobody in particular', () => {
    const few = applicants(600);
    const twice = makeDataset({
      columns: few.columns.map((c) => ({ ...c, values: Float64Array.of(...c.values, ...c.values) })),
      target: Float64Array.of(...few.target, ...few.target),
    });
    const once = carded(few, {}, new Float64Array(600).fill(2));
    expect(once.document).toEqual(carded(twice).document);
    const [seen] = once.model.predictRaw(matrixFromRows([[0, 40, -1, null, 0]]));
    expect(Number.isFinite(seen)).toBe(true);
  });

  it('gives no points to what says nothing or would turn round, and says so', () => {
    const { card, cautions } = trained;
    expect(card.table.some(({ input }) => input === 'noise')).toBe(false);
    expect(cautions.find(({ column }) => column === 'noise')).toMatchObject({ kind: 'column-unused' });
    const parted = makeDataset({
      columns: [{ name: 'late', values: Float64Array.from({ length: 60 }, (_, r) => r) }],
      target: Float64Array.from({ length: 60 }, (_, r) => +(r > 20)),
    });
    expect(carded(parted).cautions.find(({ kind }) => kind === 'column-unused')!.message).toContain('has no bound');
    const empty = makeDataset({
      columns: [{ name: 'x', values: Float64Array.from({ length: 40 }, () => 1) }],
      target: Float64Array.from({ length: 40 }, (_, r) => +(r < 10)),
    });
    const none = carded(empty);
    expect(none.cautions.map(({ kind }) => kind)).toContain('same-for-all');
    expect(none.model.predictLinked(matrixFromRows([[1]]))[0]!).toBeCloseTo(0.25, 2);
  });

  it('keeps a direction that is asked for, even where the data lean the other way', () => {
    const { card } = carded(applicants(2000), { monotone: 'income:-', iv: 0 });
    const income = card.table.filter(({ input }) => input === 'income').slice(0, -1);
    const points = income.map((line) => line.points);
    expect(points).toEqual(points.toSorted((a, b) => b - a));
  });
});

describe('merging of bins', () => {
  it('finds what trying all mergings finds', () => {
    const random = createGenerator(2);
    for (let round = 0; round < 60; round++) {
      const count = 1 + random.nextInteger(8);
      const counts = (): number[] => Array.from({ length: count }, () => random.nextInteger(round % 3 === 0 ? 3 : 30));
      const fine = { ones: counts(), zeros: counts() };
      if (![fine.ones, fine.zeros].every((list) => list.some((n) => n > 0))) continue;
      const rules = {
        minWeight: random.nextInteger(20),
        maxBins: 1 + random.nextInteger(8),
        direction: round % 2 ? 1 : -1,
      };
      expect(mergeBins(fine, rules).informationValue).toBeCloseTo(bruteForce(fine, rules), 12);
    }
  });
});

function bruteForce(
  { ones, zeros }: { ones: number[]; zeros: number[] },
  { minWeight, maxBins, direction }: { minWeight: number; maxBins: number; direction: number },
): number {
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  let best = 0;
  for (let mask = 0; mask < 1 << (ones.length - 1); mask++) {
    const starts = [0, ...ones.keys()].slice(1).filter((i) => i === 0 || (mask >> (i - 1)) & 1);
    const merge = (list: number[]): number[] => starts.map((start, k) => sum(list.slice(start, starts[k + 1])));
    const [one, zero] = [merge(ones), merge(zeros)];
    if (starts.length === 1 || starts.length > maxBins) continue;
    if (one.some((n, k) => n === 0 || zero[k] === 0 || n + zero[k]! < minWeight)) continue;
    const share = one.map((n, k) => n / (n + zero[k]!));
    if (share.some((s, k) => k > 0 && direction * (s - share[k - 1]!) < 0)) continue;
    best = Math.max(best, weightOfEvidence(one, zero).informationValue);
  }
  return best;
}

interface Binned {
  readonly splits?: readonly number[];
  readonly events: readonly number[];
  readonly non_events: readonly number[];
  readonly woe: readonly (number | null)[];
  readonly iv_per_bin: readonly (number | null)[];
  readonly iv: number;
  readonly js: number;
}
interface Optimal extends Binned {
  readonly settings: { readonly max_n_bins?: number; readonly min_bin_size?: number };
  readonly monotonic_trend: string;
  readonly pre_bin_splits: readonly number[];
  readonly brute_force: { readonly iv: number };
  readonly brute_force_either_way_monotone?: { readonly iv: number; readonly splits: readonly number[] };
}
interface Reference {
  readonly sets: Readonly<
    Record<
      string,
      {
        event: string;
        fixed: Record<string, Binned>;
        categorical: Record<string, Binned>;
        optimal: Record<string, Optimal[]>;
      }
    >
  >;
  readonly scorecard_german: {
    readonly features: readonly string[];
    readonly coef: Record<string, number>;
    readonly intercept: number;
    readonly table: Record<'Variable' | 'Bin' | 'WoE' | 'Event' | 'Non-event', readonly (string | number)[]>;
  };
}

describe.skipIf(!hasShared)('the reference', () => {
  const reference = (): Reference => sharedJson<Reference>('reference/mitigation/woe-iv-scorecard.json');

  it('has the same weights of evidence, information values and divergences to 1e-12', () => {
    for (const { fixed, categorical, optimal } of Object.values(reference().sets))
      for (const one of [...Object.values(fixed), ...Object.values(categorical), ...Object.values(optimal).flat()]) {
        // The reference's sign: zeros over ones.
        const ours = weightOfEvidence(one.non_events, one.events);
        ours.woe.forEach((woe, bin) => {
          if (one.woe[bin] === null) expect(woe).toBeNull();
          else expect(woe).toBeCloseTo(one.woe[bin]!, 12);
        });
        expect(ours.informationValue).toBeCloseTo(one.iv, 12);
        expect(ours.jensenShannon).toBeCloseTo(one.js, 12);
      }
  });

  it('merges to bins that say as much as the best of all mergings', () => {
    const { optimal } = reference().sets.german!;
    const raw = sharedCsv('data/german-credit.csv');
    for (const [name, cases] of Object.entries(optimal))
      for (const { settings, monotonic_trend: trend, pre_bin_splits: cuts, ...one } of cases) {
        const sums = [...cuts, 0].map(() => [0, 0]);
        for (const row of raw) {
          const x = Number(row[name]);
          const bin = cuts.filter((cut) => cut <= x).length;
          sums[bin]![row['class-label'] === '1' ? 1 : 0]!++;
        }
        const direction = trend === 'ascending' ? 1 : trend === 'descending' ? -1 : 0;
        const { informationValue } = mergeBins(
          { ones: sums.map(([bad]) => bad!), zeros: sums.map(([, good]) => good!) },
          {
            minWeight: (settings.min_bin_size ?? 0) * raw.length,
            maxBins: settings.max_n_bins ?? cuts.length + 1,
            direction,
          },
        );
        const best = direction === 0 ? one.brute_force_either_way_monotone! : one.brute_force;
        expect(informationValue, `${name} ${trend}`).toBeCloseTo(best.iv, 12);
      }
    expect(raw.length).toBe(1000);
  });
});
