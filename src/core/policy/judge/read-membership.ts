import { type Membership, membershipOf } from '../../fairness/membership/index.js';
import type { Tally } from '../../fairness/tally/index.js';
import type { MembershipSpec, PolicyData, Requirement } from '../sections/types.js';
import { whyUnseenLikely } from './seen-for.js';

/** An attribute that is known as probabilities, with the people of the data. */
export interface LikelySource {
  readonly spec: MembershipSpec;
  readonly membership: Membership;
}

/**
 * The people of a tally by the probabilities of an attribute.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` where probabilities are no numbers from 0 to 1 that add up to 1, with the number of such rows
 */
export const readMembership = (
  { columns }: MembershipSpec,
  { numbers }: Pick<PolicyData, 'numbers'>,
  tally: Tally,
): Membership => membershipOf(tally, columns, { decimal: numbers?.decimal ?? 'point' });

/** The attribute of a requirement that is known as probabilities; null where its groups are recorded. */
export const likelyAttribute = (
  { by }: Pick<Requirement, 'by'>,
  { membership = [] }: Pick<PolicyData, 'membership'>,
): MembershipSpec | null => membership.find(({ name }) => by.includes(name)) ?? null;

/** Why a requirement about probabilities does not apply to a tally; null where it does. */
export function whyNotLikely(requirement: Requirement, data: PolicyData, tally: Tally): string | null {
  const spec = likelyAttribute(requirement, data);
  if (spec === null) return null;
  const lacking = Object.values(spec.columns).filter((column) => !tally.attributes.includes(column));
  if (lacking.length > 0)
    return `${spec.name} is known as probabilities, and the tally does not carry ${lacking.join(', ')}`;
  return whyUnseenLikely(requirement, data);
}
