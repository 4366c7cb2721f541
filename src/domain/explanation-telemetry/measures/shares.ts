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
  estimate.n < LEAST_CELL ? withheldFor(estimate, `fewer than ${LEAST_CELL} people`) : estimate;

const withheldFor = (estimate: Estimate, why: string): Estimate => ({
  ...estimate,
  ...{ estimate: null, lower: null, upper: null },
  ...{ status: 'insufficient', reason: `withheld: ${why}` },
});

/**
 * Shares of everybody, who come first, and of groups. A share may be of some of its group only, so that groups of enough people have shares of few:
 * where those that are left of everybody are few, the share of the next smallest group is withheld too, as theirs would follow by subtraction.
 *
 * @param names the fields that are such shares
 */
export const withoutRests = <Name extends string, Shares extends Readonly<Record<Name, Estimate>>>(
  groups: readonly Shares[],
  names: readonly Name[],
): readonly Shares[] => names.reduce((shown, name) => withoutRest(shown, name), groups);

function withoutRest<Name extends string, Shares extends Readonly<Record<Name, Estimate>>>(
  groups: readonly Shares[],
  name: Name,
): readonly Shares[] {
  const [everybody, ...named] = groups;
  const shown = named.filter((one) => one[name].n >= LEAST_CELL).sort((a, b) => a[name].n - b[name].n);
  const [smallest] = shown;
  if (everybody === undefined || smallest === undefined) return groups;
  const rest = shown.reduce((left, one) => left - one[name].n, everybody[name].n);
  if (rest === 0 || rest >= LEAST_CELL) return groups;
  const hidden = withheldFor(smallest[name], `a share of fewer than ${LEAST_CELL} people would follow from it`);
  return groups.map((one) => (one === smallest ? { ...one, [name]: hidden } : one));
}
