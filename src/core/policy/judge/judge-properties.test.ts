import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Counts, judge } from '../../../../test/support/policy.js';
import type { Requirement } from '../types.js';

const rate = fc
  .tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 300 }))
  .map(([x, n]) => [Math.min(x, n), n] as const);
const groups = fc
  .array(rate, { minLength: 2, maxLength: 5 })
  .map((list): Counts => Object.fromEntries(list.map((r, i) => [`g${i}`, r])));
const requirement = fc.record({
  comparison: fc.oneof(
    fc.record({
      compare: fc.constant('difference' as const),
      bound: fc.constantFrom({ max: 0.02 }, { max: 0.1 }, { max: 0.4 }),
      reference: fc.constantFrom('all-pairs' as const, 'largest' as const, { g: 'g0' }),
    }),
    fc.record({
      compare: fc.constant('ratio' as const),
      bound: fc.constantFrom({ min: 0.9 }, { min: 0.8 }, { min: 0.3 }),
      reference: fc.constantFrom('highest' as const, 'all-pairs' as const, 'largest' as const, { g: 'g1' }),
    }),
  ),
  smallGroups: fc.constantFrom('inconclusive' as const, 'report' as const, 'pool' as const),
});

describe('properties', () => {
  const withEvidence = (
    counts: Counts,
    r: { comparison: Partial<Requirement>; smallGroups: Requirement['smallGroups'] },
    evidence: Requirement['evidence'],
  ) => judge(counts, { ...r.comparison, smallGroups: r.smallGroups, evidence }).verdict;

  it('violation and compliance never contradict each other', () => {
    fc.assert(
      fc.property(groups, requirement, (counts, r) => {
        const violation = withEvidence(counts, r, 'violation');
        const compliance = withEvidence(counts, r, 'compliance');
        expect(compliance).toBe(violation === 'pass' ? 'pass' : 'fail');
      }),
      { numRuns: 100 },
    );
  });

  it('what passes by its intervals passes by its estimates, and what fails by its intervals fails by its estimates', () => {
    fc.assert(
      fc.property(groups, requirement, (counts, r) => {
        const violation = withEvidence(counts, r, 'violation');
        if (violation === 'pass' || violation === 'fail') expect(withEvidence(counts, r, 'point')).toBe(violation);
      }),
      { numRuns: 100 },
    );
  });

  it('a wider bound never turns pass into anything else', () => {
    fc.assert(
      fc.property(
        groups,
        requirement,
        fc.constantFrom('point' as const, 'violation' as const, 'compliance' as const),
        (counts, r, evidence) => {
          const { bound } = r.comparison;
          const wider = 'max' in bound ? { max: bound.max * 1.5 } : { min: bound.min / 1.5 };
          if (withEvidence(counts, r, evidence) === 'pass')
            expect(withEvidence(counts, { ...r, comparison: { ...r.comparison, bound: wider } }, evidence)).toBe(
              'pass',
            );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('names of groups do not matter', () => {
    fc.assert(
      fc.property(groups, requirement, (counts, r) => {
        const swapped: Counts = Object.fromEntries(
          Object.entries(counts).map(([name, c]) => [`z${9 - Number(name.slice(1))}`, c]),
        );
        const { reference } = r.comparison;
        const sizes = Object.values(counts).map(([, n]) => n);
        // Among groups of equal size names do choose the largest.
        fc.pre(reference !== 'largest' || new Set(sizes).size === sizes.length);
        const renamed = typeof reference === 'object' ? { g: `z${9 - Number(reference.g.slice(1))}` } : reference;
        for (const evidence of ['point', 'violation', 'compliance'] as const)
          expect(withEvidence(swapped, { ...r, comparison: { ...r.comparison, reference: renamed } }, evidence)).toBe(
            withEvidence(counts, r, evidence),
          );
      }),
      { numRuns: 200 },
    );
  });

  it('the estimate lies in its interval, and the simultaneous interval contains the plain one', () => {
    fc.assert(
      fc.property(groups, requirement, (counts, r) => {
        const { estimate, lower, upper, simultaneous } = judge(counts, {
          ...r.comparison,
          smallGroups: r.smallGroups,
          evidence: 'violation',
        });
        if (estimate === null || lower === null || simultaneous === null) return;
        const slack = 1e-9;
        expect(estimate).toBeGreaterThanOrEqual(lower - slack);
        expect(estimate).toBeLessThanOrEqual((upper ?? Number.POSITIVE_INFINITY) + slack);
        expect(simultaneous.lower).toBeLessThanOrEqual(lower + slack);
      }),
    );
  });
});
