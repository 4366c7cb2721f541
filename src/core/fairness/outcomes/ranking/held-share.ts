import type { Estimate } from '../../../stats/base/index.js';
import { plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import { LINEARISED } from './limits.js';
import { sufficient } from './metrics.js';
import { shareValue } from './ranked-value.js';
import { shareOf } from './representation.js';
import type { RankingGroup } from './types.js';

/** What a group may hold a share of: all exposure that positions give, or all relevance of candidates. */
export type Held = 'exposure' | 'relevance';

const WHY_EMPTY: Readonly<Record<Held, string>> = {
  exposure: '0/0: nobody was shown',
  relevance: '0/0: no candidate has a relevance above 0',
};

/**
 * The share that a group holds of the exposure, or of the relevance, of all candidates of all lists. The unit of sampling is the list: the quotient of the two sums is
 * linearised, its interval is Student's on the logit scale, and that of Clopper and Pearson where no two lists differ. `n` counts the lists of the tally.
 *
 * @example heldShare(women, 'exposure').estimate // 0.21, of all exposure of candidates of known and unknown sex
 */
export function heldShare(group: RankingGroup, held: Held, options: EvidenceOptions = {}): Estimate {
  const settings = metricSettings(options);
  const frame = { level: settings.level, n: group.tally.lists };
  const found = shareOf(group, held);
  if (found === null) return undefinedEstimate({ ...frame, method: LINEARISED }, WHY_EMPTY[held]);
  const { value, limits } = shareValue(found.found, found.sides);
  const span = limits.at(settings.level) ?? { lower: null, upper: null };
  const estimate = plainEstimate({ ...frame, method: limits.method }, { estimate: value, ...span });
  return sufficient(estimate, [group.lists], settings);
}
