import { describe, expect, it } from 'vitest';
import type { StateChange } from '../../../domain/monitor/index.js';
import { replayLines } from './replay-text.js';

const CHANGE: StateChange = {
  at: '2026-01-02T00:00:00.000Z',
  deployment: 'loans',
  requirement: 'gap',
  component: null,
  series: { group: { sex: 'f' }, reference: { sex: 'm' } },
  state: 'firing',
  estimate: 0.2,
  lower: 0.1,
  upper: 0.3,
  level: 0.95,
  n: 100_000,
  nGroup: 50_000,
  nReference: 50_000,
  logEvidence: 8,
  logThreshold: 7,
  window: { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' },
  labelCoverage: null,
  labelCoverageReference: null,
  labelBounds: null,
  inhibitedBy: [],
  lastDataAt: null,
};

describe('a change of state in a replay', () => {
  it('of drift says beyond what it is: the tolerance and the error of the reference', () => {
    const nothing = { value: 0, null95: 0.1 };
    const drift = {
      ...{ distance: 'tv' as const, tolerance: 0.05, referenceError: 0.0203, nReference: 10_000 },
      returns: null as number | null,
      ...{ populationStability: nothing, jensenShannon: nothing },
    };
    const told = (returns: number | null): string =>
      replayLines([{ ...CHANGE, requirement: 'drift.score', drift: { ...drift, returns } }], (_, text) => text, 300);
    const bound = '; bound 0.05 and 0.020 for the error of a reference of 10,000';
    expect(told(null)).toContain(`${bound} people`);
    expect(told(1)).toContain(`${bound} decisions if nobody came twice in it`);
    expect(told(28)).toContain(`${bound} decisions if nobody came in more than 28 blocks of it`);
  });

  it.each([
    [0, '0 %'],
    [3 / 100_000, '0.003 %'],
    [0.331, '33.1 %'],
    [99_999 / 100_000, '99.999 %'],
    [1, '100 %'],
  ])(
    'with labels of %d of the decisions says %s: a few are not none, nearly all are not all',
    (labelCoverage, share) => {
      expect(replayLines([{ ...CHANGE, labelCoverage }], (_, text) => text, 200)).toContain(
        `, labels of ${share} of the decisions of the group known`,
      );
    },
  );
});
