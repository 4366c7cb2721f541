import { describe, expect, it } from 'vitest';
import { contestableUntil } from './index.js';

const until = (decidedAt: string): string =>
  new Date(contestableUntil(['DE'], Date.parse(decidedAt))).toISOString().replace('T23:59:59.999Z', ' ends');

describe('a decision', () => {
  it('can be contested through all of the day that people are told, and never shorter than six months', () => {
    expect(until('2026-11-30T09:00:00Z')).toBe('2027-05-30 ends');
    expect(until('2026-11-30T00:00:00Z')).toBe('2027-05-30 ends');
    expect(until('2026-11-30T23:59:59.999Z')).toBe('2027-05-30 ends');
    expect(until('2026-12-01T00:00:00Z')).toBe('2027-06-01 ends');
    // A month without the day has its last one instead.
    expect(until('2027-08-31T12:00:00Z')).toBe('2028-02-29 ends');
  });
});
