import { counted } from '../base/counted.js';
import { isIntegerMetric } from '../fairness/metrics/index.js';
import type { MetricName } from '../fairness/tally/index.js';
import { untestedSentence } from './accepted/untested-sentence.js';
import { allowedChange, changeSpan } from './judge/change-message.js';
import { givenSentence } from './judge/given-message.js';
import { isLargestOf } from './judge/largest.js';
import { hasLikely, isBoundedLikely, likelyRemedy } from './judge/likely-message.js';
import {
  brokenText,
  cellSentence,
  comparisonsText,
  deciderWords,
  exactSentence,
  factSentence,
  notEstimableSentence,
  undecidedBy,
  undecidedSmallGroups,
  unitOfGap,
} from './judge/message.js';
import { isWithinReach, outOfReach } from './judge/needed-message.js';
import { unitOfValues } from './judge/sides.js';
import { hasUnseen, lotsSentence, unseenRemedy } from './judge/unseen-message.js';
import { compositeOf, isOfEach, isTogether } from './sections/composites.js';
import { countedIn, measureWords } from './sections/metric-needs.js';
import type { RequirementResult, VerdictReason } from './sections/result-types.js';
import { allowedText, amountText, countText, groupList, groupText, intervalText, levelText } from './sections/text.js';
import type { ReferenceChoice } from './sections/types.js';

const BASIS = { law: 'law', guidance: 'guidance', practice: 'common practice', ours: 'our own standard' } as const;

const STANDARDS = {
  point: 'The estimates decide, as they stand; their uncertainty is shown but not used.',
  violation:
    'It fails only when an interval lies wholly beyond the bound, passes only when all lie wholly within, and is inconclusive otherwise.',
  compliance: 'It passes only when every interval lies wholly within the bound: who decides about people must show it.',
} as const;

const UNSEEN =
  'No estimate decides: it fails only when all that the unseen labels leave, with the chance of the sample, lies beyond the bound, and passes only when all of it lies within.';

const LIKELY =
  'No estimate decides, since nothing is assumed about people with equal probabilities: it fails only when all that the probabilities leave, with the chance of the sample, lies beyond the bound, and passes only when all of it lies within.';

const SMALL_GROUPS = {
  inconclusive: 'they keep the requirement from passing',
  report: 'they are listed, not judged',
  pool: 'they are judged together as one group',
} as const;

const CHANGE_REASONS: ReadonlySet<VerdictReason> = new Set([
  'worse-than-baseline',
  'no-worse-than-baseline',
  'change-undecided',
  'change-untested',
]);

/**
 * Explains how a verdict came about and what would change it, in plain sentences with one thought each.
 *
 * @example explainRequirement(result) // ['It asks that ...', 'The favourable rate is ...', ..., 'It would pass if ...']
 */
export function explainRequirement(r: RequirementResult): string[] {
  if (r.verdict === 'not_applicable') return [asked(r), r.message];
  if (r.from !== undefined)
    return [asked(r), r.message, digestSentence(r.from), waiver(r)].filter((text) => text !== '');
  if (r.reason === 'withheld')
    return [
      asked(r),
      r.message,
      'Somebody who may see persons makes the audit that decides it; the guide names the scopes.',
    ];
  if (r.reason === 'lists-not-whole')
    return [
      asked(r),
      r.message,
      'Send the candidates that are missing and the records that mend what contradicts; then the same audit counts those lists.',
    ];
  if (r.compare !== 'change' && r.reason !== undefined && CHANGE_REASONS.has(r.reason))
    return [
      r.message,
      'The change is tested with the evidence of both audits, so chance alone seldom fails it. Accept a new audit as the baseline to move the mark.',
    ];
  return [
    asked(r),
    hasUnseen(r) ? UNSEEN : isBoundedLikely(r) ? LIKELY : STANDARDS[r.evidence],
    factSentence(r),
    lotsSentence(r),
    givenSentence(r),
    decided(r),
    cellSentence(r),
    small(r),
    untestedSentence(r).trim(),
    hasUnseen(r) ? unseenRemedy(r) : hasLikely(r) ? likelyRemedy(r) : change(r),
    waiver(r),
  ].filter((text) => text !== '');
}

const digestSentence = ({ digest }: NonNullable<RequirementResult['from']>): string =>
  digest === undefined
    ? ''
    : `The file that was read has the digest ${digest}: another file of that name proves nothing.`;

function asked(r: RequirementResult): string {
  const allowed = r.allowed
    ? allowedText(r.allowed.lower, r.allowed.upper, unitOfGap(r))
    : allowedText(r.bound.min ?? null, r.bound.max ?? null, unitOfGap(r));
  const source = `${BASIS[r.basis.kind]}: ${r.basis.source}`;
  const consequence = r.severity === 'block' ? 'A failure blocks' : 'A failure only warns';
  return `${askedOf(r, allowed)} (${source}). ${consequence}.`;
}

function askedOf(r: RequirementResult, allowed: string): string {
  if (r.from !== undefined) return `It asks that ${measureWords(r)}, a number of another result, be ${allowed}`;
  if (isTogether(r)) return `It asks that ${gapAsked(r)} be ${allowed}`;
  if (r.compare === 'value') return `It asks that ${valueAsked(r)} be ${allowed}`;
  if (r.compare === 'change')
    return `It allows ${valueAsked(r)} ${r.change ? allowedChange(r.change, unitOfGap(r)) : allowed} since the accepted audit`;
  return `It asks that ${gapAsked(r)} be ${allowed}${referenceText(r.referenceChoice)}`;
}

const gapAsked = (r: RequirementResult): string =>
  `the ${compositeOf(r.metric) === null ? `${r.compare} of ` : ''}${measureWords(r)} between groups of ${r.by.join(' x ')}${r.given === undefined ? '' : ` within the same ${r.given.join(' x ')}`}`;

function valueAsked(r: RequirementResult): string {
  if (compositeOf(r.metric)?.overlapping === true)
    return `the ${measureWords(r)} over everyone, each group of ${r.by.join(', of ')}, and declared intersections`;
  return `the ${measureWords(r)} of ${r.by.length === 0 ? 'everyone together' : `each group of ${r.by.join(' x ')}`}`;
}

function referenceText(choice: ReferenceChoice | undefined): string {
  if (choice === undefined || choice === 'declared') return ', against the declared reference';
  if (choice === 'highest') return ', against the group with the highest value';
  if (choice === 'largest') return ', against the largest group';
  return choice === 'all-pairs' ? ', for all pairs of groups' : `, against ${groupText(choice)}`;
}

function decided(r: RequirementResult): string {
  const wide = r.simultaneous;
  if (r.reason === 'interval-beyond' && wide)
    return `${widened(r, wide)} lies wholly beyond the bound: ${brokenText(r)}.${anyPair(r)}`;
  if (r.reason === 'exact-beyond')
    return `${exactSentence(r)} The bound that is broken: ${brokenText(r)}.${anyPair(r)}`;
  if (r.reason === 'interval-across') return across(r);
  if (r.reason === 'estimate-beyond') return `The estimate lies beyond the bound: ${brokenText(r)}.`;
  if (r.reason === 'intervals-within' && isLargestOf(r)) return 'Every interval lies within the bound.';
  if (r.reason === 'estimates-within' || r.reason === 'intervals-within')
    return nearest(r, isOfEach(r) || r.compare === 'change' ? 'group' : 'comparison');
  if (r.reason === 'waiver-expired') return 'It did not pass, and the waiver that covered it has expired.';
  if (r.reason === 'small-cells')
    return 'Every interval lies within the bound, but counted exactly this comparison does not show it.';
  if (r.reason === 'nothing-to-compare')
    return isOfEach(r) || r.compare === 'change'
      ? 'There was no group large enough to judge.'
      : 'There were not two groups large enough to compare.';
  if (r.reason === 'not-estimable') return notEstimableSentence(r);
  return r.reason === undefined ? r.message : '';
}

/** Of several comparisons or groups the one that is shown; a single one has nothing to be compared with. */
function nearest({ comparisons = 1, reason }: RequirementResult, what: 'comparison' | 'group'): string {
  if (comparisons > 1) return `This ${what} comes nearest to the bound; all others lie further inside.`;
  return reason === 'estimates-within' ? 'The estimate lies within the bound.' : 'The interval lies within the bound.';
}

/**
 * Explains an interval across the bound. By itself it may lie beyond the bound, but the interval that allows for all comparisons decides.
 */
function across(r: RequirementResult): string {
  const { simultaneous: wide, comparisons = 1 } = r;
  const by = undecidedBy(r);
  if (hasUnseen(r) || isBoundedLikely(r))
    return 'The range reaches across the bound: what is known fits both sides of it.';
  if (by === 'interval' || wide === null)
    return 'The interval reaches across the bound: the data fit both sides of it.';
  if (by === 'count')
    return 'The interval lies beyond the bound, but one side has so few people of one kind that the exact count decides, and it does not show a breach.';
  const why =
    comparisons === 1
      ? 'the bound is so tight that either end might break it by chance'
      : `with ${comparisonsText(r)} one might look bad by chance`;
  return `By itself the interval lies beyond the bound, but ${why}: widened to ${levelText(wide.level)} it is ${endsText(r, wide)}, which reaches across.`;
}

function endsText(r: RequirementResult, { lower, upper }: NonNullable<RequirementResult['simultaneous']>): string {
  if (r.change === undefined) return intervalText(lower, upper, unitOfGap(r), [r.allowed?.lower, r.allowed?.upper]);
  return changeSpan({ lower, upper }, r);
}

/** Explains a widened interval. One comparison needs none, unless its bound is tight. */
function widened(r: RequirementResult, wide: NonNullable<RequirementResult['simultaneous']>): string {
  const { comparisons = 1, level } = r;
  const interval = endsText(r, wide);
  if (wide.level <= level) return `The ${levelText(wide.level)} interval${deciderWords(r)}, ${interval},`;
  const many =
    comparisons === 1
      ? 'The bound is so tight that either end might break it'
      : `With ${comparisonsText(r)} one might look bad`;
  return `${many} by chance, so the interval${deciderWords(r)} is widened to ${levelText(wide.level)}: ${interval}. It still`;
}

/** Explains why a pair without the highest group may decide under `highest`. */
const anyPair = ({ referenceChoice, reference }: RequirementResult): string =>
  referenceChoice === 'highest' && reference !== null
    ? ` The group that truly stands highest stands at least as high as ${groupText(reference)}.`
    : '';

function small(r: RequirementResult): string {
  const undecided = undecidedSmallGroups(r);
  if (undecided.length === 0 || r.compare === 'change') return '';
  const units = countedIn(r.metric) === 'person' ? '' : ` ${countedIn(r.metric)}s`;
  const minimum = r.minGroupSize === undefined ? '' : ` (fewer than ${r.minGroupSize}${units})`;
  return `Too small alone${minimum}: ${groupList(undecided, 12)}; by the policy ${SMALL_GROUPS[r.smallGroups]}.${isRate(r) ? ' A small group whose own count is surely beyond the bound fails all the same.' : ''}`;
}

function change(r: RequirementResult): string {
  if (!isWithinReach(r)) return outOfReach(r);
  if (r.nNeeded !== null && (r.by.length === 0 || r.compare === 'change'))
    return `If the value stayed, about ${counted(countText(r.nNeeded), countedIn(r.metric))} (now ${countText(r.nGroup ?? 0)}) would decide it.`;
  if (r.nNeeded !== null && r.group !== null)
    return `If the values stayed, about ${counted(countText(r.nNeeded), countedIn(r.metric))} in ${groupText(r.group)} (now ${countText(r.nGroup ?? 0)}), and the others in proportion, would decide it.`;
  if (
    r.reason === 'estimate-beyond' ||
    r.reason === 'interval-beyond' ||
    r.reason === 'exact-beyond' ||
    r.reason === 'waiver-expired'
  )
    return shortfall(r);
  if (r.reason === 'estimates-within' || r.reason === 'intervals-within') return room(r);
  if (r.reason === 'small-groups' || r.reason === 'nothing-to-compare')
    return `More people in the small groups would decide it, or another choice for small groups in the policy.`;
  return '';
}

/** The value of the group at which the estimate would lie on the nearest bound, with the reference unchanged. */
function valueAtBound({
  estimate,
  allowed,
  brokenBound,
  compare,
  referenceValue,
  change: asked,
}: RequirementResult): number | null {
  if (estimate === null || !allowed) return null;
  const distance = (end: number) => Math.abs(end - estimate);
  const ends = [allowed.lower, allowed.upper].filter((end) => end !== null);
  const nearest = brokenBound?.min ?? brokenBound?.max ?? ends.sort((a, b) => distance(a) - distance(b))[0];
  if (nearest === undefined) return null;
  if (compare === 'value') return nearest;
  if (referenceValue === null || referenceValue === undefined) return null;
  if (compare === 'change') return asked?.relative ? referenceValue * (1 + nearest) : referenceValue + nearest;
  return compare === 'difference' ? referenceValue + nearest : referenceValue * nearest;
}

/** Whether the metric is a share of people, so that people can be counted. */
const isRate = ({ metric }: RequirementResult): boolean =>
  metric === 'share_at_least' ||
  metric === 'interval_coverage' ||
  isIntegerMetric((compositeOf(metric)?.shown ?? metric) as MetricName);

/** Fractions of a person below this are binary rounding. */
const PERSON_ROUNDING = 1e-9;

/** Whether one value of the group, the others staying, moves the estimate to the bound: a gap of other numbers than these has no such value. */
const hasValueAtBound = (r: RequirementResult): boolean =>
  r.given === undefined && !isLargestOf(r) && (r.reference === null || compositeOf(r.metric)?.ofValues !== false);

function shortfall(r: RequirementResult): string {
  if (!hasValueAtBound(r)) return '';
  const wanted = valueAtBound(r);
  const value = r.groupValue ?? null;
  if (wanted === null || value === null || r.group === null) return '';
  const staying = r.reference === null ? '' : `, ${groupText(r.reference)} staying`;
  const [there, here] = apart(wanted, value, r);
  const move = `The estimate would reach the bound if ${groupText(r.group)} stood at ${there} instead of ${here}${staying}`;
  if (!isRate(r) || r.nGroup === null) return `${move}.`;
  const people = Math.ceil(Math.abs(wanted - value) * r.nGroup - PERSON_ROUNDING);
  return `${move}: about ${countText(people)} ${wanted > value ? 'more' : 'fewer'} of ${counted(countText(r.nGroup), 'person')}.`;
}

function room(r: RequirementResult): string {
  if (!hasValueAtBound(r)) return '';
  const wanted = valueAtBound(r);
  if (wanted === null || r.group === null || r.groupValue === null || r.groupValue === undefined) return '';
  const [there, here] = apart(wanted, r.groupValue, r);
  return `The estimate would leave the bound if ${groupText(r.group)} moved from ${here} past ${there}.`;
}

/** Two values of a group with digits that tell them apart. */
const apart = (one: number, other: number, r: RequirementResult): readonly [string, string] => [
  amountText(one, unitOfValues(r), [other]),
  amountText(other, unitOfValues(r), [one]),
];

function waiver({ waived }: RequirementResult): string {
  return waived === null
    ? ''
    : `It counts as passed: waived by ${waived.owner} until ${waived.until} (${waived.reason}).`;
}
