import { describe, expect, it } from 'vitest';
import { BASE, TODAY } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import type { RequirementResult } from '../sections/result-types.js';
import type { GapRequirement, Policy, Requirement } from '../sections/types.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

type Cell = readonly [g: string, prediction: 0 | 1, chance: string, label: 0 | 1 | null, people: number];

const SPEC = {
  policyDigest: '',
  attributes: ['g', 'chance'],
  weightKind: 'count',
  score: { kind: 'none' },
  scoreScale: 1,
} as const;

const GAP = {
  metric: 'true_positive_rate',
  compare: 'difference',
  reference: 'all-pairs',
  bound: { max: 0.1 },
  evidence: 'violation',
} as const;

function judge(cells: readonly Cell[], change: Partial<GapRequirement> = {}): RequirementResult {
  const requirement = { ...BASE.requirements[0]!, ...GAP, ...change } as Requirement;
  const policy: Policy = {
    ...BASE,
    data: { ...BASE.data, favourable: 1, seenFor: 1, explored: { probability: 'chance' }, given: ['chance'] },
    requirements: [requirement],
  };
  const rows: TallyRow[] = cells.map(([g, prediction, chance, label, weight]) => ({
    values: [g, chance],
    label,
    prediction,
    score: null,
    weight,
  }));
  return judgePolicy(policy, tallyRows(SPEC, rows), { today: TODAY })[0]!;
}

/** A group of which a tenth of the refused drew a label, `positives` of 200 with label 1. */
const group = (g: string, positives: number): Cell[] => [
  [g, 1, '1', 1, 1600],
  [g, 1, '1', 0, 400],
  [g, 0, '0.1', 1, positives],
  [g, 0, '0.1', 0, 200 - positives],
  [g, 0, '0.1', null, 1800],
];

describe('requirements about labels that some people got by lot', () => {
  it('are judged by the estimate that counts each by one over the chance', () => {
    const result = judge([...group('a', 40), ...group('b', 120)]);
    expect(result).toMatchObject({ verdict: 'fail', reason: 'interval-beyond', status: 'ok' });
    expect(result.groupValue).toBeCloseTo(1600 / (1600 + 400), 10);
    expect(result.referenceValue).toBeCloseTo(1600 / (1600 + 1200), 10);
    expect(result.lots).toMatchObject({ group: { others: 2000, drawn: 200, never: 0 } });
    expect(result.lots!.labelledOnly).toBeCloseTo(1600 / 1640 - 1600 / 1720, 10);
    expect(result.unseen).toBeUndefined();
    expect(result.message).toContain('got a label by lot');
    expect(explainRequirement(result).join(' ')).toContain('Among the labelled alone, each counted once');
  });

  it('pass by the point only where a point is known', () => {
    const alike = [...group('a', 100), ...group('b', 100)];
    expect(judge(alike, { evidence: 'point' })).toMatchObject({ verdict: 'pass', estimate: 0 });
    const barred: Cell = ['b', 0, '0', null, 1000];
    const result = judge([...alike, barred], { evidence: 'point' });
    expect(result).toMatchObject({ verdict: 'inconclusive', estimate: null, lots: { group: { never: 0 } } });
    expect(result.unseen!.bounds.upper! - result.unseen!.bounds.lower!).toBeGreaterThan(0.1);
    expect(result.message).toContain('1,000 had no chance to');
  });

  it('do not pass where the drawn are not as many as the recorded chances make', () => {
    const halved: Cell[] = [
      ['a', 0, '0.1', null, 3000],
      ['b', 0, '0.1', null, 3000],
    ];
    const alike = [...group('a', 100), ...group('b', 100), ...halved];
    expect(judge(alike, { bound: { max: 0.3 } })).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable' });
    expect(judge(alike, { bound: { max: 0.3 } }).message).toContain('not as many as the recorded chances make');
    expect(judge(alike, { bound: { max: 0.3 }, evidence: 'compliance' })).toMatchObject({ verdict: 'fail' });
  });

  it('do not pass where those of one small group are too few, however few they are among all', () => {
    const many = group('a', 100).map(
      ([g, prediction, chance, label, people]): Cell => [g, prediction, chance, label, 20 * people],
    );
    const small: Cell[] = [...group('b', 100), ['b', 0, '0.1', null, 1500]];
    expect(judge([...many, ...small], { bound: { max: 0.3 } })).toMatchObject({ reason: 'not-estimable' });
    expect(judge([...many, ...group('b', 100)], { bound: { max: 0.3 } })).toMatchObject({ verdict: 'pass' });
  });

  it('need enough of the drawn, counted by their effective size', () => {
    const few = (g: string): Cell[] => [
      [g, 1, '1', 1, 160],
      [g, 1, '1', 0, 40],
      [g, 0, '0.5', 1, 10],
      [g, 0, '0.02', 1, 2],
      [g, 0, '0.5', null, 10],
      [g, 0, '0.02', null, 90],
    ];
    expect(judge([...few('a'), ...few('b')])).toMatchObject({
      verdict: 'inconclusive',
      reason: 'nothing-to-compare',
      insufficientGroups: [{ g: 'a' }, { g: 'b' }],
    });
  });
});
