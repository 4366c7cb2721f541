import type { MembershipEstimate, MembershipGap } from '../../../core/fairness/membership/index.js';

/** A number about groups known as probabilities, without the assumption, which the section says once. */
type LikelyEstimate = Omit<MembershipEstimate, 'assumption'>;

export interface LikelyGroup {
  readonly attributes: Readonly<Record<string, string>>;
  /** Expected members: the sum of everybody's probability to be one. */
  readonly n: number;
  readonly metrics: Readonly<Record<string, LikelyEstimate>>;
}

/** An attribute that is known as probabilities only, in an audit: weighted rates beside the bounds that hold without their assumption. */
export interface LikelyAttribute {
  readonly attribute: string;
  /** Column of the probabilities of each group. */
  readonly columns: Readonly<Record<string, string>>;
  readonly reference: string;
  /** What the verdicts of requirements rest on. */
  readonly by: 'bounds' | 'independence';
  /** What has to be true for the weighted values. */
  readonly assumption: string;
  /** People without any probability, who are in no number of this attribute. */
  readonly missing: number;
  readonly groups: readonly LikelyGroup[];
  readonly comparisons: readonly Omit<MembershipGap, 'assumption'>[];
}
