import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoPoints } from './pareto.js';
import type { SweptPoint } from './sweep.js';

const point = (accuracy: number, gap: number | null, changed: number): SweptPoint => ({
  cutoff: 0.5,
  accuracy,
  balanced_accuracy: null,
  selection_rate: 0.5,
  gaps: { selection_rate: { gap, highest: null, lowest: null, groups: 2 } },
  affected: { toFavourable: changed, toUnfavourable: 0 },
});

describe('paretoPoints', () => {
  it('keeps what is best in something and drops what is beaten in everything', () => {
    const points = [point(0.8, 0.3, 5), point(0.7, 0.1, 9), point(0.7, 0.3, 9), point(0.6, 0.4, 0)];
    expect(paretoPoints(points, 'selection_rate')).toEqual([0, 1, 3]);
  });

  it('keeps the first of identical points and leaves out points without a gap', () => {
    expect(paretoPoints([point(0.9, null, 0), point(0.8, 0.3, 5), point(0.8, 0.3, 5)], 'selection_rate')).toEqual([1]);
  });

  it('beats every point that it drops', () => {
    const few = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(few, few, few), { maxLength: 30 }), (triples) => {
        const points = triples.map(([a, g, c]) => point(a / 4, g / 4, c));
        const kept = paretoPoints(points, 'selection_rate');
        triples.forEach(([a, g, c], i) => {
          const atLeastAsGood = kept.some((k) => triples[k]![0] >= a && triples[k]![1] <= g && triples[k]![2] <= c);
          expect(kept.includes(i) || atLeastAsGood).toBe(true);
        });
      }),
    );
  });
});
