import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, benjaminiYekutieli } from './false-discovery.js';
import { bonferroni, holm, holmSidak, hommel } from './family-wise.js';

const all = { bonferroni, holm, holmSidak, hommel, benjaminiHochberg, benjaminiYekutieli };
const pValue = fc.double({ min: 0, max: 1, noNaN: true });
const close = (values: (number | null)[]) => values.map((v) => (v === null ? null : expect.closeTo(v, 14)));

/** Adjusted p of hypothesis i as the largest Simes p over all sets that contain it: Hommel's procedure by its definition (closed testing). */
function hommelByClosure(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => 0);
  for (let set = 1; set < 1 << pValues.length; set++) {
    const members = pValues.map((_, i) => i).filter((i) => set & (1 << i));
    const sorted = members.map((i) => pValues[i]!).sort((x, y) => x - y);
    const simes = Math.min(...sorted.map((p, rank) => (p * sorted.length) / (rank + 1)));
    for (const i of members) adjusted[i] = Math.max(adjusted[i]!, simes);
  }
  return adjusted;
}

describe('adjusted p-values', () => {
  test('Holm by hand', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual(close([0.03, 0.06, 0.06, 0.02]));
  });
  test('Benjamini-Hochberg by hand', () => {
    expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.005])).toEqual(close([0.02, 0.04, 0.04, 0.02]));
  });
  test('Benjamini-Yekutieli multiplies by the harmonic sum', () => {
    expect(benjaminiYekutieli([0.01, 0.02])).toEqual(close([0.03, 0.03]));
  });
  test('null entries stay null and do not count', () => {
    expect(bonferroni([0.01, null, 0.2])).toEqual(close([0.02, null, 0.4]));
    expect(holm([null, null])).toEqual([null, null]);
    expect(hommel([])).toEqual([]);
  });
  test('Hommel equals the closed test on Simes', () => {
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 8 }), (pValues) => {
        const closure = hommelByClosure(pValues);
        hommel(pValues).forEach((p, i) => {
          expect(p).toBeCloseTo(closure[i]!, 12);
        });
      }),
    );
  });
  test('each adjustment stays between p and 1, keeps the order and follows the entries when they are permuted', () => {
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 30 }), (pValues) => {
        for (const adjust of Object.values(all)) {
          const adjusted = adjust(pValues) as number[];
          const reversed = adjust([...pValues].reverse()).reverse();
          pValues.forEach((p, i) => {
            expect(adjusted[i]).toBeGreaterThanOrEqual(p * (1 - 1e-12));
            expect(adjusted[i]).toBeLessThanOrEqual(1);
            expect(reversed[i]).toBe(adjusted[i]);
            pValues.forEach((other, j) => {
              if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
            });
          });
        }
      }),
    );
  });
  test('Hommel <= Holm <= Bonferroni and Hochberg <= Yekutieli', () => {
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 30 }), (pValues) => {
        pValues.forEach((_, i) => {
          const slack = 1e-12;
          expect(hommel(pValues)[i]!).toBeLessThanOrEqual(holm(pValues)[i]! + slack);
          expect(holm(pValues)[i]!).toBeLessThanOrEqual(bonferroni(pValues)[i]! + slack);
          expect(benjaminiHochberg(pValues)[i]!).toBeLessThanOrEqual(benjaminiYekutieli(pValues)[i]! + slack);
        });
      }),
    );
  });
  test('a p-value outside 0..1 is refused', () => {
    expect(() => holm([0.1, 1.2])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => holm([Number.NaN])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
