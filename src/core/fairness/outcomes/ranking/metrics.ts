import { counted } from '../../../base/counted.js';
import type { Estimate } from '../../../stats/base/index.js';
import { studentTwoSided } from '../../../stats/special/index.js';
import { type Gap, untested } from '../../comparisons/gap.js';
import { plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, type EvidenceSettings, metricSettings } from '../../metrics/options.js';
import type { Compare } from '../../tally/types.js';
import { type GapEvidence, gapEvidence, listsOfEither } from './gaps.js';
import { LINEARISED, type Span } from './limits.js';
import type { RankingGroup } from './types.js';
import { type RankingQuestion, rankedValue } from './values.js';

/**
 * One metric of a group. The unit of sampling is the list: candidates of one list are not independent. Interval: Student's with lists - 1 degrees of
 * freedom, by linearisation, on the logit scale for shares and the log scale otherwise; Clopper and Pearson's of a list that is different where no two
 * lists differ, as in a group that is never shown. `n` counts the lists in which the group occurs, and `minGroupSize` is held against it. With one list there is no
 * interval.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a `k` that the tally does not count
 * @example estimateRankingMetric(women, { metric: 'exposure' }).estimate // 0.41
 */
export function estimateRankingMetric(
  group: RankingGroup,
  question: RankingQuestion,
  options: EvidenceOptions = {},
): Estimate {
  const settings = metricSettings(options);
  const found = rankedValue(group, question);
  const frame = { level: settings.level, n: group.lists };
  if ('undefinedBecause' in found) return undefinedEstimate({ ...frame, method: LINEARISED }, found.undefinedBecause);
  const { value, limits } = found;
  const span = limits.at(settings.level);
  const estimate = plainEstimate({ ...frame, method: limits.method }, { estimate: value, ...endsOf(span) });
  return sufficient(estimate, [group.lists], settings);
}

const endsOf = (span: Span | null) => span ?? { lower: null, upper: null };

/** Sets the status `insufficient` where a side occurs in too few lists. */
export function sufficient<E extends Estimate>(estimate: E, lists: readonly number[], settings: EvidenceSettings): E {
  const least = Math.min(...lists);
  if (estimate.status === 'undefined' || least >= settings.minGroupSize) return estimate;
  const reason = `rests on ${counted(least, 'list')}, fewer than the ${settings.minGroupSize} that are asked for`;
  return { ...estimate, status: 'insufficient', reason };
}

/**
 * One metric of a group against that of another group of the same tally, as difference or ratio. Both mostly stand in the same lists, so their covariance is taken
 * out. Interval and t test of "equal" with lists - 1 degrees of freedom, those of a ratio on the log scale. Where a side does not vary between lists, as in a group
 * that is never shown, both sides' own intervals are put together (Bonferroni), and there is no test.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of two tallies, and for a `k` that the tally does not count
 * @example compareRankingMetric(women, men, { metric: 'exposure' }, 'ratio').estimate // 0.82
 */
export function compareRankingMetric(
  group: RankingGroup,
  reference: RankingGroup,
  question: RankingQuestion,
  compare: Compare,
  options: EvidenceOptions = {},
): Gap {
  const settings = metricSettings(options);
  const lists = listsOfEither(group, reference);
  const evidence = gapEvidence(group, reference, question, { compare, lists });
  return shownGap(evidence, { n: lists, settings, sides: [group.lists, reference.lists] });
}

interface ShownAs {
  readonly n: number;
  readonly settings: EvidenceSettings;
  /** Lists of each side. */
  readonly sides: readonly number[];
}

/** A gap as a figure of an audit. */
export function shownGap(
  evidence: GapEvidence | { readonly undefinedBecause: string },
  { n, settings, sides }: ShownAs,
): Gap {
  const { level } = settings;
  if ('undefinedBecause' in evidence)
    return untested(undefinedEstimate({ level, method: LINEARISED, n }, evidence.undefinedBecause));
  const { limits, test } = evidence;
  const span = limits.at(level);
  const gap: Gap = {
    ...plainEstimate({ level, method: limits.method, n }, { estimate: limits.value, ...endsOf(span) }),
    test: test === null ? null : 't, linearised by list',
    pValue: test === null ? null : studentTwoSided(test.statistic, test.degreesOfFreedom),
  };
  return sufficient(gap, sides, settings);
}
