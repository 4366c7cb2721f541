import { miettinenNurminenDifference } from '../../stats/index.js';
import type { GroupKey } from '../tally/index.js';
import type { Measured } from './types.js';

/** People of a group, and those of them of whom something is true. */
export interface GroupCount {
  readonly group: GroupKey;
  readonly n: number;
  readonly successes: number;
}

export interface RateGapOptions {
  readonly subject: string | null;
  /** The group that all others are compared with; it is chosen by declaration or size, never by its rate. */
  readonly reference: GroupCount;
  readonly minGroupSize: number;
}

/**
 * Gaps of a rate: each group's minus the reference's, with the score interval of Miettinen and Nurminen (1985), which is defined at 0 and
 * at full counts.
 *
 * @param groups every group but the reference
 * @example
 * rateGaps([{ group: { sex: 'Female' }, n: 70, successes: 56 }], { subject: null, reference: { group: { sex: 'Male' }, n: 80, successes: 48 },
 *   minGroupSize: 30 })[0].estimate; // 0.2
 */
export function rateGaps(groups: readonly GroupCount[], options: RateGapOptions): Measured[] {
  const { subject, reference, minGroupSize } = options;
  const referenceValue = rateOf(reference);
  return groups.map((one) => {
    const value = rateOf(one);
    const empty = value === null ? one : referenceValue === null ? reference : null;
    return {
      subject,
      group: one.group,
      reference: reference.group,
      n: one.n,
      nReference: reference.n,
      value,
      referenceValue,
      estimate: value === null || referenceValue === null ? null : value - referenceValue,
      method: 'miettinen-nurminen',
      sufficient: one.n >= minGroupSize && reference.n >= minGroupSize,
      ...(empty === null
        ? {}
        : { reason: empty === one ? 'the group has nobody to count' : 'the reference has nobody to count' }),
      interval: (level) => miettinenNurminenDifference(one, reference, level),
    };
  });
}

const rateOf = ({ n, successes }: GroupCount): number | null => (n === 0 ? null : successes / n);
