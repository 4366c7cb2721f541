import { describe, expect, it } from 'vitest';
import { BASE, type Counts, TODAY, tallyOf } from '../../../../test/support/policy.js';
import { estimateMetrics } from '../../fairness/metrics/metrics.js';
import { groupTally, type Tally, type WeightKind } from '../../fairness/tally/index.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import { koopmanRatio, miettinenNurminenDifference } from '../../stats/index.js';
import type { RequirementResult } from '../sections/result-types.js';
import type { ChangeRequirement, ChangeSpec, Policy } from '../sections/types.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

const METRICS = ['selection_rate', 'accuracy', 'balanced_accuracy', 'f1'] as const;
const SCORES = [...METRICS, 'mean_score', 'auc', 'brier', 'expected_calibration_error'] as const;

/** An audit.json with what a baseline is read for. */
function auditOf(tally: Tally, metrics: readonly (typeof SCORES)[number][] = METRICS) {
  const described = (by: readonly string[]) =>
    groupTally(tally, by).map((group) => ({
      attributes: group.key,
      n: group.n,
      counts: group.counts,
      metrics: estimateMetrics(group, metrics, { favourable: 1 }),
    }));
  const [{ attributes: _, ...overall } = { attributes: {} }] = described([]);
  return JSON.parse(
    JSON.stringify({
      schemaVersion: '1',
      policy: { name: 't', version: '1', favourable: 1 },
      data: { weightKind: tally.weightKind },
      overall,
      groups: described(['g']),
      requirements: [],
    }),
  );
}

type Change = Partial<Omit<ChangeRequirement, 'change'>>;

function policyOf(spec: Partial<ChangeSpec>, change: Change = {}, data: Partial<Policy['data']> = {}): Policy {
  const { id, metric, by, smallGroups, severity, basis, rationale, waiver, line } = BASE.requirements[0]!;
  const full: ChangeSpec = { against: 'baseline', relative: false, ...spec };
  const bound = {
    ...(full.maxDrop === undefined ? {} : { min: -full.maxDrop }),
    ...(full.maxRise === undefined ? {} : { max: full.maxRise }),
  };
  const frame = {
    id,
    metric,
    by,
    smallGroups,
    severity,
    basis,
    rationale,
    waiver,
    line,
    evidence: 'violation',
  } as const;
  const requirement: ChangeRequirement = { ...frame, ...change, bound, compare: 'change', change: full };
  return { ...BASE, data: { ...BASE.data, ...data }, requirements: [requirement] };
}

const DROP = { maxDrop: 0.15, relative: true };

function judge(then: Counts, now: Counts, spec: Partial<ChangeSpec> = DROP, change: Change = {}): RequirementResult {
  return judgePolicy(policyOf(spec, change), tallyOf(now), { today: TODAY, baseline: auditOf(tallyOf(then)) })[0]!;
}

describe('change since an accepted audit', () => {
  it('fails a fall that is surely larger than allowed, with the interval of the ratio less 1', () => {
    const result = judge({ a: [900, 1000] }, { a: [600, 1000] });
    expect(result).toMatchObject({
      compare: 'change',
      verdict: 'fail',
      reason: 'interval-beyond',
      group: { g: 'a' },
      reference: null,
      groupValue: 0.6,
      referenceValue: 0.9,
      nReference: 1000,
      bound: { min: -0.15 },
      brokenBound: { min: -0.15 },
      change: { against: 'baseline', maxDrop: 0.15, relative: true },
    });
    const koopman = koopmanRatio({ successes: 600, n: 1000 }, { successes: 900, n: 1000 }, 0.95)!;
    expect(result.estimate).toBeCloseTo(-1 / 3, 12);
    expect(result.lower).toBeCloseTo(koopman.lower - 1, 12);
    expect(result.upper).toBeCloseTo(koopman.upper - 1, 12);
    expect(result.message).toContain('was 0.9 (n = 1,000) in the accepted audit and is 0.6 (n = 1,000) now');
    expect(result.message).toContain('allowed is a fall of at most 15 %');
    expect(explainRequirement(result)[0]).toContain(
      'It allows the selection rate of each group of g a fall of at most 15 % since the accepted audit',
    );
  });

  it('passes what surely fell by less, and a rise of any size', () => {
    expect(judge({ a: [900, 1000] }, { a: [890, 1000] })).toMatchObject({
      verdict: 'pass',
      reason: 'intervals-within',
    });
    expect(judge({ a: [300, 1000] }, { a: [900, 1000] }).verdict).toBe('pass');
    expect(judge({ a: [90, 100] }, { a: [80, 100] })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'interval-across',
    });
    expect(judge({ a: [90, 100] }, { a: [80, 100] }, DROP, { evidence: 'compliance' }).verdict).toBe('fail');
    expect(judge({ a: [90, 100] }, { a: [80, 100] }, DROP, { evidence: 'point' }).verdict).toBe('pass');
  });

  it('is absolute unless relative is said, and holds a rise likewise', () => {
    const drop = judge({ a: [900, 1000] }, { a: [700, 1000] }, { maxDrop: 0.1 });
    expect(drop.verdict).toBe('fail');
    const interval = miettinenNurminenDifference({ successes: 700, n: 1000 }, { successes: 900, n: 1000 }, 0.95)!;
    expect(drop.lower).toBeCloseTo(interval.lower, 12);
    expect(drop.upper).toBeCloseTo(interval.upper, 12);
    expect(judge({ a: [100, 1000] }, { a: [300, 1000] }, { maxRise: 0.1 })).toMatchObject({
      verdict: 'fail',
      brokenBound: { max: 0.1 },
    });
    expect(judge({ a: [100, 1000] }, { a: [10, 1000] }, { maxRise: 0.1 }).verdict).toBe('pass');
    expect(judge({ a: [500, 1000] }, { a: [510, 1000] }, { maxRise: 0.1, maxDrop: 0.1 }).verdict).toBe('pass');
  });

  it('judges every group, shares the level, and shows the change of each', () => {
    const then = { a: [900, 1000], b: [900, 1000], c: [900, 1000] } as const;
    const result = judge(then, { ...then, b: [700, 1000] });
    expect(result).toMatchObject({ verdict: 'fail', group: { g: 'b' }, comparisons: 3 });
    expect(result.simultaneous!.level).toBeCloseTo(1 - 0.05 / 3, 12);
    expect(result.changes!.map(({ group, before, now }) => [group.g, before, now])).toEqual([
      ['a', 0.9, 0.9],
      ['b', 0.9, 0.7],
      ['c', 0.9, 0.9],
    ]);
    expect(judge(then, { ...then, b: [700, 1000] }, DROP, { by: [] })).toMatchObject({
      verdict: 'pass',
      group: {},
      nGroup: 3000,
      comparisons: 1,
    });
  });

  it('a group that is new, gone or too small in one of the audits is named and keeps it from passing', () => {
    const same = { a: [900, 1000] } as const;
    const fresh = judge(same, { ...same, b: [80, 100] });
    expect(fresh).toMatchObject({
      verdict: 'inconclusive',
      reason: 'change-untested',
      untested: [{ group: { g: 'b' }, why: 'new', hinders: true }],
    });
    expect(fresh.message).toContain('Not tested, which keeps it from passing: b (not in the accepted audit)');
    expect(judge({ ...same, b: [80, 100] }, same)).toMatchObject({ untested: [{ group: { g: 'b' }, why: 'gone' }] });
    expect(judge({ ...same, b: [8, 10] }, { ...same, b: [80, 100] })).toMatchObject({
      verdict: 'inconclusive',
      untested: [{ why: 'too-small-then', hinders: true }],
    });
    expect(judge({ ...same, b: [8, 10] }, { ...same, b: [8, 10] })).toMatchObject({
      verdict: 'pass',
      untested: [{ why: 'too-small', hinders: false }],
      insufficientGroups: [{ g: 'b' }],
    });
    const strict = judge({ ...same, b: [8, 10] }, { ...same, b: [8, 10] }, DROP, { smallGroups: 'inconclusive' });
    expect(strict.verdict).toBe('inconclusive');
    expect(judge(same, { ...same, b: [80, 100] }, DROP, { evidence: 'compliance' }).verdict).toBe('fail');
  });

  it('a small group fails by its own count, and the message says of which audit', () => {
    const result = judge({ b: [990, 1000] }, { b: [1, 12] });
    expect(result).toMatchObject({
      verdict: 'fail',
      reason: 'exact-beyond',
      exact: { audit: 'now', successes: 1, n: 12 },
    });
    expect(result.message).toContain('its own count in this audit decides');
    const before = judge({ b: [12, 12] }, { b: [10, 1000] });
    expect(before).toMatchObject({ verdict: 'fail', exact: { audit: 'baseline', successes: 12, n: 12 } });
  });

  it('does not apply without a baseline, or where it lacks the groups or the metric', () => {
    const policy = policyOf(DROP);
    const none = judgePolicy(policy, tallyOf({ a: [1, 40] }), { today: TODAY })[0]!;
    expect(none).toMatchObject({ verdict: 'not_applicable', compare: 'change' });
    expect(none.message).toContain('none was given (tribune audit --baseline audit.json)');
    const audit = auditOf(tallyOf({ a: [30, 40] }));
    const judgeBy = (baseline: unknown) =>
      judgePolicy(policy, tallyOf({ a: [30, 40] }), { today: TODAY, baseline })[0]!.message;
    expect(judgeBy({ ...audit, groups: [] })).toContain('the baseline has no groups of g');
    const bare = audit.groups.map((group: object) => ({ ...group, metrics: {} }));
    expect(judgeBy({ ...audit, groups: bare })).toContain('the baseline has no selection rate');
    expect(() => judgeBy({ ...audit, policy: { name: 'other', version: '1' } })).toThrow(/policy "other"/);
    const forged = structuredClone(audit);
    forged.groups[0].metrics.accuracy.estimate = 0.5;
    const accuracy = policyOf(DROP, { metric: 'accuracy' });
    expect(() => judgePolicy(accuracy, tallyOf({ a: [30, 40] }), { today: TODAY, baseline: forged })).toThrow(
      /contradicts itself: accuracy of a/,
    );
  });

  it('0 to 0 and 0 to something have no relative change, and never pass', () => {
    expect(judge({ a: [0, 100] }, { a: [0, 100] })).toMatchObject({ verdict: 'inconclusive', estimate: null });
    expect(judge({ a: [0, 100] }, { a: [0, 100] }, { maxDrop: 0.1 }).verdict).toBe('pass');
  });

  it('reads the effective size of weighted people from the baseline', () => {
    const weighted = (share: number): Tally => {
      const rows = Array.from(
        { length: 400 },
        (_, i): TallyRow => ({
          values: ['a'],
          label: 1,
          prediction: i < share * 400 ? 1 : 0,
          score: null,
          weight: 1 + (i % 3),
        }),
      );
      const spec = {
        policyDigest: '',
        attributes: ['g'],
        weightKind: 'sampling' as WeightKind,
        score: { kind: 'none' },
        scoreScale: 1,
      } as const;
      return tallyRows(spec, rows);
    };
    const policy = policyOf(DROP, {}, { weightKind: 'sampling' });
    const [result] = judgePolicy(policy, weighted(0.5), { today: TODAY, baseline: auditOf(weighted(0.9)) });
    const [then] = groupTally(weighted(0.9), []);
    const [now] = groupTally(weighted(0.5), []);
    const rate = (group: typeof then) => {
      const { tp, fn } = group!.squares;
      const n = group!.counts.tp + group!.counts.fn;
      return { successes: group!.counts.tp, n, nEff: n ** 2 / (tp + fn) };
    };
    const expected = koopmanRatio(rate(now), rate(then), 0.95)!;
    expect(result!.verdict).toBe('fail');
    expect(result!.lower).toBeCloseTo(expected.lower - 1, 8);
    expect(result!.upper).toBeCloseTo(expected.upper - 1, 8);
  });

  it('judges composites by their counts and scores by what the accepted audit reported', () => {
    const scored = (shift: number): Tally => {
      const rows = Array.from({ length: 1200 }, (_, i): TallyRow => {
        const label = i % 2 === 0 ? 1 : 0;
        const score = Math.min(0.99, Math.max(0.01, 0.3 + (label === 1 ? shift : 0) + ((i * 37) % 100) / 200));
        return { values: ['a'], label, prediction: score >= 0.6 ? 1 : 0, score, weight: 1 };
      });
      const spec = {
        policyDigest: '',
        attributes: ['g'],
        weightKind: 'none',
        score: { kind: 'distinct' },
        scoreScale: 1,
      } as const;
      return tallyRows(spec, rows);
    };
    const baseline = auditOf(scored(0.3), SCORES);
    const of = (metric: (typeof SCORES)[number], spec: Partial<ChangeSpec>, shift: number) =>
      judgePolicy(policyOf(spec, { metric }, { score: 's', weightKind: 'none' }), scored(shift), {
        today: TODAY,
        baseline,
      })[0]!;
    for (const metric of ['auc', 'balanced_accuracy', 'f1'] as const) {
      expect(of(metric, DROP, 0.3), metric).toMatchObject({ verdict: 'pass' });
      expect(of(metric, DROP, 0), metric).toMatchObject({ verdict: 'fail' });
    }
    expect(of('brier', { maxRise: 0.02 }, 0.3).verdict).toBe('pass');
    expect(of('brier', { maxRise: 0.02 }, 0).verdict).toBe('fail');
    expect(of('mean_score', { maxDrop: 0.05 }, 0).verdict).toBe('fail');
    expect(of('expected_calibration_error', { maxRise: 0.1 }, 0.3).verdict).toBe('pass');
  });

  it('errs at the bound in at most 5 % (every pair of counts)', () => {
    const chances = (n: number, p: number): number[] => {
      const of = [(1 - p) ** n];
      for (let x = 0; x < n; x++) of.push((of[x]! * (n - x) * p) / ((x + 1) * (1 - p)));
      return of;
    };
    for (const [nThen, nNow] of [
      [30, 30],
      [8, 40],
      [40, 8],
    ] as const) {
      const verdicts = Array.from({ length: nThen + 1 }, (_, x) =>
        Array.from({ length: nNow + 1 }, (__, y) => judge({ a: [x, nThen] }, { a: [y, nNow] }).verdict),
      );
      for (const before of [0.1, 0.3, 0.6, 0.9, 0.98]) {
        const then = chances(nThen, before);
        const now = chances(nNow, before * 0.85);
        const errs = (verdict: string) =>
          then.reduce(
            (sum, p, x) => sum + now.reduce((part, q, y) => part + (verdicts[x]![y] === verdict ? p * q : 0), 0),
            0,
          );
        expect(errs('fail'), `fail ${nThen} ${nNow} ${before}`).toBeLessThanOrEqual(0.05);
        expect(errs('pass'), `pass ${nThen} ${nNow} ${before}`).toBeLessThanOrEqual(0.05);
      }
    }
  });
});
