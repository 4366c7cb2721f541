import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Row, rows, SETS, tallyOf, VALUES } from '../../../test/support/generators/crowds.js';
import { rebinTally } from '../../core/fairness/index.js';
import { FIXED_POINT, type Tally } from '../../core/fairness/tally/types.js';
import { crowdsWithoutLabels, poolSmall } from './crowds.js';
import { protectTally } from './protect.js';
import { LEAST_CELL } from './types.js';

const RANGE = { lower: 0, upper: 1 };

function labelled(cells: Tally['cells']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label, prediction, rows: n } of cells) {
    const key = `${label} ${prediction}`;
    if (label !== null) counts.set(key, (counts.get(key) ?? 0) + n);
  }
  return counts;
}
const total = ({ cells }: Pick<Tally, 'cells'>): number => cells.reduce((sum, cell) => sum + cell.rows, 0);

describe('what a caller is shown who may see no person', () => {
  const kinds = fc.constantFrom('distinct' as const, 'none' as const);

  it('has no cell of fewer people than the least, and leaves nobody out', () => {
    let shown = 0;
    fc.assert(
      fc.property(rows, kinds, fc.constantFrom([], ...SETS), (all, kind, attributes) => {
        const raw = tallyOf(all, kind);
        const part = protectTally(raw, attributes, RANGE);
        if (part === null) return;
        shown += 1;
        expect(Math.min(...part.tally.cells.map((cell) => cell.rows), LEAST_CELL)).toBe(LEAST_CELL);
        expect(total(part.tally)).toBe(total(raw));
        const { scores } = part.withheld;
        const [sum, exact] = [part.tally, raw].map((tally) =>
          tally.cells.reduce((all, one) => all + one.scoreSum, 0n),
        ) as [bigint, bigint];
        if (typeof scores !== 'number') expect(sum).toBe(scores === 'none' ? 0n : exact);
        // A score in the middle of its bin is at most half a bin away.
        else
          expect(Math.abs(Number(sum - exact)) / FIXED_POINT).toBeLessThanOrEqual((total(raw) / scores / 2) * 1.000001);
      }),
      { numRuns: 3000, seed: 6 },
    );
    expect(shown).toBeGreaterThan(500);
  });

  it('cannot be subtracted from everybody to give a smaller cell', () => {
    let subtracted = 0;
    fc.assert(
      fc.property(rows, fc.constantFrom(...SETS), (all, attributes) => {
        const raw = tallyOf(all, 'none');
        const [everybody, part] = [protectTally(raw, [], RANGE), protectTally(raw, attributes, RANGE)];
        if (everybody === null || part === null || everybody.withheld.unlabelledPeople > 0) return;
        const shown = labelled(part.tally.cells);
        for (const [key, n] of labelled(everybody.tally.cells)) {
          const rest = n - (shown.get(key) ?? 0);
          if (rest > 0) subtracted += 1;
          expect(rest === 0 || rest >= LEAST_CELL, key).toBe(true);
        }
      }),
      { numRuns: 3000, seed: 7 },
    );
    expect(subtracted).toBeGreaterThan(100);
  });

  it('is the tally as recorded where that has no small cell', () => {
    const all = VALUES.slice(0, 2).flatMap((value) =>
      [0, 1].flatMap((label) =>
        [0, 1].flatMap((prediction) =>
          Array.from({ length: 12 }, () => ({ values: [value, 'f'], label, prediction, score: 0.5 }) as Row),
        ),
      ),
    );
    const raw = tallyOf(all, 'distinct');
    const part = protectTally(raw, ['a', 'b'], RANGE);
    expect(part).toEqual({
      attributes: ['a', 'b'],
      tally: raw,
      withheld: { groups: 0, people: 0, unlabelledGroups: 0, unlabelledPeople: 0, scores: 'kept' },
    });
  });

  it('is the same whichever attribute the policy names first, so that no two policies show a small group by subtraction', () => {
    const crowd = (a: string, b: string, n: number): Row[] =>
      [0, 1].flatMap((prediction) =>
        Array.from({ length: n }, () => ({ values: [a, b], label: null, prediction, score: null }) as Row),
      );
    const all = [...crowd('x', 'f', 5), ...crowd('y', 'f', 20), ...crowd('x', 'm', 20), ...crowd('y', 'm', 90)];
    const shown = (attributes: readonly string[]): string[] =>
      protectTally(tallyOf(all, 'none'), attributes, RANGE)!
        .tally.cells.map(({ values, rows: n }) => `${values.toSorted().join(' ')} ${n}`)
        .sort();
    expect(shown(['a', 'b'])).toEqual(['  45', '  45', 'm y 90', 'm y 90']);
    expect(shown(['b', 'a'])).toEqual(shown(['a', 'b']));
  });

  it('shows of scores in bins no digit: two audits that differ by one person differ by her bin', () => {
    const crowd = Array.from(
      { length: 400 },
      (_, i): Row => ({
        values: ['x', 'f'],
        label: i % 2 === 0 ? 1 : 0,
        prediction: i % 4 < 2 ? 1 : 0,
        score: i / 400,
      }),
    );
    const answer = (score: number, kind: 'distinct' | 'bins') => {
      const all = tallyOf([...crowd, { ...crowd[0]!, score }], 'distinct');
      const part = protectTally(kind === 'bins' ? rebinTally(all, { ...RANGE, count: 4 }) : all, ['a'], RANGE)!;
      return { part, text: JSON.stringify(part, (_, value) => (typeof value === 'bigint' ? String(value) : value)) };
    };
    for (const kind of ['distinct', 'bins'] as const) {
      const { part, text } = answer(0.1234567, kind);
      expect(answer(0.13, kind).text).toBe(text);
      expect(answer(0.33, kind).text).not.toBe(text);
      const count = part.withheld.scores as number;
      expect(count).toBe(kind === 'bins' ? 4 : 5);
      for (const cell of part.tally.cells) {
        const middle = (cell.score! + 0.5) / count;
        expect(Number(cell.scoreSum) / FIXED_POINT / cell.rows).toBeCloseTo(middle, 9);
        expect(Number(cell.scoreSquares) / FIXED_POINT / cell.rows).toBeCloseTo(middle ** 2, 9);
        expect(Number(cell.errorSquares) / FIXED_POINT / cell.rows).toBeCloseTo((cell.label! - middle) ** 2, 9);
      }
    }
  });

  it('is pooled in one pass where many groups are of one size', () => {
    const crowd = (rows: number, value: string) => ({ values: [value], rows, cells: [{ values: [value], rows }] });
    const many = Array.from({ length: 150_000 }, (_, i) => crowd(11, `v${i}`));
    const side = () => 'all';
    const pool = poolSmall([crowd(1, 'small'), ...many], side);
    expect([pool.crowds.length, pool.pooled.length, pool.pool!.rows]).toEqual([0, 150_001, 1 + 11 * 150_000]);
    expect(crowdsWithoutLabels([crowd(1, 'small'), ...many], side).size).toBe(150_001);
  });

  it('shows nothing where one person alone has an outcome', () => {
    const crowd = Array.from(
      { length: 500 },
      (): Row => ({ values: ['x', 'f'], label: 1, prediction: 0, score: null }),
    );
    const raw = tallyOf([...crowd, { ...crowd[0]!, prediction: 1 }], 'none');
    expect(protectTally(raw, [], RANGE)).toBeNull();
  });
});
