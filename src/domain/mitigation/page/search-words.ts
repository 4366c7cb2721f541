import { formatInterval, formatValue, type ValueUnit } from '../../../core/charts/index.js';
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
  reduction === null
    ? 'not defined'
    : `${formatValue(reduction.estimate, reductionUnit(result))} ${formatInterval(reduction.lower, reduction.upper, reductionUnit(result))}`;

/** The gap of a candidate with its interval. */
export function gapText(result: SearchResult, { disparities }: SearchCandidate): string {
  const own = disparities.find(({ requirement }) => requirement === result.requirement);
  const unit = unitOf(result.reference.gap);
  if (own?.estimate == null) return 'not defined';
  const { estimate, lower, upper } = own;
  return `${formatValue(estimate, unit)}${lower === null || upper === null ? '' : ` ${formatInterval(lower, upper, unit)}`}`;
}

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

/** The answer in a few sentences; all numbers are of people whom nothing had looked at. */
export function searchSentence(result: SearchResult): string {
  const { answer, reference, candidates, data, chosen } = result;
  const { gap } = reference;
  const start = `${sentenceCase(subjectText(gap))}: ${measureText(gap)} with ${candidateName(candidateBy(result, reference.id), data.features)}`;
  if (answer === 'not indicated') return `No gap shown, mending not indicated. ${start}; ${boundText(gap)} is allowed.`;
  const tried = candidates.filter(({ status }) => status === 'judged').length - 1;
  const asked = `Is there an alternative (${marginsText(result)})?`;
  if (answer === 'yes') {
    const one = shortlistedBy(result, chosen!);
    return `${asked} Yes: ${candidateName(candidateBy(result, chosen!), data.features)}. ${start}; smaller by ${reductionText(result, one.reduction)}, ${qualityWords(result).name} ${meanText(one.quality, qualityWords(result).differenceUnit)}. Its gap: ${measureText(one.gap)}, ${VERDICT_WORDS[one.gap.verdict].word}.`;
  }
  if (answer === 'not decidable')
    return `${asked} Not decidable with ${result.parts.judge} people: of ${tried} candidates none is shown to be one, and not all are shown to be none.${visibleText(result)} ${start}.`;
  return `${asked} No, not within the class tried: each of ${tried} candidates is shown to be none. Another class may hold one. ${start}.`;
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
