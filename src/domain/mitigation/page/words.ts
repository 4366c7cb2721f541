import { counted } from '../../../core/base/counted.js';
import { formatCount, formatInterval, formatValue, type ValueUnit } from '../../../core/charts/index.js';
import { boundText, groupLabel, measureText, subjectText } from '../../wording/index.js';
import type { Alternatives, CandidateResult, Mean, Moved } from '../alternatives/index.js';

/** A candidate in words: `cutoffs by group, logistic`. */
export function candidateTitle({ technique, learner, settings }: CandidateResult): string {
  const name = settings.bound === undefined ? (TITLES[technique] ?? technique) : `reductions to ${settings.bound}`;
  return `${name}, ${learner}`;
}

const TITLES: Readonly<Record<string, string>> = { none: 'unmitigated', cutoffs: 'cutoffs by group' };

export const candidateOf = ({ candidates }: Alternatives, id: string): CandidateResult =>
  candidates.find((one) => one.id === id)!;

/** Name and unit of the quality. */
export const qualityWords = ({
  quality,
}: Alternatives): { name: string; unit: ValueUnit; differenceUnit: ValueUnit } =>
  quality.measure === 'accuracy'
    ? { name: 'accuracy', unit: 'share', differenceUnit: 'points' }
    : { name: `worth of a decision (${quality.unit})`, unit: 'number', differenceUnit: 'number' };

export const meanText = ({ estimate, lower, upper }: Mean, unit: ValueUnit): string =>
  `${formatValue(estimate, unit)} ${formatInterval(lower, upper, unit)}`;

/** What came out, in one to three sentences; all numbers are of people whom nothing had looked at. */
export function answerSentence(result: Alternatives): string {
  const reference = candidateOf(result, result.reference);
  const { gap } = reference.judge;
  const start = `${subjectText(gap)}: ${measureText(gap)} with the unmitigated model`;
  if (result.chosen === null)
    return `No gap shown, mending not indicated. ${capital(start)}, ${boundText(gap)} is allowed.`;
  const chosen = candidateOf(result, result.chosen);
  if (chosen.against === null)
    return `${capital(start)}, which keeps the bound (${boundText(gap)}) on the choosing part better than any alternative; on the judging part it is ${gap.verdict}.`;
  const { name, differenceUnit } = qualityWords(result);
  const kept =
    result.answer === 'kept'
      ? `${capital(candidateTitle(chosen))}, chosen`
      : `No alternative keeps the bound (${boundText(gap)}) on the choosing part; ${candidateTitle(chosen)} comes nearest`;
  return `${capital(start)}. ${kept}: ${measureText(chosen.judge.gap)}, ${VERDICTS[chosen.judge.gap.verdict]}; ${name} changes by ${meanText(chosen.against.quality, differenceUnit)}.`;
}

const VERDICTS = {
  pass: 'which passes',
  fail: 'which still fails',
  inconclusive: 'for which these people are too few',
  not_applicable: 'which does not apply',
} as const;

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Who moves each way: `f 12 up, 3 down`. */
export const movedText = (moved: readonly Moved[]): string =>
  moved
    .filter(({ toFavourable, toUnfavourable }) => toFavourable + toUnfavourable > 0)
    .map(
      ({ key, toFavourable, toUnfavourable }) =>
        `${key === null ? 'unknown' : groupLabel(key)} +${toFavourable} -${toUnfavourable}`,
    )
    .join(', ') || 'nobody';

/** Who was learned from, and who judges. */
export const partsSentence = ({ parts, data }: Alternatives): string =>
  `${counted(formatCount(data.people), 'person')} with a label: learned from ${formatCount(parts.train)}, cutoffs from ${formatCount(parts.cutoffs)}, chosen by ${formatCount(parts.choose)}, judged by ${formatCount(parts.judge)} whom nothing had looked at`;
