import { studentTwoSided } from '../../../stats/special/index.js';
import type { Compare } from '../../tally/types.js';
import type { MeasuredLimits, MeasuredOutcome } from '../base/index.js';
import {
  estimateRankingMetric,
  gapQuestion,
  limitsOn,
  listsOfEither,
  type RankingQuestion,
  standardErrorOf,
} from './metrics.js';
import type { RankingGroup } from './types.js';

/** What a metric is made of in a group, as it is judged; `n` counts lists. */
export function measuredRanking(group: RankingGroup, question: RankingQuestion): MeasuredOutcome {
  const { estimate: value, method, reason } = estimateRankingMetric(group, question);
  return {
    kind: 'limits',
    n: group.lists,
    value,
    at(level): MeasuredLimits | null {
      const { estimate, lower, upper } = estimateRankingMetric(group, question, { level });
      return estimate === null || lower === null || upper === null ? null : { estimate, lower, upper };
    },
    method,
    ...(value === null && reason !== undefined ? { hindrance: reason } : {}),
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
  const asked = gapQuestion(group, reference, question, compare);
  if ('undefinedBecause' in asked) return NO_GAP;
  const { scale, value, terms } = asked;
  const error = standardErrorOf(group, terms, listsOfEither(group, reference));
  const fewest = Math.min(group.lists, reference.lists);
  const from = (factor: number): MeasuredGap => {
    const [standardError, lists] = [error / Math.sqrt(factor), fewest * factor];
    const hasTest = limitsOn(scale, value, standardError, { lists, level: ANY_LEVEL }).lower !== null;
    const miss = scale === 'plain' ? value : Math.log(value) * value;
    return {
      interval(level) {
        const { lower, upper } = limitsOn(scale, value, standardError, { lists, level });
        return lower === null || upper === null ? null : { lower, upper };
      },
      method: scale === 'log' ? 'log linearised by list' : 'linearised by list',
      pValue: hasTest ? studentTwoSided(miss / standardError, lists - 1) : null,
      enlarged: (more) => from(factor * more),
    };
  };
  return from(1);
}

/** Whether there is a test does not depend on the level. */
const ANY_LEVEL = 0.95;

const NO_GAP: MeasuredGap = { interval: () => null, method: 'none', pValue: null, enlarged: () => NO_GAP };
