import { describe, expect, test } from 'vitest';
import type { Interval } from '../../src/core/stats/base/estimate.js';
import type { Proportion } from '../../src/core/stats/proportion/proportion.js';
import { criticalValue } from '../../src/core/stats/special/normal.js';
import { hasShared } from '../support/shared.js';
import { AUDIT_FILES, type Fields, Ledger, readAudit } from './support/audits.js';
import {
  barnardOnGrid,
  type Counts,
  differenceScore,
  differenceScoreWithSlip,
  ratioScore,
} from './support/score-equations.js';
import { OURS_BY_FIELD } from './support/two-group.js';

/** p-values below this are denormal doubles with few digits left; they are compared absolutely. */
const DENORMAL = 1e-300;
/** Differences of rates and z statistics are compared absolutely next to zero. */
const NEAR_ZERO = 1e-14;
/** scipy sums O log(O / E) of thousands, which leaves 1e-12 of error in a G next to 0; ours sums deviances, which do not cancel. */
const NEAR_ZERO_G = 1e-12;
const CRITICAL = criticalValue(0.95);

interface Comparison {
  readonly place: string;
  readonly fields: Fields;
  readonly a: Proportion;
  readonly b: Proportion;
}

/** Every comparison of two groups in every file: all rates against the largest group, and favourable rates against the highest. */
function allComparisons(): Comparison[] {
  const found: Comparison[] = [];
  const add = (place: string, fields: Fields | null | undefined) => {
    if (!fields) return;
    const a = { successes: fields.k as number, n: fields.n as number };
    const b = { successes: fields.k_ref as number, n: fields.n_ref as number };
    found.push({ place: `${place} ${a.successes}/${a.n} against ${b.successes}/${b.n}`, fields, a, b });
  };
  for (const file of AUDIT_FILES) {
    for (const [name, attribute] of Object.entries(readAudit(file).attributes)) {
      for (const [rate, tests] of Object.entries(attribute.tests)) {
        for (const [g, fields] of Object.entries(tests.versus_reference)) add(`${file} ${name} ${rate} ${g}`, fields);
      }
      for (const [g, fields] of Object.entries(attribute.adverse_impact.groups)) {
        add(`${file} ${name} favourable ${g}`, fields.vs_highest);
      }
    }
  }
  return found;
}

const counts = (p: Proportion): Counts => ({ k: p.successes, n: p.n });
const hasInterval = (value: unknown): value is [number, number] => Array.isArray(value) && !value.includes(null);
const SOLVED_BELOW = new Set([
  'diff_ci95_score_miettinen_nurminen',
  'ratio_ci95_score_koopman',
  'p_barnard_pooled',
  'adjusted_within_this_attribute_and_rate',
]);
const INPUTS = new Set(['k', 'n', 'k_ref', 'n_ref']);

describe.skipIf(!hasShared)('comparisons of two groups equal other programs', () => {
  const comparisons = hasShared ? allComparisons() : [];

  test('there are 1198 against the largest group and 207 against the highest', () => {
    expect(comparisons.length).toBe(1198 + 207);
  });

  test('every closed-form number agrees to 1e-9 relative, none is left out', () => {
    const ledger = new Ledger();
    let fieldsSeen = 0;
    for (const { place, fields, a, b } of comparisons) {
      for (const [field, theirs] of Object.entries(fields)) {
        if (INPUTS.has(field) || SOLVED_BELOW.has(field)) continue;
        fieldsSeen += 1;
        const ours = OURS_BY_FIELD[field]!(a, b);
        const absolute = field === 'g' ? NEAR_ZERO_G : field.startsWith('p_') ? DENORMAL : NEAR_ZERO;
        if (Array.isArray(theirs)) {
          const interval = ours as Interval | null;
          ledger.compare(field, place, interval?.lower ?? null, theirs[0]!, absolute);
          ledger.compare(field, place, interval?.upper ?? null, theirs[1]!, absolute);
        } else ledger.compare(field, place, ours as number | null, theirs, absolute);
      }
    }
    expect(ledger.misses).toEqual([]);
    expect(fieldsSeen).toBe(27_503);
    expect(ledger.total).toBe(34_314);
  });

  test('Miettinen-Nurminen bounds solve the score equation everywhere, also where the reference found none', () => {
    let checked = 0;
    for (const { place, a, b } of comparisons) {
      const ours = OURS_BY_FIELD.diff_ci95_score_miettinen_nurminen!(a, b) as Interval;
      for (const bound of [ours.lower, ours.upper]) {
        checked += 1;
        if (Math.abs(bound) === 1) continue;
        const residual = Math.abs(differenceScore(counts(a), counts(b), bound)) - CRITICAL;
        expect(Math.abs(residual), place).toBeLessThan(1e-9);
      }
    }
    expect(checked).toBe(2810);
  });

  test("the reference's Miettinen-Nurminen bounds solve the equation with the slip of statsmodels issue 10269 instead", () => {
    let solved = 0;
    let largestGap = 0;
    for (const { place, fields, a, b } of comparisons) {
      const theirs = fields.diff_ci95_score_miettinen_nurminen;
      if (!hasInterval(theirs)) continue;
      const ours = OURS_BY_FIELD.diff_ci95_score_miettinen_nurminen!(a, b) as Interval;
      for (const bound of theirs) {
        const residual = Math.abs(differenceScoreWithSlip(counts(a), counts(b), bound)) - CRITICAL;
        expect(Math.abs(residual), place).toBeLessThan(1e-7);
        solved += 1;
      }
      largestGap = Math.max(largestGap, Math.abs(ours.lower - theirs[0]), Math.abs(ours.upper - theirs[1]));
    }
    expect(solved).toBe(1360);
    expect(largestGap).toBeGreaterThan(1e-3);
  });

  test('Koopman bounds solve the score equation everywhere', () => {
    let checked = 0;
    for (const { place, a, b } of comparisons) {
      const ours = OURS_BY_FIELD.ratio_ci95_score_koopman!(a, b) as Interval;
      for (const bound of [ours.lower, ours.upper]) {
        checked += 1;
        if (bound === 0 || bound === Number.POSITIVE_INFINITY) continue;
        const residual = Math.abs(ratioScore(counts(a), counts(b), bound)) - CRITICAL;
        expect(Math.abs(residual), place).toBeLessThan(1e-9);
      }
    }
    expect(checked).toBe(2810);
  });

  test("Koopman bounds equal the reference's to 1e-9; where not, theirs miss the score equation by more than ours", () => {
    const tally = { equal: 0, fullCell: 0, polynomialRoots: 0 };
    for (const { place, fields, a, b } of comparisons) {
      const theirs = fields.ratio_ci95_score_koopman;
      if (!hasInterval(theirs)) continue;
      const ours = OURS_BY_FIELD.ratio_ci95_score_koopman!(a, b) as Interval;
      [ours.lower, ours.upper].forEach((bound, i) => {
        const other = theirs[i]!;
        if (Math.abs(bound - other) <= 1e-9 * Math.abs(other)) {
          tally.equal += 1;
          return;
        }
        const missOf = (r: number) => Math.abs(Math.abs(ratioScore(counts(a), counts(b), r)) - CRITICAL);
        expect(missOf(bound), place).toBeLessThan(missOf(other));
        // Nam's cubic has a double root when everybody of a group succeeded; elsewhere only the root finder's digits are lost.
        const full = a.successes === a.n || b.successes === b.n;
        if (full) tally.fullCell += 1;
        else {
          tally.polynomialRoots += 1;
          expect(Math.abs(bound / other - 1), place).toBeLessThan(1e-6);
        }
      });
    }
    expect(tally).toEqual({ equal: 2337, fullCell: 100, polynomialRoots: 109 });
  });

  test("Barnard equals the reference's to 1e-9; where not, theirs stopped below the maximum", () => {
    const tally = { equal: 0, belowMaximum: 0 };
    for (const { place, fields, a, b } of comparisons) {
      const theirs = fields.p_barnard_pooled;
      if (typeof theirs !== 'number') continue;
      const ours = OURS_BY_FIELD.p_barnard_pooled!(a, b) as number;
      if (Math.abs(ours - theirs) <= 1e-9 * theirs) {
        tally.equal += 1;
        continue;
      }
      tally.belowMaximum += 1;
      expect(ours, place).toBeGreaterThan(theirs);
      const k = a.successes + b.successes;
      const onGrid = barnardOnGrid({ k: a.successes, n: k }, { k: a.n - a.successes, n: a.n + b.n - k }, 2000);
      expect(ours, place).toBeGreaterThanOrEqual(onGrid * (1 - 1e-12));
      expect(ours, place).toBeLessThan(onGrid * (1 + 1e-3));
    }
    expect(tally).toEqual({ equal: 100, belowMaximum: 20 });
  });
});
