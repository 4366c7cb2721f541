import type { MeasuredOutcome } from '../base/index.js';
import { rankOfLevel } from './groups.js';
import { atLeastRank } from './shares.js';
import { superiority } from './superiority.js';
import type { OrderedGroup } from './types.js';

/** What the share at a level or a better one is made of. */
export const measuredShare = (group: OrderedGroup, level: string): MeasuredOutcome => ({
  kind: 'rate',
  rate: atLeastRank(group, rankOfLevel(group, level)),
});

/** The chance to outrank the reference, as it is judged: the interval of `superiority` at any level. */
export function measuredSuperiority(group: OrderedGroup, reference: OrderedGroup): MeasuredOutcome {
  const { estimate, method } = superiority(group, reference);
  return {
    kind: 'limits',
    n: group.n,
    value: estimate,
    at(level) {
      const { estimate: value, lower, upper } = superiority(group, reference, { level });
      return value === null || lower === null || upper === null ? null : { estimate: value, lower, upper };
    },
    method,
  };
}
