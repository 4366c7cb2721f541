/** Groups that are known as probabilities only: weighted rates under an assumption that is said, and the bounds that hold without it. */
export {
  INDEPENDENCE,
  type MembershipEstimate,
  type MembershipGap,
  type MembershipRate,
  membershipGap,
  membershipRates,
} from './estimate.js';
export { type JudgeMembershipOptions, judgeMembership, type MembershipVerdict } from './judge.js';
export { type LikelyPeople, type Membership, type MembershipOptions, membershipOf } from './people.js';
