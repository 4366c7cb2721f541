import { counted } from '../../../core/base/counted.js';
import { formatCount, formatInterval, formatValue, type ValueUnit } from '../../../core/charts/index.js';
import { boundText, groupInText, measureText, sentenceCase, subjectText } from '../../wording/index.js';
import type { Alternatives, CandidateResult, Mean, Moved } from '../alternatives/index.js';

/** A candidate in words: `cutoffs by group, logistic`. */
export function candidateTitle({ technique, learner, settings }: CandidateResult): string {
  const name =
    settings.bound !== undefined
      ? `reductions to ${settings.bound}`
      : settings.penalty !== undefined
        ? `penalty of ${settings.penalty} on the score's covariance with the group`
        : settings.tolerance !== undefined
          ? `cutoffs by group within ${settings.tolerance}`
          : (TITLES[technique] ?? technique);
  return `${name}, ${learner}`;
}

const TITLES: Readonly<Record<string, string>> = {
  none: 'unmitigated',
  resampling: 'preferential resampling',
  synthesis: 'new rows that are nobody (synthesis)',
  massaging: 'changed labels (massaging)',
  'worst-group': 'for the worst group',
  adversarial: 'learned against an adversary',
  grid: 'best of a grid of prices',
  cutoffs: 'cutoffs by group',
};

export const candidateOf = ({ candidates }: Alternatives, id: string): CandidateResult =>
  candidates.find((one) => one.id === id)!;

/** Name and unit of the quality. */
export const qualityWords = ({
  quality,
}: Pick<Alternatives, 'quality'>): { name: string; unit: ValueUnit; differenceUnit: ValueUnit } =>
  quality.measure === 'accuracy'
    ? { name: 'accuracy', unit: 'share', differenceUnit: 'points' }
    : { name: `worth of a decision (${quality.unit})`, unit: 'number', differenceUnit: 'number' };

/** A mean with its interval, the unit once as everywhere: `+0.3 [-2.1, +1.5] pp`. */
export const meanText = ({ estimate, lower, upper }: Mean, unit: ValueUnit): string =>
  `${formatValue(estimate, unit).replace(/ (%|pp)$/, '')} ${formatInterval(lower, upper, unit)}`;

/** What came out in a few words, above {@link answerSentence}. */
export function answerHeadline(result: Alternatives): string {
  if (result.chosen === null) return 'No gap shown, mending not indicated';
  const isPlain = candidateOf(result, result.chosen).against === null;
  if (result.answer === 'kept')
    return isPlain
      ? 'No alternative is better'
      : sentenceCase(`${candidateTitle(candidateOf(result, result.chosen))}, chosen`);
  const nearest = candidateTitle(candidateOf(result, result.chosen));
  return `No alternative keeps the bound${isPlain ? '' : `; nearest: ${nearest}`}`;
}

/** What came out, in one to three sentences; all numbers are of people whom nothing had looked at. */
export function answerSentence(result: Alternatives): string {
  const reference = candidateOf(result, result.reference);
  const { gap } = reference.judge;
  const start = `${subjectText(gap)}: ${measureText(gap)} with the unmitigated model`;
  if (result.chosen === null)
    return `No gap shown, mending not indicated. ${sentenceCase(start)}, ${boundText(gap)} is allowed.`;
  const chosen = candidateOf(result, result.chosen);
  const { name, differenceUnit } = qualityWords(result);
  if (chosen.against === null) {
    const kept =
      result.answer === 'kept'
        ? `It keeps the bound (${boundText(gap)}) on the choosing part, and no alternative that does has a better ${name}`
        : `No alternative keeps the bound (${boundText(gap)}) on the choosing part, and none comes nearer than it`;
    return `${sentenceCase(start)}. ${kept}; on the judging part its gap is one ${VERDICTS[gap.verdict]}.`;
  }
  const kept =
    result.answer === 'kept'
      ? `${sentenceCase(candidateTitle(chosen))}, chosen`
      : `No alternative keeps the bound (${boundText(gap)}) on the choosing part; ${candidateTitle(chosen)} comes nearest`;
  return `${sentenceCase(start)}. ${kept}: ${measureText(chosen.judge.gap)}, ${VERDICTS[chosen.judge.gap.verdict]}; ${name} changes by ${meanText(chosen.against.quality, differenceUnit)}.${brokenText(reference, chosen)}`;
}

/** Other blocking requirements that fail with the chosen alternative only. */
function brokenText(reference: CandidateResult, chosen: CandidateResult): string {
  const before = new Map(reference.judge.requirements.map(({ id, verdict }) => [id, verdict]));
  const broken = chosen.judge.requirements.filter(
    ({ id, severity, verdict }) => severity === 'block' && verdict === 'fail' && before.get(id) !== 'fail',
  );
  return broken.length === 0
    ? ''
    : ` It makes other blocking requirements fail: ${broken.map(({ id }) => id).join(', ')}.`;
}

/** Why quality is not the utility of the policy; null where it is, or where there is none. */
export const qualityNote = ({ quality }: Pick<Alternatives, 'quality'>): string | null =>
  quality.measure === 'utility' || quality.unusedAmount === null
    ? null
    : `quality is accuracy: the utility of the policy weighs decisions by "${quality.unusedAmount}", which no technique here does`;

const VERDICTS = {
  pass: 'which passes',
  fail: 'which still fails',
  inconclusive: 'for which these people are too few',
  not_applicable: 'which does not apply',
} as const;

/** Who moves each way: `sex=f +12 -3`, to the favourable decision and away from it. */
export const movedText = (moved: readonly Moved[]): string =>
  moved
    .filter(({ toFavourable, toUnfavourable }) => toFavourable + toUnfavourable > 0)
    .map(
      ({ key, toFavourable, toUnfavourable }) =>
        `${key === null ? 'unknown' : groupInText(key)} +${toFavourable} \u2212${toUnfavourable}`,
    )
    .join(', ') || 'nobody';

/** Who was learned from, and who judges. */
export const partsSentence = ({ parts, data }: Pick<Alternatives, 'parts' | 'data'>): string =>
  `${counted(formatCount(data.people), 'person')} with a label: learned from ${formatCount(parts.train)}, cutoffs from ${formatCount(parts.cutoffs)}, chosen by ${formatCount(parts.choose)}, judged by ${formatCount(parts.judge)} whom nothing had looked at`;

const MEGA = 1024 * 1024;

/** What a step takes beside the unmitigated model of its learner: times its processor seconds, and memory. */
export function costOf({ candidates }: Alternatives, one: CandidateResult): { times: string; memory: string } {
  const plain = candidates.find(({ stage, learner }) => stage === 'none' && learner === one.learner);
  const isPlain = one.stage === 'none' || plain === undefined || !(plain.seconds > 0);
  return {
    times: isPlain ? '' : `${(one.seconds / plain.seconds).toFixed(2)} x`,
    memory: `${(one.addedBytes / MEGA).toFixed(0)} MB`,
  };
}

/**
 * What a textbook chapter prints for the same, so that nobody plans with it unseen: its table says one thing and its text another, of no stated
 * data, learner or machine.
 */
export const PRINTED_COSTS =
  'A well-known textbook prints for training under a fairness constraint 5 to 15 % more time (in another place 10 to 30 %), 5 to 10 % more memory and 1 to 3 % less accuracy, and for multicalibration 10 to 100 times the cost of cutoffs, each without data, learner or machine. The table has what it was here. Seconds are beside those of the unmitigated model that a step may begin from; memory is what a step added to the most that the run had held before it.';
