import { expect, it } from 'vitest';
import type { DurationLine } from '../../../domain/monitor-review/index.js';
import { durationTexts } from './duration-text.js';

const LINE: DurationLine = {
  trend: null,
  ...{ deployment: 'loans', requirement: 'gap', component: null, mode: 'every', truth: 'holds' },
  series: { group: { sex: 'f' }, reference: { sex: 'm' } },
  ...{ steps: 7, broken: 7, kept: 0, unknown: 0, level: 0.05 },
  window: { from: '2026-01-05T00:00:00.000Z', to: '2026-01-12T00:00:00.000Z' },
  errors: { falseHolds: 0.05, falseDoesNotHold: 0.35000000000000003 },
};

const textOf = (line: Partial<DurationLine>): string => durationTexts([{ ...LINE, ...line }], (_, text) => text, 300);

it('tells the chance that the answer is false beside it, and not that of the other answer', () => {
  expect(textOf({})).toContain('to 2026-01-12; that it holds is false with chance 0.05 at most\n');
  expect(textOf({ truth: 'does-not-hold' })).toContain('; that it does not hold is false with chance 0.35 at most\n');
});

it('tells no chance of an answer that is not there, or that promises none', () => {
  expect(textOf({ truth: 'not-known' })).toContain('to 2026-01-12\n');
  expect(textOf({ truth: 'not-known', errors: null })).toContain('to 2026-01-12\n');
  expect(textOf({ mode: 'point', errors: null })).toContain('; no chance of error is promised\n');
});
