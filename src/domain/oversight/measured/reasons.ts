import { rateOf } from '../../../core/oversight/index.js';
import type { Estimate } from '../../../core/stats/index.js';
import type { CaseFacts } from './case-facts.js';
import { groupedBy } from './group-by.js';

/** Reasons that are told, those of which most was said. */
const MOST = 50;

/** What readers say of a reason that the machine gave. */
export interface ReasonMeasures {
  readonly reason: string;
  readonly confirmed: number;
  /** Share of what was said of it that it does not hold. */
  readonly denied: Estimate;
}

/** Of each reason of the machine, how often readers denied that it holds. */
export function reasonMeasures(facts: readonly CaseFacts[], level: number): ReasonMeasures[] {
  const said = facts.flatMap(({ readings }) => readings.flatMap(({ verdicts }) => Object.entries(verdicts)));
  return [...groupedBy(said, ([reason]) => reason)]
    .toSorted(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .slice(0, MOST)
    .map(([reason, all]) => {
      const denied = all.filter(([, verdict]) => verdict === 'denied').length;
      return {
        ...{ reason, confirmed: all.length - denied },
        denied: rateOf({ successes: denied, n: all.length }, level, 'nothing was said of it'),
      };
    });
}
