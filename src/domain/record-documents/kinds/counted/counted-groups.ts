import { TribuneError } from '../../../../core/base/errors.js';
import type { AuditResult, GroupResult } from '../../../audits/result/index.js';
import { isUnknown, sameBy } from '../../../wording/index.js';

/** A category of people with how many of them were selected. */
export interface Counted {
  /** Name of the category; of an intersection its parts, in the order of the attributes. */
  readonly values: readonly string[];
  readonly n: number;
  readonly selected: number;
}

/** The categories of some attributes of an audit, and how many people are in none of them. */
export interface CountedGroups {
  readonly by: readonly string[];
  readonly groups: readonly Counted[];
  /** People of whom an attribute is not known. */
  readonly unknown: number;
  /** People of categories that the audit does not show, because they are so few that one could be recognised. */
  readonly hidden: number;
  /** All people audited. */
  readonly total: number;
}

/**
 * Counts the selected of each category: those who got the favourable outcome. The counts are taken from the audit and held against its
 * rates.
 *
 * @returns null where the audit has no groups of these attributes
 * @throws TribuneError RESULT_INVALID for a result whose rates are not those of whole people
 */
export function countedGroups(result: AuditResult, by: readonly string[]): CountedGroups | null {
  if (result.data.weightKind === 'sampling')
    throw new TribuneError('RESULT_INVALID', 'the audit has sampling weights, and so does not count whole people', {
      remedy: 'Make it of one row a person, without sampling weights.',
    });
  const found = result.groups.filter(({ attributes }) => sameBy(Object.keys(attributes), by));
  if (found.length === 0) return null;
  const known = found.filter((group) => !isUnknown(group));
  const groups = known.map((group) => ({
    values: by.map((name) => String(group.attributes[name])),
    n: group.n,
    selected: selectedOf(group, result.policy.favourable),
  }));
  const total = result.overall.n;
  const people = (some: readonly { readonly n: number }[]): number => some.reduce((sum, { n }) => sum + n, 0);
  const unknown = people(found) - people(known);
  return { by, groups, total, unknown, hidden: total - people(found) };
}

/** Rates are printed with at least this many digits wherever they come from. */
const RATE_TOLERANCE = 1e-6;

function selectedOf({ attributes, n, counts, metrics }: GroupResult, favourable: 0 | 1): number {
  const rate = metrics.favourable_rate?.estimate ?? null;
  const selected = selectedByCounts(counts, favourable, rate, n);
  const isWhole = Number.isInteger(n) && Number.isInteger(selected);
  if (!isWhole || selected === null || (rate !== null && Math.abs(selected / n - rate) > RATE_TOLERANCE))
    throw new TribuneError('RESULT_INVALID', `the audit does not count whole people in ${JSON.stringify(attributes)}`, {
      remedy: 'Make it of one row a person, without sampling weights, with decisions that are 0 or 1.',
    });
  return selected;
}

/** With a label of everybody the four cells give the count; else the rate of all people does, labelled or not. */
function selectedByCounts(
  counts: GroupResult['counts'],
  favourable: 0 | 1,
  rate: number | null,
  n: number,
): number | null {
  if (counts === undefined || counts.unlabelled > 0) return rate === null ? (n === 0 ? 0 : null) : Math.round(rate * n);
  return favourable === 1 ? counts.tp + counts.fp : counts.fn + counts.tn;
}

export const rateOf = ({ selected, n }: Pick<Counted, 'selected' | 'n'>): number | null =>
  n === 0 ? null : selected / n;

/** The highest rate of categories; null where none has people. */
export const highestRate = (groups: readonly Counted[]): number | null => {
  const rates = groups.map(rateOf).filter((rate) => rate !== null);
  return rates.length === 0 ? null : Math.max(...rates);
};

/** A rate over the highest one; null where that is 0 or there is none. */
export const impactRatio = (rate: number | null, highest: number | null): number | null =>
  rate === null || highest === null || highest === 0 ? null : rate / highest;
