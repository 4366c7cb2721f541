import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { blockEvidence, createGenerator, logMeanExp } from '../../core/stats/index.js';
import type { AuditResult } from '../audits/index.js';
import { enterGate, type GateFile, gateEvidence, readGates } from './index.js';

const policyOf = (...requirements: string[]) =>
  parsePolicy(monitoredPolicy({ requirements: requirements.join('') })).policy;
const DIFFERENCE = 'metric: selection_rate, by: [sex], compare: difference, max: 0.1';

/** A result of an audit with so many of each group selected; `n` of each. */
const resultOf = (
  selected: Readonly<Record<string, number>>,
  n = 500,
  weightKind = 'none',
  sha256 = 'a',
): AuditResult =>
  ({
    policy: { digest: 'sha256:p' },
    data: { rows: n * Object.keys(selected).length, weightKind, sources: [{ path: 'a.csv', sha256 }] },
    groups: Object.entries(selected).map(([sex, successes]) => ({
      attributes: { sex },
      n,
      metrics: { selection_rate: { estimate: successes / n, n } },
    })),
    verdict: 'pass',
  }) as unknown as AuditResult;

const claim = (coefficients: readonly number[], bound: number, successes: readonly number[], n = 500): number =>
  blockEvidence({
    hypothesis: { coefficients, bound },
    past: successes.map(() => ({ successes: 1, n: 2 })),
    block: successes.map((one) => ({ successes: one, n })),
  });

describe('the evidence of a gate', () => {
  it('is the mean of that of its blocking requirements, each of its groups and the sides of its bound', () => {
    const policy = policyOf(
      monitoredRequirement('gap', `${DIFFERENCE}, reference: { sex: m }`),
      monitoredRequirement('floor', 'metric: selection_rate, by: [sex], compare: value, min: 0.5'),
      monitoredRequirement('soft', DIFFERENCE).replace('severity: block', 'severity: warn'),
    );
    const found = gateEvidence(policy, resultOf({ m: 300, f: 200, x: 290 }));
    const gap = [200, 290].flatMap((one) => [claim([1, -1], 0.1, [one, 300]), claim([-1, 1], 0.1, [one, 300])]);
    const floor = [300, 200, 290].map((one) => claim([-1], -0.5, [one]));
    expect(found.log).toBeCloseTo(logMeanExp([logMeanExp(gap), logMeanExp(floor)]), 12);
    expect(found).toMatchObject({ of: ['gap', 'floor'], without: [] });
  });

  it('is that of every two groups where the reference is whoever comes out highest, so that nobody is chosen by the outcome', () => {
    const policy = policyOf(monitoredRequirement('gap', `${DIFFERENCE}, reference: highest`));
    const { log } = gateEvidence(policy, resultOf({ m: 300, f: 200 }));
    const sides = [claim([1, -1], 0.1, [300, 200]), claim([-1, 1], 0.1, [300, 200])];
    expect(log).toBeCloseTo(logMeanExp(sides), 12);
  });

  it('is none, with the reason, of what it cannot be made of', () => {
    const policy = policyOf(
      monitoredRequirement('gap', DIFFERENCE),
      monitoredRequirement('auc', 'metric: balanced_accuracy, by: [sex], compare: difference, max: 0.1'),
    );
    const found = gateEvidence(policy, resultOf({ m: 300, f: 200 }));
    expect(found.without).toEqual([{ requirement: 'auc', why: 'it is not about one rate of decisions of yes and no' }]);
    const weighted = gateEvidence(policy, resultOf({ m: 300, f: 200 }, 500, 'sampling'));
    expect(weighted).toMatchObject({ log: null, of: [] });
    expect(enterGate(readGates(null, 'g'), weighted, { result: resultOf({ m: 1 }), today: '2026-01-01' })).toBeNull();
  });
});

describe('the decisions of a gate', () => {
  const policy = policyOf(monitoredRequirement('gap', DIFFERENCE));
  const enter = (file: GateFile, result: AuditResult) =>
    enterGate(file, gateEvidence(policy, result), { result, today: '2026-01-01' })!;

  it('have at most the stated share of false findings among them, where most gates keep their bound', () => {
    let [file, found, wrong] = [readGates('{"level": 0.2}', 'g'), 0, 0];
    const generator = createGenerator(12);
    for (let t = 0; t < 300; t++) {
      const isBroken = t % 3 === 0;
      const draw = (rate: number): number =>
        Array.from({ length: 500 }, () => (generator.nextUniform() < rate ? 1 : 0)).reduce<number>((a, b) => a + b, 0);
      // Those that keep it lie on the bound.
      const entered = enter(file, resultOf({ m: draw(0.5), f: draw(isBroken ? 0.1 : 0.4) }, 500, 'none', `${t}`));
      file = entered.file;
      if (!entered.decision.isFinding) continue;
      found++;
      if (!isBroken) wrong++;
    }
    expect(file.decisions).toHaveLength(300);
    expect(found).toBeGreaterThan(90);
    expect(wrong / found).toBeLessThan(0.2);
  });

  it('count the same audit once, and say what each needed, which grows until there is a finding', () => {
    const first = enter(readGates(null, 'g'), resultOf({ m: 250, f: 240 }));
    expect(first).toMatchObject({ isNew: true, decision: { isFinding: false, on: '2026-01-01', verdict: 'pass' } });
    // 1 / (0.1 * share of the first), which is 1 / (ln 2 ^ 2 * 3.3877).
    expect(Math.exp(first.decision.logNeeded)).toBeCloseTo(10 * Math.log(2) ** 2 * 3.387735532, 6);
    expect(enter(first.file, resultOf({ m: 250, f: 240 }))).toMatchObject({ isNew: false, file: first.file });
    const second = enter(first.file, resultOf({ m: 250, f: 20 }));
    expect(second.decision).toMatchObject({ isFinding: true });
    expect(second.decision.logNeeded).toBeGreaterThan(first.decision.logNeeded);
    expect(readGates(JSON.stringify(second.file), 'g')).toEqual(second.file);
  });

  it('are read from their file alone', () => {
    expect(() => readGates('{', 'gates.json')).toThrow('the file of gates gates.json');
    expect(() => readGates('{"level": 2}', 'gates.json')).toThrow('has a mistake at level');
    expect(() => readGates('{"levels": 0.1}', 'gates.json')).toThrow('has a mistake at its root');
  });
});
