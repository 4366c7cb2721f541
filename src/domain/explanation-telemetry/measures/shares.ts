import { clopperPearson, type Estimate, newcombeDifference } from '../../../core/stats/index.js';
import { LEAST_CELL } from './withheld.js';

export const LEVEL = 0.95;

/** A share of people with the exact interval of Clopper and Pearson; of fewer than are shown it is withheld. */
export function shareOf(successes: number, n: number): Estimate {
  const common = { level: LEVEL, method: 'clopper-pearson', n };
  const interval = clopperPearson({ successes, n }, LEVEL);
  if (interval === null)
    return { ...common, estimate: null, lower: null, upper: null, status: 'undefined', reason: 'nobody' };
  return judged({ ...common, estimate: successes / n, ...interval, status: 'ok' });
}

/** How a share differs from another one, with Newcombe's interval. */
export function differenceOf(after: Count, before: Count): Estimate {
  const n = Math.min(after.n, before.n);
  const common = { level: LEVEL, method: 'newcombe', n };
  const interval = newcombeDifference(after, before, LEVEL);
  if (interval === null)
    return { ...common, estimate: null, lower: null, upper: null, status: 'undefined', reason: 'nobody' };
  const estimate = after.successes / after.n - before.successes / before.n;
  return judged({ ...common, estimate, ...interval, status: 'ok' });
}

export interface Count {
  readonly successes: number;
  readonly n: number;
}

/** A share of few people says what single ones of them were told, so that it is withheld, whatever cell it stands in. */
const judged = (estimate: Estimate): Estimate =>
  estimate.n < LEAST_CELL
    ? {
        ...estimate,
        ...{ estimate: null, lower: null, upper: null },
        ...{ status: 'insufficient', reason: `withheld: fewer than ${LEAST_CELL} people` },
      }
    : estimate;
