import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Counts, judge } from '../../../../test/support/policy.js';
import type { GapRequirement, Requirement } from '../sections/types.js';

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
    r: { comparison: Partial<GapRequirement>; smallGroups: Requirement['smallGroups'] },
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

describe('rates of two groups', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 400 }));
  const rules = fc.constantFrom(
    { compare: 'difference', bound: { max: 0.1 }, reference: 'all-pairs' } as const,
    { compare: 'ratio', bound: { min: 0.8 }, reference: 'highest' } as const,
    { compare: 'ratio', bound: { min: 0.8 }, reference: 'largest' } as const,
    { compare: 'ratio', bound: { min: 0.8 }, reference: { g: 'b' } } as const,
  );

  it('more extreme counts never turn fail into anything else', () => {
    fc.assert(
      fc.property(sizes, rules, fc.double({ min: 0, max: 1, noNaN: true }), ([n, m], rule, share) => {
        const x = Math.round(share * m);
        const verdictAt = (y: number) =>
          judge({ a: [y, n], b: [x, m] }, { ...rule, evidence: 'violation', smallGroups: 'report' }).verdict;
        const verdicts = Array.from({ length: n + 1 }, (_, y) => verdictAt(y));
        const middle = Math.round((x / m) * n);
        const below = verdicts.slice(0, middle + 1).lastIndexOf('fail');
        if (below >= 0) expect(new Set(verdicts.slice(0, below + 1))).toEqual(new Set(['fail']));
        const above = verdicts.indexOf('fail', middle);
        if (above >= 0) expect(new Set(verdicts.slice(above))).toEqual(new Set(['fail']));
      }),
      { numRuns: 40 },
    );
  });
});

describe('highest and all pairs', () => {
  it('fail alike: the level is the same and every pair counts', () => {
    fc.assert(
      fc.property(groups, fc.constantFrom(0.9, 0.8, 0.5), (counts, min) => {
        const rule = { compare: 'ratio', bound: { min }, evidence: 'violation', smallGroups: 'report' } as const;
        const highest = judge(counts, { ...rule, reference: 'highest' });
        const allPairs = judge(counts, { ...rule, reference: 'all-pairs' });
        expect(highest.verdict === 'fail').toBe(allPairs.verdict === 'fail');
        if (allPairs.verdict === 'pass') expect(highest.verdict).toBe('pass');
        if (highest.verdict !== 'fail') return;
        // Against everybody, or nobody, pairs of other sizes are equally sure, and are told apart by their order alone.
        const inner = (value: number | null | undefined) => value! > 0 && value! < 1;
        if (!inner(highest.groupValue) || !inner(highest.referenceValue)) return;
        if (!inner(allPairs.groupValue) || !inner(allPairs.referenceValue)) return;
        const tables = [highest, allPairs].map(({ group, reference }) =>
          [group, reference].map((key) => counts[key!.g!]!.join(' of ')).sort(),
        );
        expect(tables[0]).toEqual(tables[1]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what a message says', () => {
  it('is true of the numbers beside it: who decided, which bound broke, and who was not judged', () => {
    fc.assert(
      fc.property(
        groups,
        requirement,
        fc.constantFrom('point' as const, 'violation' as const, 'compliance' as const),
        (counts, r, evidence) => {
          const result = judge(counts, { ...r.comparison, smallGroups: r.smallGroups, evidence });
          const { message, brokenBound, estimate, allowed, exact, simultaneous, insufficientGroups } = result;
          if (result.group) expect(message).toContain(`for ${result.group.g} (n = `);
          const listed = /(?:Listed, not judged|Too small to judge)[^:]*: ([^.]*)\.$/.exec(message)?.[1] ?? '';
          const named = listed.split(', ').filter((name) => name !== '');
          for (const name of named) expect(insufficientGroups).toContainEqual({ g: name });
          if (exact) {
            const decided = [exact.group, ...exact.members].map((key) => key.g);
            for (const name of decided) expect(named).not.toContain(name);
            expect(exact.chance).toBeLessThanOrEqual(exact.allowed);
            expect(
              exact.side === 'below' ? exact.successes / exact.n < exact.rate : exact.successes / exact.n > exact.rate,
            ).toBe(true);
          }
          if (result.reason === 'interval-beyond') {
            const { lower, upper } = simultaneous!;
            if (brokenBound!.max !== undefined) expect(lower).toBeGreaterThan(brokenBound!.max);
            else expect(upper).toBeLessThan(brokenBound!.min!);
          }
          if (result.verdict === 'fail' && brokenBound) {
            const [kind, end] = Object.entries(brokenBound)[0]!;
            expect(end).toBe(kind === 'max' ? allowed!.upper : allowed!.lower);
            expect(message).toContain(`${kind === 'max' ? 'at most' : 'at least'} ${Number(end.toFixed(3))}`);
            if (estimate !== null) expect(kind === 'max' ? estimate > end : estimate < end).toBe(true);
          }
          if (result.reason === 'interval-across' && result.lower !== null) {
            const across =
              (allowed!.lower !== null && result.lower < allowed!.lower) ||
              (allowed!.upper !== null && (result.upper ?? Number.POSITIVE_INFINITY) > allowed!.upper);
            expect(across).toBe(true);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
