import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kishEffectiveSize } from '../../stats/planning/index.js';
import { type TallyRow, tallyRows } from '../tally/tally.js';
import type { IntegerMetric } from '../tally/types.js';
import { checkLot, drawnGroups, joinedDrawn } from './drawn.js';
import { exploredRate, hajekShare } from './rates.js';

interface Case {
  readonly name: string;
  readonly cells: readonly { prediction: 0 | 1; chance: string; label: 0 | 1 | null; people: number }[];
  readonly hajek: number;
  readonly variance: number;
  readonly kish: number;
  readonly size: number;
  readonly rates: Readonly<Record<string, { value: number; lower: number; upper: number }>>;
}

/** Computed person by person with numpy and scipy (testdata/make_lots.py). */
const cases: Case[] = JSON.parse(readFileSync(new URL('./testdata/lots.json', import.meta.url), 'utf8'));

const SPEC = {
  policyDigest: '',
  attributes: ['g', 'chance'],
  weightKind: 'count',
  score: { kind: 'none' },
  scoreScale: 1,
} as const;
const BY_CHANCE = { seenFor: 1, exploration: { probability: 'chance' }, decimal: 'point' } as const;

type Cell = Omit<Case['cells'][number], 'chance'> & { readonly chance: string | null };

const rowsOf = (cells: readonly Cell[], g = 'a'): TallyRow[] =>
  cells.map(({ prediction, chance, label, people }) => ({
    values: [g, chance],
    label,
    prediction,
    score: null,
    weight: people,
  }));

const groupOf = (cells: readonly Cell[]) => drawnGroups(tallyRows(SPEC, rowsOf(cells)), ['g'], BY_CHANCE)[0]!;

describe('rates from labels given by lot', () => {
  it.each(cases)('equal those of another program, person by person: $name', (one) => {
    const group = groupOf(one.cells);
    const share = hajekShare(group)!;
    expect(share.successes / share.n).toBeCloseTo(one.hajek, 12);
    expect(share.variance).toBeCloseTo(one.variance, 12);
    expect(kishEffectiveSize(group.drawn.weight, group.drawn.squares)).toBeCloseTo(one.kish, 9);
    expect(share.nEff ?? share.n).toBeCloseTo(one.size, 8);
    for (const [metric, { value, lower, upper }] of Object.entries(one.rates)) {
      const rate = exploredRate(group, metric as IntegerMetric, { favourable: 1, seenFor: 1 })!;
      const limits = rate.at(0.95)!;
      expect(rate.value, metric).toBeCloseTo(value, 10);
      expect(limits.lower, metric).toBeCloseTo(lower, 9);
      expect(limits.upper, metric).toBeCloseTo(upper, 9);
    }
  });

  const plain: Cell[] = [
    { prediction: 1, chance: '1', label: 1, people: 80 },
    { prediction: 1, chance: '1', label: 0, people: 20 },
    { prediction: 0, chance: '0.1', label: 1, people: 4 },
    { prediction: 0, chance: '0.1', label: 0, people: 6 },
    { prediction: 0, chance: '0.1', label: null, people: 90 },
  ];

  it('are a range where somebody had no chance, and count them', () => {
    const group = groupOf([
      ...plain,
      { prediction: 0, chance: '0', label: null, people: 50 },
      { prediction: 0, chance: null, label: null, people: 50 },
    ]);
    expect(group).toMatchObject({ others: 200, never: 100 });
    const rate = exploredRate(group, 'base_rate', { favourable: 1, seenFor: 1 })!;
    expect(rate.value).toBeNull();
    expect(rate.bounds!.lower).toBeCloseTo((80 + 0.4 * 100) / 300, 12);
    expect(rate.bounds!.upper).toBeCloseTo((80 + 0.4 * 100 + 100) / 300, 12);
    const limits = rate.at(0.95)!;
    expect(limits.lower).toBeLessThan(rate.bounds!.lower);
    expect(limits.upper).toBeGreaterThan(rate.bounds!.upper);
  });

  it('are a range where nobody drew a label, and have limits where nobody of the drawn has label 1', () => {
    const none = groupOf([plain[0]!, plain[1]!, plain[4]!]);
    expect(exploredRate(none, 'true_positive_rate', { favourable: 1, seenFor: 1 })).toMatchObject({ value: null });
    const zero = groupOf([plain[0]!, plain[1]!, plain[3]!, plain[4]!]);
    const rate = exploredRate(zero, 'true_positive_rate', { favourable: 1, seenFor: 1 })!;
    expect(rate.value).toBe(1);
    expect(rate.at(0.95)!.lower).toBeLessThan(0.8);
  });

  it('count labels by no lot for nobody, where a column says on whom it fell', () => {
    const cells: Cell[] = [
      { prediction: 1, chance: '0', label: 1, people: 50 },
      { prediction: 0, chance: '1', label: 1, people: 5 },
      { prediction: 0, chance: 'true', label: 0, people: 5 },
      { prediction: 0, chance: null, label: 1, people: 7 },
      { prediction: 0, chance: '0', label: null, people: 183 },
    ];
    const options = { ...BY_CHANCE, exploration: { share: 0.05, column: 'chance' } };
    const [group] = drawnGroups(tallyRows(SPEC, rowsOf(cells)), ['g'], options);
    expect(group).toMatchObject({ notByLot: 7, never: 0, drawn: { people: 10, positives: 5, weight: 200 } });
  });

  it.each([
    ['a label without a chance', { prediction: 0, chance: '0', label: 1, people: 3 }, 'no chance above 0'],
    ['a label whose chance is absent', { prediction: 0, chance: null, label: 0, people: 3 }, 'no chance above 0'],
    ['a chance above 1', { prediction: 0, chance: '1.5', label: null, people: 3 }, '"1.5" in column chance'],
    ['a word', { prediction: 0, chance: 'often', label: null, people: 3 }, '"often" in column chance'],
    [
      'a chance below 1 of somebody whose label is always seen',
      { prediction: 1, chance: '0.05', label: 1, people: 3 },
      'always seen',
    ],
  ] as const)('refuse %s', (_, cell, message) => {
    expect(() => groupOf([...plain, cell])).toThrow(message);
  });

  it('read chances as a file with a decimal comma writes them', () => {
    const cells = plain.map((cell) => ({ ...cell, chance: cell.chance!.replace('.', ',') }));
    const [group] = drawnGroups(tallyRows(SPEC, rowsOf(cells)), ['g'], { ...BY_CHANCE, decimal: 'comma' });
    expect(group!.drawn.weight).toBeCloseTo(100, 12);
  });

  it('are doubted where the drawn are not as many as the chances make, and not where a rare one was drawn', () => {
    expect(checkLot(groupOf(plain))).toEqual({ deviation: 0, isUnlikely: false });
    const missing: Cell[] = [
      { prediction: 1, chance: '1', label: 1, people: 50 },
      { prediction: 0, chance: '0.2', label: 1, people: 60 },
      { prediction: 0, chance: '0.2', label: null, people: 940 },
    ];
    expect(checkLot(groupOf(missing))).toMatchObject({ isUnlikely: true });
    expect(checkLot(groupOf(missing)).deviation).toBeCloseTo(-700 / Math.sqrt(4000), 10);
    const rare = groupOf([...plain, { prediction: 0, chance: '0.001', label: 1, people: 1 }]);
    expect(checkLot(rare).deviation!).toBeGreaterThan(20);
    expect(checkLot(rare).isUnlikely).toBe(false);
  });

  it('rest on no more people than the lot was to give, where nobody with a small chance was drawn', () => {
    const near: Cell[] = [
      plain[0]!,
      plain[1]!,
      { prediction: 0, chance: '0.5', label: 1, people: 100 },
      { prediction: 0, chance: '0.5', label: 0, people: 400 },
      { prediction: 0, chance: '0.5', label: null, people: 500 },
    ];
    const options = { favourable: 1, seenFor: 1 } as const;
    expect(exploredRate(groupOf(near), 'negative_predictive_value', options)!.size).toBe(500);
    // Of 6,000 people 5,000 had next to no chance, and nobody of them was drawn: the 500 stand for a sixth.
    const group = groupOf([...near, { prediction: 0, chance: '0.0001', label: null, people: 5000 }]);
    const rate = exploredRate(group, 'negative_predictive_value', options)!;
    expect(rate.size).toBeCloseTo(6000 ** 2 / (1000 / 0.5 + 5000 / 0.0001), 10);
    expect(rate.at(0.95)!.upper - rate.at(0.95)!.lower).toBeGreaterThan(0.9);
  });

  it('join groups by their sums', () => {
    const group = groupOf(plain);
    expect(joinedDrawn([group, group], { g: 'both' })).toMatchObject({
      key: { g: 'both' },
      others: 200,
      drawn: { people: 20 },
    });
  });
});
