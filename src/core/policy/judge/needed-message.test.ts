import { describe, expect, it } from 'vitest';
import { isWithinReach, outOfReach } from './needed-message.js';

describe('the people that would decide', () => {
  it('are no advice where they are millions, and are advice where so many have been audited before', () => {
    expect(isWithinReach({ nNeeded: 3_133_088, nGroup: 197 })).toBe(false);
    expect(isWithinReach({ nNeeded: 3_133_088, nGroup: 40_000 })).toBe(true);
    expect(isWithinReach({ nNeeded: 7866, nGroup: 5 })).toBe(true);
    expect(isWithinReach({ nNeeded: null, nGroup: 5 })).toBe(true);
    expect(outOfReach({ by: [] })).toContain('no realistic number of people would decide it if the value stayed.');
  });
});
