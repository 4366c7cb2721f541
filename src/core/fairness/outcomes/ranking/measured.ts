import { studentTwoSided } from '../../../stats/special/index.js';
import type { Compare } from '../../tally/types.js';
import type { MeasuredLimits, MeasuredOutcome } from '../base/index.js';
import { type GapEvidence, judgedGapEvidence } from './gaps.js';
import { combinedLimits, type Limited } from './limits.js';
import type { RankingGroup } from './types.js';
import { type RankingQuestion, rankedValue } from './values.js';

/** What a metric is made of in a group, as it is judged; `n` counts lists. */
export function measuredRanking(group: RankingGroup, question: RankingQuestion): MeasuredOutcome {
  const found = rankedValue(group, question);
  const frame = { kind: 'limits', n: group.lists } as const;
  if ('undefinedBecause' in found)
    return { ...frame, value: null, at: () => null, method: 'none', hindrance: found.undefinedBecause };
  const { value, limits } = found;
  return {
    ...frame,
    value,
    at(level): MeasuredLimits | null {
      const span = limits.at(level);
      return span === null ? null : { estimate: value, ...span };
    },
    method: limits.method,
  };
}

/** A gap of two groups as a whole: both stand in the same lists, so their own limits do not say how it varies. */
export interface MeasuredGap {
  readonly interval: (level: number) => { readonly lower: number; readonly upper: number } | null;
  readonly method: string;
  /** Two-sided p-value of "no difference"; null where there is no test. */
  readonly pValue: number | null;
  /** The same from `factor` times as many lists. */
  readonly enlarged: (factor: number) => MeasuredGap;
}

/** The gap of a metric between two groups of one tally, as it is judged: with the degrees of freedom of the side that stands in fewer lists. */
export function measuredRankingGap(
  group: RankingGroup,
  reference: RankingGroup,
  question: RankingQuestion,
  compare: Compare,
): MeasuredGap {
  const lists = Math.min(group.lists, reference.lists);
  const evidence = judgedGapEvidence(group, reference, question, compare);
  if (!('undefinedBecause' in evidence)) return measuredGap(evidence, lists);
  const beyond = compare === 'ratio' ? ratioToNothing(group, reference, question) : null;
  return beyond === null ? NO_GAP : measuredGap({ limits: beyond, test: null }, lists);
}

/** A gap as it is judged, from `factor` times as many lists. */
export function measuredGap({ limits, test }: GapEvidence, lists: number, factor = 1): MeasuredGap {
  return {
    interval: (level) => limits.at(level, factor),
    method: limits.method,
    // The t test of more lists has a statistic that is larger by the root, and more degrees of freedom.
    pValue: test === null ? null : studentTwoSided(test.statistic * Math.sqrt(factor), lists * factor - 1),
    enlarged: (more) => measuredGap({ limits, test }, lists, factor * more),
  };
}

/** The ratio of a value above 0 to one of 0 is no number, but it has a lower limit, by which a group that is never shown fails as a reference too. */
function ratioToNothing(group: RankingGroup, reference: RankingGroup, question: RankingQuestion): Limited | null {
  const [a, b] = [rankedValue(group, question), rankedValue(reference, question)];
  if ('undefinedBecause' in a || 'undefinedBecause' in b || a.value === 0) return null;
  return combinedLimits(a.limits, b.limits, 'ratio');
}

export const NO_GAP: MeasuredGap = { interval: () => null, method: 'none', pValue: null, enlarged: () => NO_GAP };
