import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { boundEnds } from './bound-ends.js';
import { planMonitor } from './plan.js';

const endsOf = (words: string): readonly (readonly [string, number])[] => {
  const requirements = monitoredRequirement('gap', `metric: selection_rate, by: [sex], ${words}`);
  const { watches } = planMonitor(parsePolicy(monitoredPolicy({ requirements })).policy);
  const ends = boundEnds(watches.find(({ requirement }) => requirement === 'gap')!);
  return ends.map(({ side, value }) => [side, value] as const).toSorted(([, a], [, b]) => a - b);
};

describe('the ends of a bound', () => {
  it('of drift lie further by the error of the reference, for the evidence is about what is beyond both', () => {
    const more = ', drift: { reference: { first: 7d }, inputs: { income: { bins: [20, 40], tolerance: 0.05 } } }';
    const { watches } = planMonitor(parsePolicy(monitoredPolicy({ more })).policy);
    const watch = watches.find(({ kind }) => kind === 'drift')!;
    expect(boundEnds(watch, { referenceError: 0.02 })).toEqual([{ side: 'at-most', value: 0.05 + 0.02 }]);
    expect(boundEnds(watch)).toEqual([{ side: 'at-most', value: 0.05 }]);
  });

  it.each([
    [
      'compare: difference, max: 0.05',
      [
        ['at-least', -0.05],
        ['at-most', 0.05],
      ],
    ],
    ['compare: difference, max: 0.05, oneSided: true', [['at-most', 0.05]]],
    [
      'compare: ratio, min: 0.8',
      [
        ['at-least', 0.8],
        ['at-most', 1.25],
      ],
    ],
    ['compare: ratio, min: 0.8, oneSided: true', [['at-least', 0.8]]],
    ['compare: value, min: 0.2', [['at-least', 0.2]]],
  ])('of %s are those that an alarm is about', (words, ends) => {
    expect(endsOf(words)).toEqual(ends);
  });
});
