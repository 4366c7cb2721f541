import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TODAY, tallyOf } from '../../../../test/support/policy.js';
import { judgeMeasured, type Measured } from '../../fairness/sources/index.js';
import { clopperPearson } from '../../stats/index.js';
import { checkPolicy, parsePolicy } from '../parse.js';
import { measureWords } from '../sections/metric-needs.js';
import type { RequirementResult } from '../sections/result-types.js';
import type { Policy } from '../sections/types.js';
import { judgePolicy } from './judge.js';

const FILE = 'out/data-audit.json';
const textOf = (line: string, measure = 'label_choice_gap'): string => `tribune: policy/v1
name: t
version: "1"
data: { label: y, prediction: p, weight: w, weightKind: count, favourable: 1, attributes: { g: {} } }
requirements:
  - { id: r, severity: block, basis: { kind: ours, source: us }, from: { result: ${FILE}, measure: ${measure} }, ${line} }
`;

const TALLY = tallyOf({ a: [1, 2] });
const policies = new Map<string, Policy>();

function judge(line: string, value: unknown, measure?: string): RequirementResult {
  const text = textOf(line, measure);
  const policy = policies.get(text) ?? parsePolicy(text).policy;
  policies.set(text, policy);
  return judgePolicy(policy, TALLY, { today: TODAY, results: { [FILE]: { digest: 'sha256:abc', value } } })[0]!;
}

/** A measure whose interval is normal. */
const measured = (group: string, estimate: number | null, error: number, sufficient = true): Measured => ({
  subject: 'cost',
  group: { g: group },
  reference: { g: 'z' },
  n: 100,
  nReference: 100,
  value: null,
  referenceValue: null,
  estimate,
  method: 'test',
  sufficient,
  interval: (level) => ({
    lower: estimate! - error * (1 + 10 * (level - 0.95)),
    upper: estimate! + error * (1 + 10 * (level - 0.95)),
  }),
});

const dataAudit = (measures: readonly Measured[], smallGroups: 'inconclusive' | 'report' = 'inconclusive') => {
  const { verdict, findings } = judgeMeasured(measures, { allowed: { min: -0.1, max: 0.1 }, level: 0.95, smallGroups });
  return { verdict, file: { kind: 'data-audit', tests: [{ test: 'labelChoice', findings }] } };
};

const RULE = 'max: 0.1, evidence: violation';

describe('from with a measure', () => {
  it('is judged by the intervals in the file, with the verdict of the test itself', () => {
    const number = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    const one = fc.record({
      estimate: fc.option(number, { freq: 8 }),
      error: fc.double({ min: 0, max: 0.2, noNaN: true }),
      sufficient: fc.boolean(),
    });
    const property = fc.property(
      fc.array(one, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('inconclusive' as const, 'report' as const),
      (drawn, smallGroups) => {
        const measures = drawn.map(({ estimate, error, sufficient }, i) =>
          measured(`g${i}`, estimate, error, sufficient),
        );
        const { verdict, file } = dataAudit(measures, smallGroups);
        const result = judge(`${RULE}, smallGroups: ${smallGroups}`, file);
        // Where every group is too small and only listed, the test says that it does not apply, and a requirement never passes on nothing.
        expect(result.verdict).toBe(verdict === 'not_applicable' ? 'inconclusive' : verdict);
      },
    );
    fc.assert(property, { numRuns: 300, seed: 11 });
  });

  it('names the comparison that decided, the interval and the file by digest', () => {
    const { file } = dataAudit([measured('a', 0.25, 0.02), measured('b', -0.05, 0.02), measured('c', 0.5, 0.1, false)]);
    const result = judge(RULE, file);
    expect(result).toMatchObject({
      verdict: 'fail',
      reason: 'interval-beyond',
      group: { g: 'a' },
      reference: { g: 'z' },
      estimate: 0.25,
      comparisons: 2,
      brokenBound: { max: 0.1 },
      allowed: { lower: -0.1, upper: 0.1 },
      insufficientGroups: [{ g: 'c' }],
      from: { result: FILE, field: 'tests[test=labelChoice]', measure: 'label_choice_gap', digest: 'sha256:abc' },
    });
    expect(result.message).toBe(
      'out/data-audit.json says that the difference of another outcome at equal score is 0.25 by cost for a against z (95 % interval 0.23 to 0.27); allowed is between -0.1 and 0.1. ' +
        'The interval that allows for 2 comparisons, 0.225 to 0.275 at 97.5 %, lies wholly beyond the bound. Too small to judge there: c.',
    );
  });

  it('is told by its name, and not by the path at which it stands', () => {
    const { file } = dataAudit([measured('a', 0.25, 0.02)]);
    expect(measureWords(judge(RULE, file))).toBe(`label choice gap in ${FILE}`);
    const number = { metric: 'result_field', from: { result: FILE, field: 'flip.rate.estimate' } } as const;
    expect(measureWords(number)).toBe(`flip.rate.estimate in ${FILE}`);
  });

  it('lets estimates decide, or asks for proof, by its evidence', () => {
    const { file } = dataAudit([measured('a', 0.09, 0.05)]);
    expect(judge('max: 0.1, evidence: point', file).verdict).toBe('pass');
    expect(judge(RULE, file).verdict).toBe('inconclusive');
    expect(judge('max: 0.1, evidence: compliance', file).verdict).toBe('fail');
  });

  it.each([
    [0.05, 0.03],
    [0.1, 0.1],
    [0.02, 0.01],
  ])('of a flip rate on its edge (%d) errs in at most 2.5 per cent on either side', (max) => {
    // Exact: every count of 400 people with its chance, judged as the command's result would be.
    const n = 400;
    let [fails, passes, log] = [0, 0, n * Math.log(1 - max)];
    for (let k = 0; k <= n; k++) {
      const chance = Math.exp(log);
      const span = clopperPearson({ successes: k, n }, 0.95)!;
      const rate = { estimate: k / n, ...span, level: 0.95, method: 'clopper-pearson', n, status: 'ok' };
      const { verdict } = judge(`max: ${max}, evidence: violation`, { flip: { rate } }, 'flip_rate');
      if (verdict === 'fail') fails += chance;
      if (verdict === 'pass') passes += chance;
      log += Math.log((n - k) / (k + 1)) + Math.log(max / (1 - max));
    }
    expect(fails).toBeLessThanOrEqual(0.025);
    expect(passes).toBeLessThanOrEqual(0.025);
    expect(fails + passes).toBeGreaterThan(0.005);
  });

  it('reads how many decisions turn between two versions of a model, and says who writes it where it is not', () => {
    const share = clopperPearson({ successes: 20, n: 100 }, 0.95)!;
    const flipped = { estimate: 0.2, ...share, level: 0.95, method: 'clopper-pearson', n: 100, status: 'ok' };
    const result = judge(RULE, { flips: [{ group: null, flipped }] }, 'turned_rate');
    expect(result).toMatchObject({ verdict: 'fail', estimate: 0.2, ...share });
    expect(result.message).toContain(
      'the share of decisions that turn from one version of the model to the other is 0.2',
    );
    const remedy = 'Read the result of tribune model compare --cutoff, or name the field of a number.';
    for (const other of [{ series: 4 }, { flips: null }, { flips: [{}] }])
      expect(() => judge(RULE, other, 'turned_rate')).toThrow(expect.objectContaining({ remedy }));
  });

  it('does not apply where nothing was measured, and refuses what is no such measure', () => {
    expect(judge(RULE, { tests: [{ test: 'labelChoice', findings: [] }] })).toMatchObject({
      verdict: 'not_applicable',
      message: 'Does not apply: out/data-audit.json says that label_choice_gap was not measured.',
    });
    expect(() => judge(RULE, { tests: [{ test: 'aggregation' }] })).toThrow('has 0 entries with test = labelChoice');
    expect(() => judge(RULE, { flip: { rate: 0.1 } }, 'flip_rate')).toThrow('is 0.1, and no flip_rate');
    const rate = { estimate: 0.1, lower: 0.05, upper: 0.2, level: 0.9, n: 40, status: 'ok' };
    expect(() => judge(RULE, { flip: { rate } }, 'flip_rate')).toThrow(
      'has intervals at 90 %, and the policy asks for 95 %',
    );
  });

  it.each([
    ['min: 0.1, evidence: violation', 'label_choice_gap should be small, and min asks that it be large'],
    ['evidence: violation', 'r: it has no bound'],
    ['max: -1, evidence: violation', 'no label_choice_gap is below 0'],
    ['max: 0.1, smallGroups: pool', 'groups of another result are not pooled'],
  ])('is refused with %s', (line, message) => {
    expect(
      checkPolicy(textOf(line))
        .map((each) => each.message)
        .join(),
    ).toContain(message);
  });
});
