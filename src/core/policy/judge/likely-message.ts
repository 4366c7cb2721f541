import { measureWords } from '../sections/metric-needs.js';
import type { LikelyGroups, LikelyRate, RequirementResult } from '../sections/result-types.js';
import { allowedText, countText, groupText, intervalText, levelText, numberText } from '../sections/text.js';
import { rangeText, reachesAcross } from './unseen-message.js';

type Judged = Omit<RequirementResult, 'message'> & { readonly likely: LikelyGroups };

/** Whether a result is about groups that are known as probabilities. */
export const hasLikely = <R extends Omit<RequirementResult, 'message'>>(r: R): r is R & { likely: LikelyGroups } =>
  r.likely !== undefined;

/** Whether the bounds judged, so that there is no estimate. */
export const isBoundedLikely = (r: Omit<RequirementResult, 'message'>): boolean => r.likely?.by === 'bounds';

const what = ({ compare }: Judged): string => (compare === 'value' ? 'it' : `the ${compare}`);
const allowedIn = (r: Judged): string => allowedText(r.allowed?.lower ?? null, r.allowed?.upper ?? null);
const intervalIn = (r: Judged): string =>
  r.lower === null && r.upper === null
    ? 'no interval'
    : `${levelText(r.level)} interval ${intervalText(r.lower, r.upper, undefined, [r.allowed?.lower, r.allowed?.upper])}`;

/** Says what is known of both groups and their gap, what the verdict rests on, and what the other way of reading says. */
export function likelyFact(r: Judged): string {
  const { likely, group, reference } = r;
  if (group === null) return '';
  const both = (text: (rate: LikelyRate) => string): string =>
    [
      `${text(likely.group)} for ${groupText(group)}`,
      ...(reference === null || likely.reference === undefined
        ? []
        : [`${text(likely.reference)} for ${groupText(reference)}`]),
    ].join(' and ');
  const known = `${r.by[0]} is known as probabilities only`;
  return `${likely.by === 'bounds' ? boundedFact(r, known, both) : weightedFact(r, known, both)}${missingSentence(likely)}`;
}

type Both = (text: (rate: LikelyRate) => string) => string;

function boundedFact(r: Judged, known: string, both: Both): string {
  const { weighted, bounds, assumption } = r.likely;
  const gap = r.compare === 'value' ? '' : `, so ${what(r)} is ${rangeText(bounds)}`;
  const other =
    weighted.estimate === null
      ? ''
      : ` Weighted by the probabilities ${what(r)} would be ${numberText(weighted.estimate)} (${intervalText(weighted.lower, weighted.upper)}), which is right only if ${assumption}.`;
  return `${known}, and without an assumption they leave the ${measureWords(r)} ${both(({ bounds: range }) => rangeText(range))}${gap} (${intervalIn(r)}), allowed ${allowedIn(r)}.${other}`;
}

function weightedFact(r: Judged, known: string, both: Both): string {
  const { bounds, assumption } = r.likely;
  const rate = ({ weighted, effective }: LikelyRate): string =>
    `${numberText(weighted)} (effective size ${countText(Math.round(effective * 10) / 10)})`;
  const gap =
    r.compare === 'value' ? '' : `, ${what(r)} ${r.estimate === null ? 'cannot be formed' : numberText(r.estimate)}`;
  return (
    `${known}. Weighted by them the ${measureWords(r)} is ${both(rate)}${gap} (${intervalIn(r)}), allowed ${allowedIn(r)}. ` +
    `The verdict rests on the assumption, which the policy declares, that ${assumption}; without it ${what(r)} is ${rangeText(bounds)} (${intervalText(bounds.outerLower, bounds.outerUpper)}).`
  );
}

const missingSentence = ({ missing }: LikelyGroups): string =>
  missing === 0 ? '' : ` Without any probability, and in none of this: ${countText(missing)}.`;

/** What would decide it, where the bounds themselves reach across what is allowed. */
export function likelyRemedy(r: Judged): string {
  if (r.verdict === 'pass' || r.likely.by !== 'bounds' || !reachesAcross(r.likely.bounds, r)) return '';
  return 'The bounds themselves reach across what is allowed, so more people of this kind do not decide it: sharper probabilities do, or groups that people state.';
}
