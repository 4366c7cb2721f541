import { counted } from '../../../core/base/counted.js';
import { formatCount, formatValue, type ValueUnit } from '../../../core/charts/index.js';
import { boundText, measureText, sentenceCase, subjectText, unitOf, VERDICT_WORDS } from '../../wording/index.js';
import type { Mean } from '../alternatives/index.js';
import type { SearchCandidate, SearchResult, Shortlisted } from '../search/index.js';
import { meanText, movedText, qualityWords } from './words.js';

/** A candidate in words: `c017: gbdt without hours, reweighing`. */
export function candidateName(
  { id, learner, params, features, step }: SearchCandidate,
  all?: readonly string[],
): string {
  const left = (all ?? []).filter((name) => !features.includes(name));
  const named = Object.entries(params).map(([name, value]) => (name === 'monotone' ? 'monotone' : `${name} ${value}`));
  return [
    `${id}: ${learner}${named.length === 0 ? '' : ` (${named.join(', ')})`}`,
    ...(left.length === 0 ? [] : [`without ${left.join(', ')}`]),
    ...(step === 'none' ? [] : [step]),
  ].join(', ');
}

/** The unit of a reduction of the gap. */
export const reductionUnit = ({ reference }: SearchResult): ValueUnit =>
  reference.gap.compare === 'ratio' ? 'number' : unitOf(reference.gap);

const reductionText = (result: SearchResult, reduction: Mean | null): string =>
  reduction === null ? 'not defined' : meanText(reduction, reductionUnit(result));

/** The gap of a candidate with its interval. */
export function gapText(result: SearchResult, { disparities }: SearchCandidate): string {
  const own = disparities.find(({ requirement }) => requirement === result.requirement);
  const unit = unitOf(result.reference.gap);
  if (own?.estimate == null) return 'not defined';
  const { estimate, lower, upper } = own;
  if (lower === null || upper === null) return formatValue(estimate, unit);
  return meanText({ estimate, lower, upper }, unit);
}

/** The verdict on a gap within a sentence. */
export const verdictText = ({ verdict }: SearchResult['reference']['gap']): string =>
  VERDICT_WORDS[verdict].word.toLowerCase();

const candidateBy = ({ candidates }: SearchResult, id: string): SearchCandidate =>
  candidates.find((one) => one.id === id)!;

const shortlistedBy = ({ shortlist }: SearchResult, id: string): Shortlisted => shortlist.find((one) => one.id === id)!;

/** The margins in words: `a gap smaller by 1.0 pp at least, and accuracy lower by 1.0 pp at most`. */
export function marginsText(result: SearchResult): string {
  const { name, differenceUnit } = qualityWords(result);
  const { gain, tolerance } = result.margins;
  return `a gap smaller by ${plain(gain, reductionUnit(result))} at least, and ${name} lower by ${plain(tolerance, differenceUnit)} at most`;
}

/** A size without a sign. */
const plain = (value: number, unit: ValueUnit): string => formatValue(value, unit).replace(/^\+/, '');

/** A candidate in a few words: `c017 (gbdt without hours, reweighing)`. */
function shortName({ id, learner, features, step }: SearchCandidate, all: readonly string[]): string {
  const left = all.filter((name) => !features.includes(name));
  const without = left.length > MOST_NAMED ? `${left.length} features` : left.join(', ');
  return `${id} (${learner}${left.length === 0 ? '' : ` without ${without}`}${step === 'none' ? '' : `, ${step}`})`;
}

/** Most features that a headline names. */
const MOST_NAMED = 2;

/** The answer in a few words; what it stands on is {@link searchFigures}. */
export function searchHeadline(result: SearchResult): string {
  const { answer, chosen, data, parts } = result;
  if (answer === 'not indicated') return 'No gap shown, mending not indicated';
  if (answer === 'yes') return `Yes: ${shortName(candidateBy(result, chosen!), data.features)}`;
  if (answer === 'not decidable') return `Not decidable with ${counted(formatCount(parts.judge), 'person')}`;
  return 'No, not within the class tried';
}

/** The figures of the answer, a sentence or two each; all are of people whom nothing had looked at. */
export const searchFigures = (result: SearchResult): string[] => [...answerFigures(result), ...inUseSentences(result)];

function answerFigures(result: SearchResult): string[] {
  const { answer, reference, candidates, data, chosen } = result;
  const { gap } = reference;
  const start = `${sentenceCase(subjectText(gap))}: ${measureText(gap)} with ${candidateName(candidateBy(result, reference.id), data.features)}`;
  if (answer === 'not indicated') return [`${start}; ${boundText(gap)} is allowed.`];
  const tried = candidates.filter(({ status }) => status === 'judged').length - 1;
  const asked = `Asked: is there an alternative (${marginsText(result)})?`;
  if (answer === 'yes') {
    const one = shortlistedBy(result, chosen!);
    return [
      asked,
      `${start}.`,
      `With ${candidateName(candidateBy(result, chosen!), data.features)}: ${measureText(one.gap)}, ${verdictText(one.gap)}; smaller by ${reductionText(result, one.reduction)}, ${qualityWords(result).name} ${meanText(one.quality, qualityWords(result).differenceUnit)}.`,
    ];
  }
  const why =
    answer === 'not decidable'
      ? tried === 0
        ? 'No candidate beside the reference was judged.'
        : `Of ${tried} candidates none is shown to be one, and not all are shown to be none.${visibleText(result)}`
      : `Each of ${tried} candidates is shown to be none. Another class may hold one.`;
  return [asked, why, `${start}.`];
}

/** How the chosen one, or the reference, compares with the decisions in use; none where they are not known. */
function inUseSentences(result: SearchResult): string[] {
  const { inUse, parts } = result;
  if (inUse === null) return [];
  const { name, unit, differenceUnit } = qualityWords(result);
  const { against, gap, quality } = inUse;
  return [
    `Decisions in use ("${inUse.column}", known of ${formatCount(inUse.people)} of ${counted(formatCount(parts.judge), 'person')} who judge): gap ${measureText(gap)}, ${name} ${meanText(quality, unit)}. With ${against.id} in their place: gap ${measureText(against.gap)}, ${name} ${meanText(against.quality, differenceUnit)}; moved: ${movedText(against.moved)}.`,
  ];
}

/** What these people would have shown. */
const visibleText = (result: SearchResult): string =>
  result.visible === null
    ? ''
    : ` A gap smaller by ${plain(result.visible, reductionUnit(result))} would have been shown with a chance of 80 %.`;

/** The few that were looked at closely, as rows of a table. */
export function shortlistRows(result: SearchResult): string[][] {
  return result.shortlist.map((one) => [
    `${one.isShown ? '*' : ' '} ${candidateName(candidateBy(result, one.id), result.data.features)}${one.id === result.chosen ? ' (chosen)' : ''}`,
    meanText(one.quality, qualityWords(result).differenceUnit),
    reductionText(result, one.reduction),
    `${measureText(one.gap)} ${VERDICT_WORDS[one.gap.verdict].glyph}`,
    movedText(one.moved),
    one.adjusted.toPrecision(2),
  ]);
}
