import type { Estimate } from '../../../stats/base/index.js';
import { judgedEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import type { MeasuredOutcome } from '../base/index.js';
import { rankOfLevel } from './groups.js';
import { riditAgainst } from './mean-ranks.js';
import { atLeastRank } from './shares.js';
import { movedProportion, type ShiftMetric } from './shift-shares.js';
import { superiority } from './superiority.js';
import type { OrderedGroup } from './types.js';

/** What the share at a level or a better one is made of. */
export const measuredShare = (group: OrderedGroup, level: string): MeasuredOutcome => ({
  kind: 'rate',
  rate: atLeastRank(group, rankOfLevel(group, level)),
});

/** What the share that was lowered or raised is made of. */
export const measuredMoved = (group: OrderedGroup, metric: ShiftMetric): MeasuredOutcome => ({
  kind: 'rate',
  rate: movedProportion(group, metric),
});

/** The chance to outrank the reference, as it is judged: the interval of `superiority` at any level. */
export const measuredSuperiority = (group: OrderedGroup, reference: OrderedGroup): MeasuredLimited =>
  measuredChance(superiority, group, reference);

/** The mean rank as a chance, as it is judged: the interval of `riditAgainst` at any level. */
export const measuredMeanRank = (group: OrderedGroup, others: OrderedGroup): MeasuredLimited =>
  measuredChance(riditAgainst, group, others);

export type MeasuredLimited = Extract<MeasuredOutcome, { readonly kind: 'limits' }>;

type Chance = typeof riditAgainst;

function measuredChance(chance: Chance, group: OrderedGroup, against: OrderedGroup): MeasuredLimited {
  const { estimate, method } = chance(group, against);
  return {
    kind: 'limits',
    n: group.n,
    value: estimate,
    at(level) {
      const { estimate: value, lower, upper } = chance(group, against, { level });
      return value === null || lower === null || upper === null ? null : { estimate: value, lower, upper };
    },
    method,
  };
}

/** A value with limits as an audit shows it, with the interval that judges it. */
export function measuredEstimate(made: MeasuredLimited, options: EvidenceOptions = {}): Estimate {
  const { level, minGroupSize } = metricSettings(options);
  const { n, value, method, hindrance = '0/0: there is nobody to compare' } = made;
  const frame = { level, method, n };
  if (value === null) return undefinedEstimate(frame, hindrance);
  const { lower, upper } = made.at(level) ?? { lower: null, upper: null };
  return judgedEstimate(frame, { estimate: value, lower, upper }, { size: n, minGroupSize });
}
