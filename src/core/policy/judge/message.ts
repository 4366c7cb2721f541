import { metricWords } from '../metric-needs.js';
import { allowedText, countText, groupList, groupText, intervalText, levelText, numberText } from '../text.js';
import type { RequirementResult } from '../types.js';

/** What a message is made from: the result itself, before it has one. */
export type Judged = Omit<RequirementResult, 'message'>;

/** The verdict in a few sentences that need no statistics to read. */
export function messageOf(result: Judged): string {
  return [factSentence(result), reasonSentence(result), cellSentence(result), smallSentence(result)]
    .filter((text) => text !== '')
    .join(' ');
}

const finite = (value: number | null | undefined): number | null => value ?? null;

/** The two groups, their numbers, and what is allowed. */
export function factSentence(r: Judged): string {
  if (r.group === null || r.reference === null) return '';
  const side = (key: NonNullable<typeof r.group>, value: number | null | undefined, n: number | null) =>
    `${numberText(finite(value))} for ${groupText(key)}${n === null ? '' : ` (n = ${countText(n)})`}`;
  const interval =
    r.lower === null && r.upper === null
      ? 'no interval'
      : `${levelText(r.level)} interval ${intervalText(r.lower, r.upper)}`;
  const allowed = allowedText(finite(r.allowed?.lower), finite(r.allowed?.upper));
  return (
    `The ${metricWords(r.metric)} is ${side(r.group, r.groupValue, r.nGroup)} and ${side(r.reference, r.referenceValue, r.nReference)}: ` +
    `${comparisonText(r)} (${interval}), allowed ${allowed}.`
  );
}

/** A ratio to 0 is no number; its interval may still say that it is large. */
const comparisonText = ({ compare, estimate }: Judged): string =>
  estimate === null ? `no ${compare} can be formed` : `a ${compare} of ${numberText(estimate)}`;

/** Why the interval is missing, where that is known; also used by `explainRequirement`. */
export const notEstimableSentence = ({ hindrance }: Judged): string =>
  hindrance === undefined
    ? 'The comparison or its interval cannot be estimated from these counts.'
    : `There is no interval to judge by: ${hindrance}.`;

function reasonSentence(r: Judged): string {
  switch (r.reason) {
    case 'estimate-beyond':
      return 'The estimate lies beyond the bound.';
    case 'estimates-within':
      return 'Every estimate lies within the bound; this one is the nearest to it.';
    case 'interval-beyond':
      return `The interval that allows for ${countText(r.comparisons ?? 1)} comparison${r.comparisons === 1 ? '' : 's'}, ${simultaneousText(r)}, lies wholly beyond the bound.`;
    case 'intervals-within':
      return 'Every interval lies within the bound; this one comes nearest to it.';
    case 'interval-across':
      return `The interval reaches across the bound, so ${r.evidence === 'compliance' ? 'compliance is not shown' : 'neither side is shown'}.${neededSentence(r)}`;
    case 'small-groups':
      return `The groups large enough to judge lie within the bound, but small groups keep it from passing.${neededSentence(r)}`;
    case 'nothing-to-compare':
      return r.group === null
        ? 'Fewer than two groups are large enough to compare.'
        : `One of the two is too small to judge.${neededSentence(r)}`;
    case 'not-estimable':
      return notEstimableSentence(r);
    default:
      return '';
  }
}

const simultaneousText = ({ simultaneous }: Judged): string =>
  simultaneous === null
    ? 'unknown'
    : `${intervalText(simultaneous.lower, simultaneous.upper)} at ${levelText(simultaneous.level)}`;

function neededSentence({ nNeeded, group }: Judged): string {
  if (nNeeded === null || group === null) return '';
  return ` About ${countText(nNeeded)} people in ${groupText(group)}, and the others in proportion, would decide it if the values stayed.`;
}

/** Said where it matters, also by `explainRequirement`. */
export const cellSentence = ({ smallCells }: Judged): string =>
  smallCells
    ? `In one of the groups one kind of outcome counts only ${countText(smallCells.smallest)}; below ${smallCells.trusted} such an interval errs more often than its level says.`
    : '';

function smallSentence({ insufficientGroups, smallGroups, minGroupSize, pooled, poolSufficient }: Judged): string {
  if (insufficientGroups.length === 0) return '';
  const size = minGroupSize === undefined ? '' : ` (fewer than ${minGroupSize})`;
  return `${smallVerb(smallGroups, pooled?.length ?? 0, poolSufficient ?? false)}${size}: ${groupList(insufficientGroups)}.`;
}

function smallVerb(choice: Judged['smallGroups'], pooled: number, poolSufficient: boolean): string {
  if (choice === 'report') return 'Listed, not judged, because they are too small';
  if (pooled === 0) return 'Too small to judge';
  return poolSufficient ? 'Judged together, because each is too small alone' : 'Too small to judge, even together';
}
