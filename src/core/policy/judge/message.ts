import { counted } from '../../base/counted.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { untestedSentence } from '../accepted/untested-sentence.js';
import { compositeOf, isOfEach, isTogether } from '../sections/composites.js';
import { countedIn, measureWords, sizeText } from '../sections/metric-needs.js';
import type { RequirementResult } from '../sections/result-types.js';
import {
  allowedText,
  amountText,
  countText,
  groupList,
  groupText,
  intervalText,
  levelText,
  numberText,
} from '../sections/text.js';
import { allowedChange, changeExact, changeFact, changeSpan } from './change-message.js';
import { givenSentence } from './given-message.js';
import { isLargestOf, showsAnother } from './largest.js';
import { hasLikely, likelyFact, likelyRemedy } from './likely-message.js';
import { isWithinReach, outOfReach } from './needed-message.js';
import { decimalsOfSides, unitOfValues } from './sides.js';
import { togetherFact } from './together-message.js';
import { hasUnseen, lotsSentence, unseenFact, unseenRemedy } from './unseen-message.js';
import { valueExact, valueFact } from './value-message.js';

/** The result that a message is made from. */
export type Judged = Omit<RequirementResult, 'message'>;

/** Says the verdict in a few sentences that need no statistics to read. */
export function messageOf(result: Judged): string {
  const sentences = [
    factSentence(result),
    lotsSentence(result),
    givenSentence(result),
    reasonSentence(result),
    hasUnseen(result) ? unseenRemedy(result) : '',
    hasLikely(result) ? likelyRemedy(result) : '',
    cellSentence(result),
    smallSentence(result),
  ];
  return `${sentences.filter((text) => text !== '').join(' ')}${untestedSentence(result)}`;
}

const finite = (value: number | null | undefined): number | null => value ?? null;

/** Names the two groups (of a value the one), their numbers, and what is allowed. */
export function factSentence(r: Judged): string {
  if (hasUnseen(r)) return unseenFact(r);
  if (hasLikely(r)) return likelyFact(r);
  if (isTogether(r)) return togetherFact(r);
  if (r.compare === 'value') return valueFact(r);
  if (r.compare === 'change') return changeFact(r);
  if (r.group === null || r.reference === null) return '';
  const decimals = decimalsOfSides(r);
  const side = (key: NonNullable<typeof r.group>, value: number | null | undefined, n: number | null) =>
    `${amountText(finite(value), unitOfValues(r), [], decimals)} for ${groupText(key)}${sizeText(r.metric, n)}`;
  const interval =
    r.lower === null && r.upper === null
      ? 'no interval'
      : `${levelText(r.level)} interval ${intervalText(r.lower, r.upper, unitOfGap(r), boundsOf(r))}`;
  const allowed = allowedText(finite(r.allowed?.lower), finite(r.allowed?.upper), unitOfGap(r));
  return (
    `The ${compositeOf(r.metric)?.words.values ?? measureWords(r)}${debiasedWords(r)} is ${side(r.group, r.groupValue, r.nGroup)} and ${side(r.reference, r.referenceValue, r.nReference)}: ` +
    `${comparisonText(r)} (${interval}), allowed ${allowed}.`
  );
}

const debiasedWords = ({ metric }: Judged): string =>
  metric === 'expected_calibration_error' ? ', the part that chance alone makes taken out,' : '';

/** The ends of the allowed range, beside which estimate and interval are told. */
const boundsOf = ({ allowed }: Judged) => [allowed?.lower, allowed?.upper];

/** Text of the estimate. A ratio to 0 is no number; its interval may still say that it is large. */
const comparisonText = (r: Judged): string =>
  r.estimate === null
    ? `no ${r.compare} can be formed`
    : `${compositeOf(r.metric)?.words.measure ?? `a ${r.compare}`} of ${amountText(r.estimate, unitOfGap(r), boundsOf(r), decimalsOfSides(r))}`;

/** The unit of what is bounded, a gap, a value or a change: a ratio and a relative change have none. */
export const unitOfGap = (r: Pick<Judged, 'metric' | 'unit' | 'compare' | 'change'>): string | undefined =>
  r.compare === 'ratio' || r.change?.relative === true ? undefined : unitOfValues(r);

/** Why the interval is missing, where that is known; also used by `explainRequirement`. */
export const notEstimableSentence = ({ hindrance, compare, lots }: Judged): string =>
  lots !== undefined && hindrance !== undefined
    ? `It would pass, but ${hindrance}.`
    : hindrance === undefined
      ? `The ${compare === 'value' || compare === 'change' ? compare : 'comparison'} or its interval cannot be estimated from these counts.`
      : `There is no interval to judge by: ${hindrance}.`;

function reasonSentence(r: Judged): string {
  switch (r.reason) {
    case 'estimate-beyond':
      return `The estimate lies beyond the bound: ${brokenText(r)}.`;
    case 'estimates-within':
      return r.by.length === 0
        ? 'The estimate lies within the bound.'
        : 'Every estimate lies within the bound; this one is the nearest to it.';
    case 'interval-beyond':
      return `${wideText(r)}, lies wholly beyond the bound: ${brokenText(r)}.`;
    case 'exact-beyond':
      return `${exactSentence(r)} The bound that is broken: ${brokenText(r)}.`;
    case 'intervals-within':
      if (isLargestOf(r)) return 'Every interval lies within the bound.';
      return r.by.length === 0
        ? 'The interval lies within the bound.'
        : 'Every interval lies within the bound; this one comes nearest to it.';
    case 'interval-across':
      return `${acrossText(r)}, so ${r.evidence === 'compliance' ? 'compliance is not shown' : 'neither side is shown'}.${neededSentence(r)}`;
    case 'small-groups':
      return `The groups large enough to judge lie within the bound, but small groups keep it from passing.${neededSentence(r)}`;
    case 'small-cells':
      return `Every interval lies within the bound, but counted exactly this comparison does not show it.${neededSentence(r)}`;
    case 'nothing-to-compare':
      return nothingJudged(r);
    case 'change-untested':
      return 'What could be tested lies within the bound.';
    case 'not-estimable':
      return notEstimableSentence(r);
    default:
      return '';
  }
}

function nothingJudged(r: Judged): string {
  if (isOfEach(r)) return `No group is large enough to judge.${neededSentence(r)}`;
  if (r.compare === 'change') return 'No group is large enough to judge in both audits.';
  return r.group === null
    ? 'Fewer than two groups are large enough to compare.'
    : `One of the two is too small to judge.${neededSentence(r)}`;
}

/** Whether each group is judged by itself and not against another. */
const isOfGroups = (r: Pick<Judged, 'compare' | 'metric'>): boolean => isOfEach(r) || r.compare === 'change';

const acrossText = (r: Judged): string =>
  ACROSS[undecidedBy(r)].replace('number of comparisons', `number of ${isOfGroups(r) ? 'groups' : 'comparisons'}`);

const ACROSS = {
  interval: 'The interval reaches across the bound',
  correction:
    'By itself the interval lies beyond the bound, but corrected for the number of comparisons it reaches across',
  tight:
    'By itself the interval lies beyond the bound, but widened because either end might break so tight a bound by chance it reaches across',
  count: 'The interval lies beyond the bound, but counted exactly so few people do not show it',
} as const;

type Ends = { readonly lower: number | null; readonly upper: number | null };

const beyond = (interval: Ends | null, allowed: Ends | undefined): boolean =>
  interval !== null &&
  ((interval.lower !== null && allowed?.upper != null && interval.lower > allowed.upper) ||
    (interval.upper !== null && allowed?.lower != null && interval.upper < allowed.lower));

/**
 * Why a comparison whose interval does not lie within the bound is no breach: the interval reaches across the bound; or it lies beyond by
 * itself and reaches across once it is widened for the number of comparisons (or, with one comparison, for a tight bound); or it lies
 * beyond even then, but the exact count of few people does not agree.
 */
export function undecidedBy(
  r: Pick<Judged, 'lower' | 'upper' | 'allowed' | 'simultaneous' | 'comparisons'>,
): keyof typeof ACROSS {
  if (!beyond(r, r.allowed)) return 'interval';
  if (beyond(r.simultaneous, r.allowed)) return 'count';
  return r.comparisons === 1 ? 'tight' : 'correction';
}

/** The interval that a failure rests on. With one comparison it is wider than the plain one only where the bound is tight. */
function wideText(r: Judged): string {
  const { comparisons = 1, simultaneous, level } = r;
  const interval = `The interval${deciderWords(r)}`;
  if (comparisons > 1)
    return `${interval}${showsAnother(r) ? ', which' : ' that'} allows for ${comparisonsText(r)}, ${simultaneousText(r)}`;
  return simultaneous !== null && simultaneous.level > level
    ? `${interval}, widened because either end might break so tight a bound by chance, ${simultaneousText(r)}`
    : `${interval}, ${simultaneousText(r)}`;
}

/** Whose the interval of a failure is, where the estimate told before it is that of another gap or group; also used by `explainRequirement`. */
export function deciderWords(r: Judged): string {
  if (!showsAnother(r)) return '';
  return isTogether(r) ? ' of that gap' : ' of that group';
}

/** What shares the level, counted: `6 comparisons`, or `6 groups` where each is judged by itself; also used by `explainRequirement`. */
export const comparisonsText = ({
  comparisons = 1,
  compare,
  metric,
}: Pick<Judged, 'comparisons' | 'compare' | 'metric'>): string =>
  counted(countText(comparisons), isOfGroups({ compare, metric }) ? 'group' : 'comparison');

/** The broken bound in words: `at least 0.8`, or `at most 1.25` where the same `min` broke in the other direction. */
export function brokenText(r: Judged): string {
  if (r.change !== undefined) return allowedChange(r.change, unitOfGap(r));
  return r.brokenBound
    ? allowedText(r.brokenBound.min ?? null, r.brokenBound.max ?? null, unitOfGap(r))
    : allowedText(r.allowed?.lower ?? null, r.allowed?.upper ?? null, unitOfGap(r));
}

/** Says how the count of a small group decided; also used by `explainRequirement`. */
export function exactSentence(r: Judged): string {
  if (isOfEach(r)) return valueExact(r);
  if (r.compare === 'change') return changeExact(r);
  if (r.exact === undefined || r.group === null || r.reference === null) return '';
  const { group, successes, n, rate, side, chance, allowed, otherLevel = 1 } = r.exact;
  const isGroup = groupText(group) === groupText(r.group);
  const other = groupText(isGroup ? r.reference : r.group);
  const outcome = `${countText(successes)} of ${countText(n)} or ${side === 'below' ? 'fewer' : 'more'}`;
  return (
    `${groupText(group)} is too small for an interval; its own count decides. The bound and the exact ${levelText(otherLevel)} interval of ${other} ` +
    `leave it a rate of ${side === 'below' ? 'at least' : 'at most'} ${numberText(rate)}, at which ${outcome} has a chance of at most ${numberText(chance, [allowed])}; ` +
    `up to ${numberText(allowed)} would count as chance with ${comparisonsText(r)}.`
  );
}

const wideEnds = ({ lower, upper }: Ends, r: Judged): string =>
  r.change === undefined ? intervalText(lower, upper, unitOfGap(r), boundsOf(r)) : changeSpan({ lower, upper }, r);

const simultaneousText = (r: Judged): string =>
  r.simultaneous === null ? 'unknown' : `${wideEnds(r.simultaneous, r)} at ${levelText(r.simultaneous.level)}`;

function neededSentence({ nNeeded, nGroup, group, by, compare, metric }: Judged): string {
  if (nNeeded === null || group === null) return '';
  if (!isWithinReach({ nNeeded, nGroup })) return ` ${outOfReach({ by })}`;
  const people = counted(countText(nNeeded), countedIn(metric));
  if (by.length === 0) return ` About ${people} would decide it if the value stayed.`;
  if (compare === 'change') return ` About ${people} in ${groupText(group)} would decide it if the values stayed.`;
  return ` About ${people} in ${groupText(group)}, and the others in proportion, would decide it if the values stayed.`;
}

/** Says that the interval rests on few people, where that matters; also used by `explainRequirement`. */
export function cellSentence({ smallCells, reason, compare }: Judged): string {
  if (!smallCells) return '';
  const few = `In one of the ${compare === 'change' ? 'audits' : 'groups'} one kind of outcome counts only ${countText(smallCells.smallest)}; below ${smallCells.trusted} such an interval errs more often than its level says`;
  if (smallCells.confirmed) return `${few}, so the exact count was asked too: it agrees.`;
  return reason === 'small-cells' ? `${few}, so the exact count is asked too.` : `${few}.`;
}

function smallSentence(r: Judged): string {
  // Of a change the sentence on untested groups names them, with the audit in which they are too small.
  if (r.compare === 'change') return '';
  const pooled = new Set((r.pooled ?? []).map(keyText));
  const undecided = undecidedSmallGroups(r);
  const said = (verb: string, groups: readonly GroupKey[], size = smallSize(r, r.given !== undefined)) =>
    groups.length === 0 ? [] : [`${verb}${size}: ${groupList(groups)}.`];
  const together = undecided.filter((key) => pooled.has(keyText(key)));
  const apart = undecided.filter((key) => !pooled.has(keyText(key)));
  return [
    ...(r.poolSufficient === true
      ? said('Judged together, because each is too small alone', together, smallSize(r, false))
      : said('Too small to judge, even together', together)),
    ...said(
      r.smallGroups === 'report' ? 'Listed, not judged, because they are too small' : 'Too small to judge',
      apart,
    ),
  ].join(' ');
}

/** How few people are too few; within strata those of either side count that are in strata of both. */
function smallSize({ metric, minGroupSize }: Judged, withinStrata: boolean): string {
  if (minGroupSize === undefined) return '';
  const few = `fewer than ${minGroupSize}${countedIn(metric) === 'person' ? '' : ` ${countedIn(metric)}s`}`;
  return withinStrata ? ` (in strata that have both, the group or its reference counts as ${few})` : ` (${few})`;
}

/** Groups too small to judge that did not decide by their own count. */
export function undecidedSmallGroups({ insufficientGroups, exact }: Judged): readonly GroupKey[] {
  if (exact === undefined) return insufficientGroups;
  const decided = new Set([exact.group, ...exact.members].map(keyText));
  return insufficientGroups.filter((key) => !decided.has(keyText(key)));
}

const keyText = (key: GroupKey): string => JSON.stringify(Object.entries(key));
