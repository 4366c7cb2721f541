import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequirementResult } from '../../core/policy/sections/result-types.js';
import type { AuditResult } from '../audits/result/result.js';
import { estimateText, intervalText, measureText } from './index.js';

const { requirements } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../test/golden/compas-audit.json'), 'utf8'),
) as AuditResult;
const before = requirements.find((each) => each.id === 'false-alarms-equal')!;

/** A difference of two rates, which subtract to it. */
const differing = (groupValue: number, referenceValue: number, [lower, upper]: [number, number]): RequirementResult => {
  const estimate = groupValue - referenceValue;
  return {
    ...before,
    bound: { max: 0.1 },
    allowed: { lower: -0.1, upper: 0.1 },
    groupValue,
    referenceValue,
    estimate,
    lower,
    upper,
  };
};

const decimalsIn = (text: string): number[] =>
  [...text.matchAll(/\d+(?:\.(\d+))?/g)].map(([, fraction]) => fraction?.length ?? 0);

describe('estimate and interval', () => {
  it('stand without the sides as they are usually told, and beside the sides with the decimals of the sides', () => {
    // 60.0 - 78.9 is not -18.8 and 60.04 - 78.88 not -18.83: only three decimals subtract.
    const gap = differing(0.600449, 0.788751, [-0.316, -0.0594]);
    expect(measureText(gap)).toBe('\u221218.8 [\u221231.6, \u22125.9] pp');
    expect(measureText({ ...gap, lower: null, upper: null })).toBe('\u221218.8 pp');
    expect([estimateText(gap), intervalText(gap)].map(decimalsIn)).toEqual([[3], [3, 3]]);
  });

  it('have the same number of decimals, on their side of the bound', () => {
    const rate = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    const width = fc.double({ min: 0.001, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(rate, rate, width, (one, other, half) => {
        const gap = differing(one, other, [one - other - half, one - other + half]);
        // Sizes below a thousandth keep three digits wherever they are told.
        fc.pre([gap.estimate!, gap.lower!, gap.upper!].every((value) => Math.abs(value) > 1e-4));
        for (const text of [measureText(gap), `${estimateText(gap)} ${intervalText(gap)}`])
          expect(new Set(decimalsIn(text)).size, text).toBe(1);
        const told = Number(/^\S+/.exec(measureText(gap))![0].replace('\u2212', '-'));
        expect(Math.sign(Math.abs(told) - 10)).toBe(Math.sign(Math.abs(gap.estimate!) - 0.1));
      }),
      { numRuns: 300 },
    );
  });
});
