/** Groups that are known as probabilities only: weighted rates under an assumption that is said, and the bounds that hold without it. */
export {
  expectedMembers,
  INDEPENDENCE,
  type MembershipEstimate,
  type MembershipGap,
  type MembershipRate,
  membershipGap,
  membershipNumbers,
  membershipRates,
} from './estimate.js';
export {
  hasEnoughMembers,
  type MembershipEvidence,
  membershipEvidence,
  type OpenRange,
  type RateEvidence,
} from './evidence.js';
export { type JudgeMembershipOptions, judgeMembership, type MembershipVerdict } from './judge.js';
export { type LikelyPeople, type Membership, type MembershipOptions, membershipOf } from './people.js';
