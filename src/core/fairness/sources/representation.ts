import { clopperPearson } from '../../stats/index.js';
import type { GroupKey } from '../tally/index.js';
import type { Measured } from './types.js';

/** A group of the stated population, and how many of the data belong to it. */
export interface StatedGroup {
  readonly group: GroupKey;
  /** Share of the population, above 0 and at most 1, taken as known. */
  readonly share: number;
  /** People of the data in the group. */
  readonly n: number;
}

/**
 * Representation of groups: the share of each among the people of the data whose group is known, over its share of the stated population,
 * with the exact interval of Clopper and Pearson (1934). `facts` says how many people of the group are missing while everybody else stays:
 * until its share is that of the population (`missingToShare`), and until the ratio is `minRatio` (`missingToBound`).
 *
 * @param total people of the data whose group is known, in stated groups or not
 * @example
 * representation([{ group: { sex: 'Female' }, share: 0.5, n: 200 }], { total: 1000, minRatio: 0.8 })[0].estimate; // 0.4
 */
export function representation(
  groups: readonly StatedGroup[],
  { total, minRatio }: { readonly total: number; readonly minRatio: number },
): Measured[] {
  return groups.map(({ group, share, n }) => {
    const value = total === 0 ? null : n / total;
    const common = { subject: null, group, reference: null, n, nReference: total, value, referenceValue: share };
    return {
      ...common,
      estimate: value === null || share === 0 ? null : value / share,
      method: 'clopper-pearson',
      sufficient: true,
      ...(total === 0
        ? { reason: 'nobody has a known group' }
        : share === 0
          ? { reason: 'the population has nobody of this group' }
          : {}),
      facts: { missingToShare: missing(n, total, share), missingToBound: missing(n, total, minRatio * share) },
      interval(level) {
        const ends = share === 0 ? null : clopperPearson({ successes: n, n: total }, level);
        return ends && { lower: ends.lower / share, upper: ends.upper / share };
      },
    };
  });
}

/** Slack of a quotient that is a whole number but for rounding. */
const SLACK = 1e-9;

/** People to add to a group of `n` among `total`, until it is this share of all; null where no number would do. */
function missing(n: number, total: number, share: number): number | null {
  if (n >= share * total) return 0;
  if (share >= 1) return null;
  const exact = (share * total - n) / (1 - share);
  return Math.ceil(exact - SLACK * Math.max(1, exact));
}
