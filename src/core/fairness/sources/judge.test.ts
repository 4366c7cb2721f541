import { describe, expect, it } from 'vitest';
import { judgeMeasured, type Measured, rateGaps } from './index.js';

const reference = { group: { sex: 'Male' }, n: 1000, successes: 500 };
const gaps = (...counts: [string, number, number][]): Measured[] =>
  rateGaps(
    counts.map(([sex, n, successes]) => ({ group: { sex }, n, successes })),
    { subject: null, reference, minGroupSize: 30 },
  );
const options = { allowed: { min: -0.1, max: 0.1 }, level: 0.95, smallGroups: 'inconclusive' } as const;

describe('judgement of measures', () => {
  it('shares the level of a breach among all comparisons and keeps the plain one for a pass', () => {
    const { comparisons, findings, verdict } = judgeMeasured(gaps(['A', 1000, 700], ['B', 1000, 500]), options);
    expect([verdict, comparisons]).toEqual(['fail', 2]);
    expect(findings.map(({ level, simultaneous }) => [level, simultaneous?.level])).toEqual([
      [0.95, 0.975],
      [0.95, 0.975],
    ]);
    expect(findings.map((one) => one.verdict)).toEqual(['fail', 'pass']);
  });

  it('lets a small group neither fail nor pass, and does not count it among the comparisons', () => {
    const small = gaps(['A', 10, 10], ['B', 1000, 500]);
    expect(judgeMeasured(small, options)).toMatchObject({ verdict: 'inconclusive', comparisons: 1 });
    expect(judgeMeasured(small, { ...options, smallGroups: 'report' })).toMatchObject({ verdict: 'pass' });
    expect(judgeMeasured(gaps(['A', 10, 10]), { ...options, smallGroups: 'report' }).verdict).toBe('not_applicable');
  });

  it('keeps an undefined measure from passing, whatever small groups do', () => {
    const { findings, verdict } = judgeMeasured(gaps(['A', 0, 0], ['B', 1000, 500]), {
      ...options,
      smallGroups: 'report',
    });
    expect(verdict).toBe('inconclusive');
    expect(findings[0]).toMatchObject({ estimate: null, status: 'undefined', reason: 'the group has nobody to count' });
  });

  it('names the finding that decided, and among equals the one nearest to a breach', () => {
    const decisive = (...counts: [string, number, number][]) => judgeMeasured(gaps(...counts), options).decisive?.group;
    expect(decisive(['A', 1000, 700], ['B', 1000, 500])).toEqual({ sex: 'A' });
    expect(decisive(['A', 1000, 520], ['B', 1000, 470])).toEqual({ sex: 'B' });
    expect(decisive(['A', 10, 10], ['B', 1000, 500])).toEqual({ sex: 'B' });
    expect(decisive(['A', 10, 10])).toEqual({ sex: 'A' });
  });
});
