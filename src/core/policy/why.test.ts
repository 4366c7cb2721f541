import { describe, expect, it } from 'vitest';
import { type TallyRow, tallyRows } from '../fairness/tally/tally.js';
import { judgePolicy } from './judge/judge.js';
import { parsePolicy } from './parse.js';
import { explainRequirement } from './why.js';

const POLICY = (rule: string): string => `tribune: policy/v1
name: t
version: "1"
data: { prediction: p, weight: w, weightKind: count, favourable: 1, attributes: { g: {} } }
requirements:
  - { id: r, metric: selection_rate, by: [g], severity: block, smallGroups: report, basis: { kind: guidance, source: "29 CFR 1607.4(D)" }, ${rule} }
`;

function why(rule: string, counts: Readonly<Record<string, readonly [number, number]>>): string[] {
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
  return explainRequirement(
    judgePolicy(parsePolicy(POLICY(rule)).policy, tallyRows(spec, rows), { today: '2026-11-22' })[0]!,
  );
}

describe('explainRequirement', () => {
  it.each([
    ['a fail by estimate', 'compare: ratio, min: 0.8, evidence: point', { a: [80, 100], b: [50, 100] }],
    [
      'a fail by interval',
      'compare: difference, max: 0.1, evidence: violation',
      { a: [800, 1000], b: [500, 1000], c: [5, 10] },
    ],
    ['a pass', 'compare: difference, max: 0.1, evidence: compliance', { a: [8000, 10_000], b: [7900, 10_000] }],
    ['an open verdict', 'compare: ratio, min: 0.8, evidence: violation', { a: [80, 100], b: [66, 100] }],
    ['nothing to compare', 'compare: ratio, min: 0.8, evidence: violation', { a: [80, 100], b: [16, 20] }],
    [
      'a lapsed waiver',
      'compare: ratio, min: 0.8, evidence: point, waiver: { owner: me, reason: soon, until: 2026-01-31 }',
      { a: [80, 100], b: [50, 100] },
    ],
    [
      'a waiver',
      'compare: ratio, min: 0.8, evidence: point, waiver: { owner: me, reason: soon, until: 2027-01-31 }',
      { a: [80, 100], b: [50, 100] },
    ],
  ] as const)('golden: %s', (_, rule, counts) => {
    expect(why(rule, counts)).toMatchSnapshot();
  });

  it('names the number of people that would reach the bound', () => {
    expect(why('compare: ratio, min: 0.8, evidence: point', { a: [80, 100], b: [50, 100] }).join(' ')).toContain(
      'if b stood at 0.64 instead of 0.5, a staying: about 14 more of 100 people',
    );
  });
});
