import { describe, expect, it } from 'vitest';
import { auditText, csv, PLAIN, policyText, testIn } from './support.js';

describe('the sentence of a test', () => {
  it('writes a number that lies next to its bound on its side of it', async () => {
    // Base rates 0.39998 and 0.3: a gap of 9.998 points, which one decimal makes the bound of 10.
    const rows = csv('sex,y,p,n', ['m,1,1,30000', 1], ['m,0,0,70000', 1], ['f,1,1,39998', 1], ['f,0,0,60002', 1]);
    const counts = `${PLAIN}\n  weight: n\n  weightKind: count`;
    const { message } = testIn(
      await auditText(rows, policyText(counts, '{ baseRates: { maxDifference: 0.1 } }')),
      'baseRates',
    );
    expect(message).toContain('9.998 points more');
    expect(message).toContain('at most 10 points either way are allowed');
  });

  it('writes the bound in full', async () => {
    const rows = csv('sex,y,p', ['m,1,1', 40], ['m,0,0', 60], ['f,1,1', 60], ['f,0,0', 40]);
    const { message } = testIn(
      await auditText(rows, policyText(PLAIN, '{ baseRates: { maxDifference: 0.10004 } }')),
      'baseRates',
    );
    expect(message).toContain('20 points more');
    expect(message).toContain('at most 10.004 points either way');
  });
});
