import { describe, expect, it } from 'vitest';
import { policyOf, TODAY } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import type { MetricName } from '../../fairness/tally/types.js';
import { createGenerator } from '../../stats/index.js';
import type { RequirementResult } from '../sections/result-types.js';
import type { GapRequirement, Requirement } from '../sections/types.js';
import { judgePolicy } from './judge.js';

const SPEC = {
  policyDigest: '',
  attributes: ['g'],
  weightKind: 'none',
  score: { kind: 'distinct' },
  scoreScale: 1,
} as const;

/** People of a group whose label-1 scores lie `lift` above the others on a grid of 50. */
function people(name: string, n: number, lift: number): TallyRow[] {
  const random = createGenerator(7, n);
  return Array.from({ length: n }, (_, i): TallyRow => {
    const label = i % 2 === 0 ? 1 : 0;
    const raw = random.nextUniform() * 0.6 + (label === 1 ? lift : 0);
    const score = Math.round(Math.min(0.98, Math.max(0.02, raw)) * 50) / 50;
    return { values: [name], label, prediction: score >= 0.5 ? 1 : 0, score, weight: 1 };
  });
}

function judge(rows: readonly TallyRow[], metric: MetricName, change: Partial<GapRequirement> = {}): RequirementResult {
  const rule = {
    metric,
    compare: 'difference',
    bound: { max: 0.05 },
    reference: 'all-pairs',
    evidence: 'violation',
    ...change,
  } as const;
  return judgePolicy(policyOf(rule, { score: 's' }), tallyRows(SPEC, rows), { today: TODAY })[0]!;
}

describe('score and composite metrics', () => {
  const far = [...people('a', 2000, 0.35), ...people('b', 2000, 0.02)];
  const near = [...people('a', 6000, 0.2), ...people('b', 6001, 0.2)];

  it.each([
    ['auc', 'mover(logit delong)'],
    ['balanced_accuracy', 'mover(clopper-pearson)'],
    ['f1', 'mover(clopper-pearson)'],
    ['mean_score', 'mover(gaffke)'],
    ['brier', 'mover(gaffke)'],
    ['log_loss', 'mover(gaffke)'],
    ['expected_calibration_error', 'mover(debiased)'],
  ] as const)('%s is judged by %s: what differs fails, what is alike passes', (metric, method) => {
    expect(judge(far, metric, { bound: { max: 0.02 } })).toMatchObject({ verdict: 'fail', method });
    expect(judge(near, metric)).toMatchObject({ verdict: 'pass', method });
  });

  it('judges them as ratios on the log scale too', () => {
    for (const metric of ['auc', 'f1', 'mean_score'] as const) {
      expect(judge(far, metric, { compare: 'ratio', bound: { min: 0.95 } }).verdict).toBe('fail');
      expect(judge(near, metric, { compare: 'ratio', bound: { min: 0.8 } }).verdict).toBe('pass');
    }
  });

  it('does not let five well-ranked people fail an AUC, as DeLong alone would', () => {
    const few: TallyRow[] = [0.9, 0.92, 0.94, 0.96, 0.98].flatMap((score, i) => [
      { values: ['few'], label: 1, prediction: 1, score, weight: 1 },
      ...[0.1, 0.2, 0.3, i === 0 ? 0.91 : 0.4].map(
        (low): TallyRow => ({ values: ['few'], label: 0, prediction: 0, score: low, weight: 1 }),
      ),
    ]);
    const result = judge([...people('a', 2000, 0.2), ...people('b', 2000, 0.2), ...few], 'auc');
    expect(result).toMatchObject({ verdict: 'pass', insufficientGroups: [{ g: 'few' }] });
  });

  it('has no AUC interval under sampling weights: point decides, violation stays open', () => {
    const spec = { ...SPEC, weightKind: 'sampling' } as const;
    const tally = tallyRows(spec, far);
    const rule = { metric: 'auc', compare: 'difference', bound: { max: 0.05 }, reference: 'all-pairs' } as const;
    const verdict = (evidence: Requirement['evidence']) =>
      judgePolicy(policyOf({ ...rule, evidence }, { score: 's' }), tally, { today: TODAY })[0]!;
    expect(verdict('point')).toMatchObject({ verdict: 'fail', lower: null });
    expect(verdict('violation')).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable' });
  });

  it.each(['mean_score', 'brier', 'log_loss'] as const)(
    '%s of groups without any spread has no interval: not estimable, never passed on a width of 0',
    (metric) => {
      const alike = ['a', 'b'].flatMap((name) =>
        people(name, 200, 0.3).map((row): TallyRow => ({ ...row, score: 0.5, prediction: 1 })),
      );
      expect(judge(alike, metric)).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable', lower: null });
    },
  );

  it('any level has its interval, however far in the tail', () => {
    const level = 1 - 1e-7;
    const policy = policyOf(
      { metric: 'brier', compare: 'difference', bound: { max: 0.05 }, reference: 'all-pairs', evidence: 'violation' },
      { score: 's' },
    );
    const judgedAt = (wanted: number) =>
      judgePolicy({ ...policy, statistics: { ...policy.statistics, level: wanted } }, tallyRows(SPEC, near), {
        today: TODAY,
      })[0]!;
    const [plain, far] = [judgedAt(0.95), judgedAt(level)];
    const half = (r: RequirementResult) => (r.upper! - r.lower!) / 2;
    // Normal quantiles: 5.327 at 1 - 1e-7, 1.960 at 0.95.
    expect(half(far) / half(plain)).toBeCloseTo(5.327 / 1.96, 0);
  });
});
