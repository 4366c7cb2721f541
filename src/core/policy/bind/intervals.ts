import { isTooLargeEnd, MAX_END_PARTS, partsOf } from '../../fairness/outcomes/amount/index.js';
import type { AmountOutcome } from '../sections/index.js';
import { amountText } from '../sections/text.js';
import { NO_NUMBER } from '../where/index.js';
import type { ReadInterval } from './read-values.js';

/**
 * What can be wrong with a prediction interval, in the order in which it is asked: an end is no number, too large or finer than the unit; one end stands
 * alone; the lower end is above the upper one.
 */
export const INTERVAL_FAULTS = [
  'lower number',
  'lower range',
  'lower decimals',
  'upper number',
  'upper range',
  'upper decimals',
  'lower alone',
  'upper alone',
  'lower above',
] as const;
export type IntervalFault = (typeof INTERVAL_FAULTS)[number];

export const isIntervalFault = (role: string): role is IntervalFault =>
  (INTERVAL_FAULTS as readonly string[]).includes(role);

/** The end that a fault shows. */
export const faultyEnd = (role: IntervalFault): keyof ReadInterval => role.split(' ')[0] as keyof ReadInterval;

/** Whether an interval has a fault; each is asked only where the ones before it do not hold. */
export function badInterval(role: IntervalFault, decimals: number): (interval: ReadInterval) => boolean {
  const end = faultyEnd(role);
  const [other, fault] = [end === 'lower' ? 'upper' : 'lower', role.split(' ')[1]] as const;
  return (interval) => {
    const { text, number } = interval[end];
    switch (fault) {
      case 'number':
        return text !== null && number === null;
      case 'alone':
        return text !== null && interval[other].text === null;
      case 'above':
        return number !== null && interval.upper.number !== null && number > interval.upper.number;
      case 'range':
        return number !== null && isTooLargeEnd(number, decimals);
      default:
        return number !== null && partsOf(number, decimals) === null;
    }
  };
}

/** An interval in smallest parts; null where the row has none. */
export function intervalParts(
  { lower, upper }: ReadInterval,
  decimals: number,
): { readonly lower: number; readonly upper: number } | null {
  if (lower.number === null || upper.number === null) return null;
  // -0 and 0 are the same end.
  return { lower: partsOf(lower.number, decimals)! + 0, upper: partsOf(upper.number, decimals)! + 0 };
}

/** What an error says of a fault, and how to mend it. */
export function intervalFaultText(
  role: IntervalFault,
  { interval, unit, decimals }: AmountOutcome,
): { readonly column: string; readonly is: string; readonly remedy: string } {
  const end = faultyEnd(role);
  const other = interval![end === 'lower' ? 'upper' : 'lower'];
  const [, fault] = role.split(' ');
  const texts: Record<string, { readonly is: string; readonly remedy: string }> = {
    number: {
      is: NO_NUMBER,
      remedy:
        'Write plain numbers such as 1200.50, without unit and thousands separators; leave both ends empty where there is no interval.',
    },
    range: {
      is: `beyond +-${amountText(MAX_END_PARTS / 10 ** decimals, unit)}`,
      remedy: 'Count in a larger unit (thousands), or leave both ends empty where an interval has no end.',
    },
    decimals: {
      is: `finer than the ${decimals} decimals of ${unit}`,
      remedy:
        'Declare `decimals` in data.outcome (0 to 6), or round the ends to it: where labels are no finer, the lower end up and the upper end down keep the same labels in.',
    },
    alone: {
      is: `the only end of an interval, as column "${other}" is empty there`,
      remedy: 'Write both ends, or leave both empty where there is no interval.',
    },
    above: {
      is: `above the upper end in column "${other}"`,
      remedy: 'Swap the columns in data.outcome.interval, or mend the ends that cross.',
    },
  };
  return { column: interval![end], ...texts[fault!]! };
}
