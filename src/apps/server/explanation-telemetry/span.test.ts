import { describe, expect, it } from 'vitest';
import { surveySpan } from './span.js';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const TODAY = Date.parse('2026-11-30T00:00:00Z');
const asked = (from?: string, to?: string) => ({ from, to });

describe('the span of a survey', () => {
  it('ends with the last day that has ended, whenever on the day it is asked for and however far it would go', () => {
    for (const nowMs of [TODAY, NOON, NOON + 1000, TODAY + 86_399_999])
      for (const to of [
        undefined,
        '2026-11-30T00:00:00Z',
        '2026-11-30T11:59:59Z',
        '2026-11-30T12:00:01Z',
        '2999-01-01T00:00:00Z',
      ])
        expect(surveySpan(asked(undefined, to), nowMs)).toEqual({ fromMs: 0, toMs: TODAY });
  });

  it('is of whole days', () => {
    expect(surveySpan(asked('2026-11-03T17:00:00Z', '2026-11-05T00:00:01Z'), NOON)).toEqual({
      fromMs: Date.parse('2026-11-03T00:00:00Z'),
      toMs: Date.parse('2026-11-06T00:00:00Z'),
    });
  });

  it('is refused where no day is left, such as of today', () => {
    for (const [from, to] of [
      ['2026-11-30T00:00:00Z'],
      ['2026-12-01T00:00:00Z'],
      ['2026-11-05T00:00:00Z', '2026-11-05T00:00:00Z'],
    ])
      expect(() => surveySpan(asked(from, to), NOON)).toThrow('no whole day that has ended');
  });
});
