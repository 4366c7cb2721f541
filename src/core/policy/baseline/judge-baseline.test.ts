import { describe, expect, it } from 'vitest';
import { rateOf } from '../../fairness/metrics/rates.js';
import { groupTally } from '../../fairness/tally/groups.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import type { Tally } from '../../fairness/tally/types.js';
import { wilson } from '../../stats/index.js';
import { parsePolicy } from '../parse.js';
import type { RequirementResult } from '../sections/result-types.js';
import { judgeBaseline } from './judge-baseline.js';

type Counts = Readonly<Record<string, readonly [number, number]>>;

function tallyOf(counts: Counts): Tally {
  const rows: TallyRow[] = Object.entries(counts).flatMap(([name, [selected, n]]) => [
    { values: [name], label: null, prediction: 1, score: null, weight: selected },
    { values: [name], label: null, prediction: 0, score: null, weight: n - selected },
  ]);
  const spec = {
    policyDigest: '',
    attributes: ['g'],
    weightKind: 'count',
    score: { kind: 'none' },
    scoreScale: 1,
  } as const;
  return tallyRows(spec, rows);
}

const policyText = (rule: string): string => `tribune: policy/v1
name: hiring
version: "2"
data: { prediction: p, weight: w, weightKind: count, favourable: 1, attributes: { g: { reference: a } } }
requirements:
  - { id: parity, metric: selection_rate, by: [g], ${rule}, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us } }
`;
const DIFFERENCE = parsePolicy(policyText('compare: difference, max: 0.1')).policy;
const RATIO = parsePolicy(policyText('compare: ratio, min: 0.8')).policy;

function auditOf(counts: Counts, compare = 'difference'): Record<string, unknown> {
  const groups = groupTally(tallyOf(counts), ['g']).map((group) => {
    const { successes, n } = rateOf(group, 'selection_rate', 1);
    return {
      attributes: group.key,
      metrics: { selection_rate: { estimate: successes / n, ...wilson({ successes, n }, 0.95), level: 0.95, n } },
    };
  });
  return {
    schemaVersion: '1',
    policy: { name: 'hiring', version: '1', favourable: 1 },
    groups,
    requirements: [{ id: 'parity', metric: 'selection_rate', by: ['g'], compare }],
  };
}

const change = (now: Counts, then: Counts, policy = DIFFERENCE): RequirementResult =>
  judgeBaseline({ policy, tally: tallyOf(now) }, auditOf(then, policy.requirements[0]!.compare))[0]!;

describe('judgeBaseline', () => {
  it('passes an unchanged audit, small groups or not', () => {
    const same = { a: [50, 100], b: [20, 40] } as const;
    expect(change(same, same)).toMatchObject({
      id: 'parity@baseline',
      verdict: 'pass',
      estimate: 0,
      severity: 'block',
    });
    expect(change(same, same, RATIO)).toMatchObject({ verdict: 'pass', estimate: 1, bound: { max: 1 } });
  });

  it('fails a significant worsening, even of a gap within the bound', () => {
    const result = change({ a: [5000, 10_000], b: [4500, 10_000] }, { a: [5000, 10_000], b: [4900, 10_000] });
    expect(result).toMatchObject({
      verdict: 'fail',
      reason: 'worse-than-baseline',
      group: { g: 'b' },
      reference: { g: 'a' },
    });
    expect(result.estimate).toBeCloseTo(0.04, 10);
    expect(result.message).toContain('It is worse');
  });

  it('passes an improvement, however large, also one that changes its sign', () => {
    expect(change({ a: [5000, 10_000], b: [5000, 10_000] }, { a: [5000, 10_000], b: [3000, 10_000] }).verdict).toBe(
      'pass',
    );
    expect(change({ a: [5000, 10_000], b: [5500, 10_000] }, { a: [5000, 10_000], b: [4000, 10_000] })).toMatchObject({
      verdict: 'pass',
    });
  });

  it('fails a gap of the same size that opened on the other side only if it is larger', () => {
    expect(
      change({ a: [5000, 10_000], b: [6000, 10_000] }, { a: [5000, 10_000], b: [4000, 10_000] }).estimate,
    ).toBeCloseTo(0, 10);
    expect(change({ a: [5000, 10_000], b: [7000, 10_000] }, { a: [5000, 10_000], b: [4000, 10_000] }).verdict).toBe(
      'fail',
    );
  });

  it('is inconclusive where a worsening might be larger than the bound', () => {
    expect(change({ a: [20, 40], b: [15, 40] }, { a: [20, 40], b: [18, 40] })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'change-undecided',
    });
  });

  it('tests ratios on the log scale and reports the factor', () => {
    const result = change({ a: [1000, 10_000], b: [500, 10_000] }, { a: [1000, 10_000], b: [900, 10_000] }, RATIO);
    expect(result.estimate).toBeCloseTo(0.9 / 0.5, 10);
    expect(result.verdict).toBe('fail');
  });

  it('survives rates of zero', () => {
    expect(change({ a: [0, 100], b: [10, 100] }, { a: [10, 100], b: [10, 100] }, RATIO).verdict).toMatch(
      /fail|inconclusive/,
    );
  });

  it('leaves out groups that are new or too small, and is inconclusive when none is left', () => {
    expect(change({ a: [50, 100], c: [10, 100] }, { a: [50, 100], b: [50, 100] })).toMatchObject({
      verdict: 'inconclusive',
      group: null,
    });
    expect(change({ a: [50, 100], b: [10, 29] }, { a: [50, 100], b: [50, 100] })).toMatchObject({
      verdict: 'inconclusive',
      group: null,
    });
  });

  it('does not pass a gap that hides behind a new name: renamed, new and gone groups are named', () => {
    const then = { a: [5000, 10_000], c: [5000, 10_000], Black: [2400, 5000] } as const;
    const renamed = change({ a: [5000, 10_000], c: [5000, 10_000], black: [600, 5000] }, then);
    expect(renamed).toMatchObject({
      verdict: 'inconclusive',
      reason: 'change-untested',
      group: { g: 'c' },
      untested: [
        { group: { g: 'black' }, why: 'new', hinders: true },
        { group: { g: 'Black' }, why: 'gone', hinders: true },
      ],
    });
    expect(renamed.message).toContain('black (not in the accepted audit), Black (only in the accepted audit)');
    for (const policy of [DIFFERENCE, RATIO]) {
      const added = change({ ...then, d: [200, 5000] }, then, policy);
      expect(added).toMatchObject({ verdict: 'inconclusive', untested: [{ group: { g: 'd' }, why: 'new' }] });
      const { Black: _, ...left } = then;
      expect(change(left, then, policy)).toMatchObject({
        verdict: 'inconclusive',
        untested: [{ group: { g: 'Black' }, why: 'gone' }],
      });
    }
  });

  it('names groups that are too small in one of the audits; those too small in both as the policy says', () => {
    const then = { a: [50, 100], b: [50, 100], c: [10, 20] } as const;
    expect(change({ a: [50, 100], b: [50, 100], c: [20, 40] }, then)).toMatchObject({
      verdict: 'inconclusive',
      untested: [{ group: { g: 'c' }, why: 'too-small-then', hinders: true }],
    });
    const small = { a: [50, 100], b: [50, 100], c: [11, 21] } as const;
    expect(change(small, then)).toMatchObject({
      verdict: 'pass',
      untested: [{ group: { g: 'c' }, why: 'too-small', hinders: false }],
    });
    const strict = {
      ...DIFFERENCE,
      requirements: [{ ...DIFFERENCE.requirements[0]!, smallGroups: 'inconclusive' }],
    } as const;
    expect(change(small, then, strict)).toMatchObject({ verdict: 'inconclusive', reason: 'change-untested' });
  });

  it('still fails what became worse, and names what was not tested', () => {
    const then = { a: [5000, 10_000], b: [4900, 10_000], c: [5000, 10_000] } as const;
    const result = change({ a: [5000, 10_000], b: [4000, 10_000], d: [5000, 10_000] }, then);
    expect(result).toMatchObject({ verdict: 'fail', reason: 'worse-than-baseline', group: { g: 'b' } });
    expect(result.message).toContain('d (not in the accepted audit), c (only in the accepted audit)');
  });

  it('names a pair whose change has no interval', () => {
    const counts = { a: [50, 100], b: [50, 100] } as const;
    const bare = { estimate: 0.5, lower: null, upper: null, level: 0.95, n: 100 };
    const groups = ['a', 'b'].map((g) => ({ attributes: { g }, metrics: { selection_rate: bare } }));
    const weighted = { ...auditOf(counts), data: { weightKind: 'sampling' }, groups };
    const result = judgeBaseline({ policy: DIFFERENCE, tally: tallyOf(counts) }, weighted)[0]!;
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      untested: [{ group: { g: 'b' }, reference: { g: 'a' }, why: 'no-interval' }],
    });
    expect(result.message).toContain('b against a (no interval of the change)');
  });

  it('warns, and does not block, where the baseline lacks the requirement or means something else by it', () => {
    const counts = { a: [50, 100], b: [50, 100] } as const;
    for (const requirements of [[], [{ id: 'parity', metric: 'base_rate', by: ['g'], compare: 'difference' }]]) {
      const result = judgeBaseline(
        { policy: DIFFERENCE, tally: tallyOf(counts) },
        { ...auditOf(counts), requirements },
      )[0]!;
      expect(result).toMatchObject({ verdict: 'not_applicable', severity: 'warn' });
    }
  });

  it.each([
    ['no audit', 17, 'the baseline is not an audit of schema version 1'],
    ['another schema', { schemaVersion: '2' }, 'the baseline is not an audit of schema version 1 at schemaVersion'],
    [
      'another policy',
      { ...auditOf({ a: [1, 2] }), policy: { name: 'loans', version: '1' } },
      'the baseline is an audit under the policy "loans", this policy is "hiring"',
    ],
    [
      'the other outcome',
      { ...auditOf({ a: [1, 2] }), policy: { name: 'hiring', version: '1', favourable: 0 } },
      'the baseline was audited with favourable: 0, this policy says 1',
    ],
  ])('refuses %s', (_, baseline, message) => {
    expect(() =>
      judgeBaseline({ policy: DIFFERENCE, tally: tallyOf({ a: [1, 2], b: [1, 2] }) }, baseline),
    ).toThrowError(expect.objectContaining({ code: 'BASELINE_INVALID', message }));
  });
});
