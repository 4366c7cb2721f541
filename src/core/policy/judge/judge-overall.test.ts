import { describe, expect, it } from 'vitest';
import { judge, TODAY } from '../../../../test/support/policy.js';
import { hasShared, sharedCsv, sharedText } from '../../../../test/support/shared.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import { katzRatio, newcombeDifference } from '../../stats/index.js';
import { parsePolicy } from '../parse.js';
import type { Verdict } from '../sections/types.js';
import { judgePolicy } from './judge.js';
import { exitCodeOf, overallVerdict } from './overall.js';

describe('waivers', () => {
  const bad = { a: [80, 100], b: [40, 100] } as const;
  const until = (day: string) => ({ waiver: { owner: 'me', reason: 'new model due', until: day } });

  it('holds through its last day, and the requirement counts as passed', () => {
    const result = judge(bad, until(TODAY));
    expect(result).toMatchObject({ verdict: 'fail', waived: { owner: 'me', until: TODAY, reason: 'new model due' } });
    expect(overallVerdict([result])).toEqual({ verdict: 'pass', warnings: 0 });
    expect(exitCodeOf([result], { inconclusive: '3' })).toBe(0);
  });

  it('expired fails what did not pass, an inconclusive requirement too', () => {
    expect(judge(bad, until('2026-11-21'))).toMatchObject({ verdict: 'fail', waived: null, reason: 'waiver-expired' });
    expect(judge({ a: [80, 100] }, until('2026-11-21'))).toMatchObject({ verdict: 'fail', reason: 'waiver-expired' });
    expect(judge({ a: [80, 100], b: [80, 100] }, until('2026-11-21'))).toMatchObject({ verdict: 'pass', waived: null });
  });
});

describe('the verdict over all requirements and the exit code', () => {
  const of = (verdict: Verdict, severity: 'block' | 'warn' = 'block') => ({
    ...judge({ a: [1, 2] }),
    verdict,
    severity,
  });
  const options = { inconclusive: '3' } as const;

  it('1 beats 2 beats 3 beats 0', () => {
    expect(exitCodeOf([of('pass')], options)).toBe(0);
    expect(exitCodeOf([of('pass'), of('inconclusive')], options)).toBe(3);
    expect(exitCodeOf([of('inconclusive'), of('not_applicable')], options)).toBe(2);
    expect(exitCodeOf([of('not_applicable'), of('fail')], options)).toBe(1);
    expect(exitCodeOf([], options)).toBe(0);
  });

  it('inconclusive can be mapped to pass or fail', () => {
    expect(exitCodeOf([of('inconclusive')], { inconclusive: 'pass' })).toBe(0);
    expect(exitCodeOf([of('inconclusive')], { inconclusive: 'fail' })).toBe(1);
    expect(exitCodeOf([of('inconclusive'), of('not_applicable')], { inconclusive: 'fail' })).toBe(1);
  });

  it('warnings count failed requirements that do not block', () => {
    expect(overallVerdict([of('fail', 'warn'), of('fail', 'warn'), of('inconclusive', 'warn'), of('pass')])).toEqual({
      verdict: 'pass',
      warnings: 2,
    });
    expect(overallVerdict([])).toEqual({ verdict: 'pass', warnings: 0 });
  });
});

describe.skipIf(!hasShared)('COMPAS under the policy of the contract', () => {
  const compas = () => {
    const { policy } = parsePolicy(sharedText('contracts/policies/compas.yaml'));
    const attributes = ['race', 'sex', 'age_cat'];
    const bit = (text: string | undefined) => (text === '1' ? 1 : 0);
    const rows = sharedCsv('data/predictions-compas.csv')
      .filter((row) => row.in_filtered === '1')
      .map(
        (row): TallyRow => ({
          values: attributes.map((name) => row[name] || null),
          label: bit(row.y_true),
          prediction: bit(row.y_pred),
          score: Number(row.score),
          weight: 1,
        }),
      );
    const spec = {
      policyDigest: '',
      attributes,
      weightKind: 'none',
      score: { kind: 'distinct' },
      scoreScale: 1,
    } as const;
    return judgePolicy(policy, tallyRows(spec, rows), { today: TODAY });
  };

  it('gives the verdicts and messages of the golden file', () => {
    expect(compas().map((r) => `${r.id}: ${r.verdict} (${r.reason}). ${r.message}`)).toMatchSnapshot();
  });

  it('has estimates and p-values that agree with other intervals of the same two groups', () => {
    const [fourFifths, alarms] = compas();
    const side = (value: number | null | undefined, n: number | null) => ({
      successes: Math.round(value! * n!),
      n: n!,
    });
    const [a, b] = [
      side(fourFifths!.groupValue, fourFifths!.nGroup),
      side(fourFifths!.referenceValue, fourFifths!.nReference),
    ];
    expect(fourFifths!.lower).toBeCloseTo(katzRatio(a, b, 0.95)!.lower, 2);
    const [c, d] = [side(alarms!.groupValue, alarms!.nGroup), side(alarms!.referenceValue, alarms!.nReference)];
    expect(alarms!.upper).toBeCloseTo(newcombeDifference(c, d, 0.95)!.upper, 3);
  });
});
