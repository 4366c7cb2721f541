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
