import { measureWords } from '../sections/metric-needs.js';
import type { LabelLot, LabelRange, RequirementResult, UnseenLabels } from '../sections/result-types.js';
import { allowedText, countText, groupText, intervalText, levelText, numberText } from '../sections/text.js';

type Judged = Omit<RequirementResult, 'message'> & { readonly unseen: UnseenLabels };

/** Whether a result is one of bounds, because the labels of some people are never seen. */
export const hasUnseen = <R extends Omit<RequirementResult, 'message'>>(r: R): r is R & { unseen: UnseenLabels } =>
  r.unseen !== undefined;

/** The range in a few words, in the place of an estimate; also for the terminal and for readers without statistics. */
export const rangeText = ({ lower, upper }: LabelRange): string => between({ lower, upper });

type Ends = UnseenLabels['bounds'];

const between = ({ lower, upper }: Ends): string =>
  lower === null && upper === null
    ? 'unknown'
    : lower === null
      ? `at most ${numberText(upper)}`
      : upper === null
        ? `at least ${numberText(lower)}`
        : `between ${numberText(lower)} and ${numberText(upper)}`;

/** Says within which bounds the rates and their gap lie, and what the labelled alone would have said. */
export function unseenFact(r: Judged): string {
  const { unseen, group, reference, compare } = r;
  if (group === null) return '';
  const size = (n: number | null) => (n === null ? '' : ` (n = ${countText(n)})`);
  const allowed = allowedText(r.allowed?.lower ?? null, r.allowed?.upper ?? null);
  const interval = `${levelText(r.level)} interval ${intervalText(r.lower, r.upper, undefined, [r.allowed?.lower, r.allowed?.upper])}`;
  const sides = [
    `${between(unseen.group)} for ${groupText(group)}${size(r.nGroup)}`,
    ...(reference === null || unseen.reference === undefined
      ? []
      : [`${between(unseen.reference)} for ${groupText(reference)}${size(r.nReference)}`]),
  ];
  const what = compare === 'value' ? 'it' : `the ${compare}`;
  const range = compare === 'value' ? '' : `, so ${what} is ${between(unseen.bounds)}`;
  return (
    `Labels are seen only for the ${unseen.seenFor} prediction, so the ${measureWords(r)} is known within bounds: ${sides.join(' and ')}${range} ` +
    `(${interval}), allowed ${allowed}.${naiveSentence(r)}`
  );
}

const naiveSentence = ({ unseen, compare }: Judged): string =>
  unseen.labelledOnly === null
    ? ''
    : ` Among the labelled alone ${compare === 'value' ? 'it' : `the ${compare}`} would be ${numberText(unseen.labelledOnly)}, which says nothing of the others.`;

/** Whether a range without the chance of the sample lies on both sides of what is allowed. */
export function reachesAcross({ lower, upper }: LabelRange, { allowed }: Pick<Judged, 'allowed'>): boolean {
  const inside =
    (allowed?.lower == null || (lower !== null && lower >= allowed.lower)) &&
    (allowed?.upper == null || (upper !== null && upper <= allowed.upper));
  const outside =
    (allowed?.upper != null && lower !== null && lower > allowed.upper) ||
    (allowed?.lower != null && upper !== null && upper < allowed.lower);
  return !inside && !outside;
}

/** What would decide it, where the range itself reaches across the bound: no number of further decisions of the same kind does. */
export function unseenRemedy(r: Judged): string {
  if (r.verdict === 'pass' || !reachesAcross(r.unseen.bounds, r)) return '';
  return 'The bounds themselves reach across what is allowed, so more decisions of this kind do not decide it: labels of people with the other prediction do.';
}

/** Says from whose labels a rate was estimated, and what the labelled alone would have said; empty where no lot was drawn. */
export function lotsSentence({ lots, group, reference, compare, unseen }: Omit<RequirementResult, 'message'>): string {
  if (lots === undefined || group === null) return '';
  const side = (key: NonNullable<typeof group>, lot: LabelLot): string =>
    `${countText(lot.drawn)} of ${countText(lot.others)} people of ${groupText(key)} with the other prediction got a label by lot` +
    `${lot.never === 0 ? '' : `, ${countText(lot.never)} had no chance to`} (effective size ${countText(Math.round(lot.effective * 10) / 10)})`;
  const sides = [
    side(group, lots.group),
    ...(reference === null || lots.reference === undefined ? [] : [side(reference, lots.reference)]),
  ];
  const naive =
    lots.labelledOnly === null || unseen !== undefined
      ? ''
      : ` Among the labelled alone, each counted once, ${compare === 'value' ? 'it' : `the ${compare}`} would be ${numberText(lots.labelledOnly)}.`;
  return `${sides.join('; ')}: each counts by one over the chance.${naive}`;
}
