import { agree, counted } from '../../../core/base/counted.js';
import { percentText } from '../../../core/base/percent-text.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { FailureAnswer, FailureFinding, KnownFailuresResult } from '../../known-failures/index.js';

/** The word and the mark of each answer. */
export const ANSWER_WORDS = {
  shown: { word: 'shown', glyph: '✗', tone: 'fail' },
  'not-shown': { word: 'not shown at this n', glyph: '✓', tone: 'pass' },
  undecided: { word: 'too few people to say', glyph: '?', tone: 'inconclusive' },
  'not-applicable': { word: 'not applicable', glyph: '–', tone: 'not_applicable' },
} as const;

/** Decimals of a gap in standard deviations. */
const DEVIATION_DECIMALS = 3;

const sizeText = (unit: FailureAnswer['unit'], isAmount: boolean) => (value: number) =>
  isAmount || unit === 'deviations' ? `${value.toFixed(DEVIATION_DECIMALS)} sd` : percentText(value);

const keyText = (key: GroupKey): string =>
  Object.entries(key)
    .map(([name, value]) => `${name} ${value ?? 'unknown'}`)
    .join(', ');

/** One comparison: who, how much, with the interval at the level that all comparisons share. */
export function findingText({ unit }: FailureAnswer, finding: FailureFinding): string {
  const { group, reference, estimate, simultaneous, lower, upper, n, nReference, method } = finding;
  const size = sizeText(unit, method === 'stratified-means');
  const who = reference === null ? keyText(group) : `${keyText(group)} against ${keyText(reference)}`;
  const people = `${nReference === null || reference === null ? `n ${n}` : `n ${n} and ${nReference}`}${comparedText(finding)}`;
  if (estimate === null)
    return `${who}: not known (${people}${finding.reason === undefined ? '' : `; ${finding.reason}`})`;
  const ends = simultaneous ?? (lower === null || upper === null ? null : { lower, upper });
  const interval = ends === null ? 'no interval' : `${size(ends.lower)} to ${size(ends.upper)}`;
  const seen = finding.detectable === null ? '' : `; ${size(finding.detectable)} would be seen`;
  return `${who}: ${size(estimate)} (${interval}; ${people}${seen})`;
}

/** How few of a group were compared, where they have their like on the other side no more than that. */
function comparedText({ facts }: FailureFinding): string {
  const compared = facts?.compared;
  return typeof compared !== 'number' || compared >= 1 ? '' : `, who are ${percentText(compared)} of the group`;
}

/** What the comparisons that say nothing, or would see nothing, keep open beside those that do. */
function keptOpen({ findings }: FailureAnswer): string {
  const silent = findings.filter(({ simultaneous }) => simultaneous === null).length;
  const blind = findings.filter(({ simultaneous, detectable }) => simultaneous !== null && detectable === null).length;
  return [
    ...(blind === 0 || blind + silent === findings.length
      ? []
      : [` ${counted(blind, 'comparison')} would see no effect that is possible.`]),
    ...(silent === 0
      ? []
      : [` ${counted(silent, 'comparison')} ${agree(silent, 'says', 'say')} nothing: too few people, or no interval.`]),
  ].join('');
}

/** The answer about a failure in a sentence. */
export function failureSentence(answer: FailureAnswer): string {
  const { decisive, least, unit, unseenUpTo } = answer;
  if (answer.answer === 'not-applicable') return `${answer.why} ${answer.needs}`.trim();
  if (answer.answer === 'undecided') {
    const why =
      answer.comparisons === 0
        ? 'Fewer people than the policy asks for could be compared.'
        : 'Nothing varies among those who were compared, so that there is no interval.';
    return `${why}${decisive === null ? '' : ` ${findingText(answer, decisive)}.`}`;
  }
  const size = sizeText(unit, decisive?.method === 'stratified-means');
  const beyond = least === 0 ? '' : `, beyond ${size(least)}`;
  if (answer.answer === 'shown') return `${findingText(answer, decisive!)}. That is surely more than nothing${beyond}.`;
  const unseen =
    unseenUpTo === null
      ? 'No effect that is possible would be seen with these people.'
      : `An effect below ${size(unseenUpTo)} may be there unseen.`;
  return `Nothing surely above nothing${beyond}; nearest is ${findingText(answer, decisive!)}. ${unseen}${keptOpen(answer)}`;
}

/** How many of the failures are shown, and how many cannot be looked for. */
export function failuresHeadline({ shown, notShown, undecided, notApplicable, failures }: KnownFailuresResult): string {
  return `Of ${counted(failures.length, 'known failure')} ${shown} ${agree(shown, 'is', 'are')} shown, ${notShown} not shown at this n, ${undecided} undecided, ${notApplicable} not applicable.`;
}
