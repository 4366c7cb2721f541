import { agree, counted } from '../../core/base/counted.js';
import { formatCount, formatValue } from '../../core/charts/index.js';
import type { UnknownGroupBounds } from '../../core/fairness/index.js';
import type { RequirementResult } from '../../core/policy/sections/index.js';
import type { AuditResult } from '../audits/result/index.js';
import { metricWords } from './glossary.js';
import { byLabel, groupInText, keyText, sameBy } from './groups.js';
import { sizeText } from './phrases.js';
import { allowedEnds, boundText, estimateText, isChange } from './requirement-text.js';

type Pair = UnknownGroupBounds['differences'][number];
type Settled = Pair & { readonly estimate: number; readonly lowest: number; readonly highest: number };

const isSettled = (pair: Pair): pair is Settled =>
  pair.estimate !== null && pair.lowest !== null && pair.highest !== null;

/** The pair whose gap people of unknown group could make largest. */
function widest(pairs: readonly Pair[]): Settled | null {
  const reach = (pair: Settled) => Math.max(Math.abs(pair.lowest), Math.abs(pair.highest));
  return pairs
    .filter(isSettled)
    .reduce<Settled | null>((most, pair) => (most === null || reach(pair) > reach(most) ? pair : most), null);
}

const peopleText = (count: number): string => `${counted(formatCount(count), 'person')} ${agree(count, 'has', 'have')}`;

/** Says how far people of unknown group could move a gap. */
export function unknownSentence(bounds: UnknownGroupBounds): string {
  const { label } = metricWords(bounds.metric);
  if (bounds.unknownInDenominator === 0) return `None of them counts in the ${label}: its gaps are known.`;
  const pair = widest(bounds.differences);
  const n = bounds.unknownInDenominator;
  const affected = `${formatCount(n)} of them ${agree(n, 'counts', 'count')} in the ${label}.`;
  if (pair === null) return `${affected} No gap can be bounded: too few people of known group.`;
  const [one, other] = [groupInText(pair.group), groupInText(pair.reference)];
  const closes =
    pair.lowest <= 0 && pair.highest >= 0
      ? ', so it could vanish or turn around'
      : ', so it cannot vanish whatever their groups are';
  return (
    `${affected} Among people of known group, ${one} differs from ${other} by ${sizeText(pair.estimate)}; depending on where the unknown people belong, ` +
    `the difference lies between ${formatValue(pair.lowest, 'points')} and ${formatValue(pair.highest, 'points')}${closes}.`
  );
}

/** Says how many people are of unknown group; it is printed once per attribute. */
export const unknownPeople = (bounds: UnknownGroupBounds): string =>
  `${peopleText(bounds.unknown)} no known ${byLabel(bounds.by)}. Below, each of them is put into the group that makes a value largest, then smallest: the truth lies between.`;

/** Says whether people of unknown group could change the side of its bound on which a requirement lies; empty where that is not known. */
function requirementText(requirement: RequirementResult, bounds: UnknownGroupBounds): string {
  const pairs = requirement.compare === 'ratio' ? bounds.ratios : bounds.differences;
  const found = pairs.find(
    (pair) =>
      keyText(pair.group) === keyText(requirement.group) && keyText(pair.reference) === keyText(requirement.reference),
  );
  if (found === undefined || found.lowest === null || found.highest === null) return '';
  const { lower, upper } = allowedEnds(requirement);
  const low = lower ?? Number.NEGATIVE_INFINITY;
  const high = upper ?? Number.POSITIVE_INFINITY;
  const asked = `${requirement.id} asks for ${endsOf(requirement)}; ${groupInText(found.group)} against ${groupInText(found.reference)}`;
  if (found.lowest >= low && found.highest <= high)
    return `${asked} lies within, whatever the groups of the unknown people are.`;
  // Both must be beyond the same end; otherwise values between them may be within the bound.
  if (found.highest < low || found.lowest > high)
    return `${asked} lies beyond, whatever the groups of the unknown people are.`;
  const range = [found.lowest, found.highest].map((value) => estimateText({ ...requirement, estimate: value }));
  return `${asked} may lie anywhere from ${range.join(' to ')}, so the groups of the unknown people could decide it.`;
}

/** The whole allowed range, whichever end the verdict broke. */
const endsOf = (requirement: RequirementResult): string => {
  const { brokenBound: _, ...whole } = requirement;
  return boundText(whole).replace(/^within/, 'a difference within');
};

/** Sentences for the requirements that these bounds concern, one each. */
export const requirementSentences = (result: AuditResult, bounds: UnknownGroupBounds): string[] =>
  bounds.unknownInDenominator === 0
    ? []
    : result.requirements
        .filter((each) => !isChange(each) && each.metric === bounds.metric && sameBy(each.by, bounds.by))
        .map((each) => requirementText(each, bounds))
        .filter((text) => text !== '');
