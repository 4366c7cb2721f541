import { describe, expect, it } from 'vitest';
import { Attempts } from './attempts.js';

describe('Attempts', () => {
  it('tells after too many when to try again, and lets pass then', () => {
    let nowMs = 0;
    const attempts = new Attempts(() => nowMs, { most: 2, windowMs: 60_000 });
    attempts.failed('somebody');
    attempts.failed('somebody');
    nowMs = 20_500;
    expect(() => attempts.demandFew('somebody')).toThrowError(
      expect.objectContaining({ code: 'RATE_LIMITED', remedy: 'Try again in 40 s.' }),
    );
    expect(() => attempts.demandFew('another')).not.toThrow();
    nowMs = 60_000;
    expect(() => attempts.demandFew('somebody')).not.toThrow();
  });
});
