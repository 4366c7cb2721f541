import { TribuneError } from '../../base/errors.js';
import { INDEPENDENCE, type MembershipEstimate } from './estimate.js';

/** What is allowed of a rate, a difference or a ratio. */
export interface JudgeMembershipOptions {
  readonly min?: number;
  readonly max?: number;
  /**
   * `independent`: judge the weighted value, whose assumption is then part of the sentence. By default the bounds judge, so that nothing passes or fails on an
   * assumption.
   */
  readonly assume?: 'independent';
}

export interface MembershipVerdict {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** What decided. */
  readonly by: 'bounds' | 'independence';
  /** The limits that were held against what is allowed; null where there is none on that side. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly message: string;
}

/**
 * Holds a number about groups known as probabilities against what is allowed. It fails where all of the limits lie beyond, passes where all of them lie within, and is
 * inconclusive otherwise, where it is undefined, and where fewer than `minGroupSize` members are expected. The limits are the outer ends of the bounds
 * or, under `assume: 'independent'`, those of the weighted value.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where nothing is allowed or forbidden, or the lowest allowed value is above the highest
 * @example judgeMembership(gap, { min: -0.2 }).verdict // 'inconclusive': the probabilities tell too little
 */
export function judgeMembership(estimate: MembershipEstimate, allowed: JudgeMembershipOptions): MembershipVerdict {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, assume } = allowed;
  if (!(min <= max && (Number.isFinite(min) || Number.isFinite(max))))
    throw new TribuneError('INVALID_ARGUMENT', `allowed is from ${min} to ${max}`, {
      remedy: 'Pass a finite min, max, or both, min not above max.',
    });
  const by = assume === 'independent' ? 'independence' : 'bounds';
  const { bounds } = estimate;
  const [lower, upper] =
    by === 'independence' ? [estimate.lower, estimate.upper] : [bounds.outerLower, bounds.outerUpper];
  const verdict = verdictOf(estimate, [lower, upper], [min, max]);
  return { verdict, by, lower, upper, message: messageOf(estimate, by, verdict) };
}

function verdictOf(
  estimate: MembershipEstimate,
  [lower, upper]: readonly [number | null, number | null],
  [min, max]: readonly [number, number],
): MembershipVerdict['verdict'] {
  const isUnknown = estimate.estimate === null || (lower === null && upper === null);
  if (isUnknown || estimate.status === 'insufficient') return 'inconclusive';
  const [low, high] = [lower ?? Number.NEGATIVE_INFINITY, upper ?? Number.POSITIVE_INFINITY];
  if (low > max || high < min) return 'fail';
  return low >= min && high <= max ? 'pass' : 'inconclusive';
}

const shown = (value: number | null): string => (value === null ? 'no limit' : value.toFixed(3));

function messageOf(estimate: MembershipEstimate, by: MembershipVerdict['by'], verdict: string): string {
  const { bounds, effectiveSize, level } = estimate;
  const within = `Without any assumption about it the value lies between ${shown(bounds.lower)} and ${shown(bounds.upper)} (${Number((100 * level).toFixed(6))} % limits ${shown(bounds.outerLower)} to ${shown(bounds.outerUpper)})`;
  const weighted = `weighted by probability it is ${shown(estimate.estimate)} (${shown(estimate.lower)} to ${shown(estimate.upper)}, effective size ${effectiveSize.toFixed(1)})`;
  const rests = by === 'independence' ? `The ${verdict} rests on the assumption` : 'That second value would be right';
  const link = by === 'independence' ? ' that ' : ' only if ';
  return `The group is known as a probability only. ${within}; ${weighted}. ${rests}${link}${INDEPENDENCE}.`;
}
