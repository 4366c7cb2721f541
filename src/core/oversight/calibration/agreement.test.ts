import { describe, expect, it } from 'vitest';
import type { OutcomeValue } from '../scale/index.js';
import { calibrationAgreement } from './index.js';

const BINARY = { kind: 'binary', favourable: 1 } as const;
const items = (...rows: readonly (readonly (OutcomeValue | null)[])[]) =>
  rows.map((views) => ({ views, decided: 1 as const }));

describe('agreement in a calibration', () => {
  it('is that of Krippendorff and of Fleiss over the same views', () => {
    // Three readers, four cases: pairs that agree are 3/3, 1/3, 3/3 and 1/3, so 2/3 observed; 7 of 12 views are 1.
    const { readers, fleiss, unanimous, asDecided } = calibrationAgreement(
      BINARY,
      items([1, 1, 1], [1, 0, 1], [0, 0, 0], [0, 1, 1]),
    );
    const expected = (7 / 12) ** 2 + (5 / 12) ** 2;
    expect(fleiss.estimate).toBeCloseTo((2 / 3 - expected) / (1 - expected), 12);
    // Krippendorff's chance takes a pair without putting the first back.
    expect(readers.estimate).toBeCloseTo(1 - 1 / 3 / ((2 * 7 * 5) / (12 * 11)), 12);
    expect([unanimous.estimate, unanimous.n]).toEqual([0.5, 4]);
    expect([asDecided.estimate, asDecided.n]).toEqual([7 / 12, 12]);
  });

  it('leaves out what was not read, and says of what nothing is known', () => {
    const { readers, fleiss, unanimous } = calibrationAgreement(
      BINARY,
      items([1, null, 1], [null, null, 0], [0, 0, null]),
    );
    expect([readers.n, readers.estimate]).toEqual([2, 1]);
    expect([fleiss.status, fleiss.reason]).toEqual(['undefined', 'no case was read by everybody']);
    expect(unanimous.n).toBe(2);
    expect(calibrationAgreement(BINARY, []).asDecided).toMatchObject({ estimate: null, status: 'undefined' });
  });

  it('counts a near level as less far than a distant one', () => {
    const scale = { kind: 'ordered', levels: ['low', 'middle', 'high'], isHigherBetter: true } as const;
    const of = (...views: [string, string][]) =>
      calibrationAgreement(
        scale,
        views.map((one) => ({ views: one, decided: 'low' })),
      ).readers.estimate!;
    const near = of(['low', 'middle'], ['high', 'high'], ['low', 'low']);
    const far = of(['low', 'high'], ['high', 'high'], ['low', 'low']);
    expect(near).toBeGreaterThan(far);
  });
});
