import { describe, expect, it } from 'vitest';
import { tallyRows } from '../../../core/fairness/index.js';
import { renderHtml, renderMarkdown } from '../../documents/index.js';
import { judgeTally } from '../judge-tally.js';
import { readPolicy } from '../policy-text.js';

const policyText = (utility: string) => `tribune: policy/v1
name: loans
version: "1"
data:
  label: repaid
  score: score
  cutoff: 0.5
  favourable: 1
  weight: n
  weightKind: count
  attributes: { region: {} }
${utility}requirements:
  - id: parity
    metric: selection_rate
    by: [region]
    compare: difference
    max: 0.9
    evidence: point
    severity: block
    smallGroups: report
    basis: { kind: ours, source: test }
`;
const UTILITY =
  'utility: { unit: EUR, party: the bank, gains: { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 } }\n';

/** People at three scores by label; half of those of label null have no label. */
const PEOPLE = [
  ['A', 0.9, 25, 5],
  ['A', 0.6, 15, 15],
  ['A', 0.3, 5, 35],
  ['B', 0.9, 10, 2],
  ['B', 0.6, 20, 8],
  ['B', 0.3, 20, 40],
] as const;

function audit(utility: string) {
  const { policy } = readPolicy(policyText(utility));
  const rows = PEOPLE.flatMap(([region, score, ones, zeros]) =>
    (
      [
        [1, ones],
        [0, zeros],
        [null, 4],
      ] as const
    ).map(([label, weight]) => ({
      values: [region],
      label,
      prediction: score >= 0.5 ? (1 as const) : (0 as const),
      score,
      weight,
    })),
  );
  const spec = {
    policyDigest: 'sha256:0',
    attributes: ['region'],
    weightKind: 'count',
    score: { kind: 'distinct' },
    scoreScale: 1,
  } as const;
  const sourced = { tally: tallyRows(spec, rows), sources: [] };
  return judgeTally(sourced, { policy, policyDigest: 'sha256:0', policyPath: null, today: '2026-11-28' });
}

describe('utility in an audit', () => {
  const result = audit(UTILITY);
  const { utility } = result;

  it('is the mean over people of known label, for everybody and each group', () => {
    // A: 40 approved repay, 20 do not; B: 30 and 10. 3 x 40 - 7 x 20 = -20 of 100; 3 x 30 - 7 x 10 = 20 of 100.
    expect(
      utility!.groups.map(({ attributes, utility: { estimate, n }, total }) => [attributes, estimate, n, total]),
    ).toEqual([
      [{ region: 'A' }, -0.2, 100, -20],
      [{ region: 'B' }, 0.2, 100, 20],
    ]);
    expect(utility!.overall).toMatchObject({
      utility: { estimate: 0, n: 200, status: 'ok' },
      total: 0,
      selectNobody: 0,
      selectEverybody: (95 * 3 - 105 * 7) / 200,
      perfect: (95 * 3) / 200,
    });
    expect(utility!.bestCutoff).toBe(0.7);
  });

  it('stands at every swept point and in the price of every optimum', () => {
    const { sweep, best, bestUtility } = result.frontier![0]!;
    const at = (cutoff: number | null) => sweep.common.find((point) => point.cutoff === cutoff)?.utility;
    expect([at(null), at(0.9), at(0.6), at(0.3)]).toEqual([0, (35 * 3 - 7 * 7) / 200, 0, (95 * 3 - 105 * 7) / 200]);
    expect(sweep.current!.utility).toBe(0);
    for (const point of sweep.aligned.flatMap(({ points }) => points)) {
      const [a, b] = point.cutoffByGroup!.map((cutoff, g) =>
        PEOPLE.filter(([region, score]) => region === 'AB'[g] && cutoff !== null && score >= cutoff).reduce(
          (sum, [, , ones, zeros]) => sum + 3 * ones - 7 * zeros,
          0,
        ),
      );
      expect(point.utility).toBeCloseTo((a! + b!) / 200, 12);
    }
    for (const optimum of [...best, ...bestUtility!]) {
      if (optimum.status !== 'ok') throw new Error('no optimum');
      expect(optimum.utility).toMatchObject({
        current: 0,
        bestCommonCutoff: { cutoff: 0.9, utility: expect.closeTo(0.28, 12) },
      });
    }
    // Of equal criteria the rule of highest utility is worth at least as much as the most accurate one.
    bestUtility!.forEach((optimum, i) => {
      const accurate = best[i]!;
      if (optimum.status !== 'ok' || accurate.status !== 'ok') throw new Error('no optimum');
      expect(optimum.objective).toBe('utility');
      expect(optimum.utility!.constrained).toBeGreaterThanOrEqual(accurate.utility!.constrained - 1e-12);
      expect(optimum.objectiveValue).toBeCloseTo(optimum.utility!.constrained, 10);
    });
  });

  it('is told in the report: whose, how much, by whom, and the price of equality', () => {
    const page = renderHtml(result);
    expect(page).toContain('What decisions were worth');
    expect(page).toContain('A decision was worth EUR 0 to the bank on average');
    expect(page).toContain('By region a decision was worth from \u2212EUR 0.2 for A to EUR 0.2 for B');
    expect(page).toContain(
      'ask for a cutoff of 0.70; the cutoff in use, 0.5, is the best one if a wrong prediction 1 loses as much as a wrong prediction 0.',
    );
    expect(page).toContain('The cutoff in use is worth EUR 0 per person');
    expect(page).toContain('The best cutoffs per group by region, in EUR per person');
    expect(renderMarkdown(result)).toContain('A decision was worth EUR 0 to the bank');
  });

  it('is absent where the policy says nothing', () => {
    const silent = audit('');
    expect(silent.utility).toBeUndefined();
    expect(silent.frontier![0]).not.toHaveProperty('bestUtility');
    expect(silent.frontier![0]!.sweep.common[0]).not.toHaveProperty('utility');
    expect(renderHtml(silent)).not.toContain('What decisions were worth');
  });
});
