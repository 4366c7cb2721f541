import { agree, counted } from '../../base/counted.js';
import {
  type AmountGroup,
  type AmountMeasure,
  type AmountTally,
  amountGroupOf,
  amountGroups,
  countsQuantity,
  type Explained,
  explainedLimits,
  isAmountMetric,
  isShareOfAmounts,
  type Measured,
  measured,
  needsActual,
  needsInterval,
  peopleOf,
  quantileLimits,
  valueOfMeasured,
} from '../../fairness/outcomes/amount/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { isTooSkewedForSize } from '../../stats/moments/index.js';
import { metricWords } from '../sections/metric-needs.js';
import type { GapRequirement, Policy, Requirement } from '../sections/types.js';
import { acceptedAmount } from './accepted-amount.js';
import { meanEvidence, peopleForSkewness } from './mean-evidence.js';
import type { Evidence, Subject } from './subject.js';
import {
  cellsOfGroups,
  type StrataOfMeans,
  type SubjectSource,
  strataNames,
  strataOfGroups,
} from './subject-source.js';

/** Decisions that are amounts. */
export function amountSubjects(policy: Policy, tally: AmountTally): SubjectSource {
  const subject = (group: AmountGroup, requirement: Requirement, members: readonly GroupKey[] = []): Subject =>
    subjectOf(group, measureOf(requirement), { minGroupSize: policy.data.minGroupSize, members });
  return {
    hindrance: ({ metric }) => whyNotApplicable(metric, policy, tally),
    subjects: (requirement) =>
      amountGroups(tally, requirement.by)
        .filter((group) => group.known || policy.data.unknown === 'compare')
        .map((group) => subject(group, requirement)),
    pooled: (requirement, members, key) =>
      subject(amountGroupOf(key, tally, cellsOfGroups(tally, requirement.by, members)), requirement, members),
    accepted: (requirement, group) => acceptedAmount(group, measureOf(requirement), policy),
    strata: (requirement) =>
      strataOfGroups(amountGroups(tally, strataNames(requirement)), requirement, (group) => {
        const made = measured(group, measureOf(requirement));
        return made?.kind === 'share' ? made.rate : NOBODY;
      }),
    strataOfMeans: (requirement) => meansOfStrata(tally, requirement, measureOf(requirement)),
  };
}

const NOBODY = { successes: 0, n: 0 } as const;

/** The means of strata; null where the measure is a share. Quantiles within strata were refused when the policy was read. */
function meansOfStrata(tally: AmountTally, requirement: GapRequirement, measure: AmountMeasure): StrataOfMeans | null {
  if (isShareOfAmounts(measure.metric)) return null;
  const strata = strataOfGroups(amountGroups(tally, strataNames(requirement)), requirement, (group) => {
    const made = measured(group, measure);
    return made?.kind === 'mean' || made?.kind === 'root' ? made.moments : NO_MOMENTS;
  });
  return { kind: measure.metric === 'root_mean_squared_error' ? 'root' : 'mean', strata };
}

const NO_MOMENTS = { mean: 0, variance: 0, skewness: 0, n: 0 } as const;

/** What a requirement measures. A policy of amounts names no other metrics: they were refused when it was read. */
function measureOf({ metric, q, value }: Requirement): AmountMeasure {
  if (!isAmountMetric(metric)) throw new Error(`${metric} does not measure amounts`);
  return { metric, q, value };
}

function whyNotApplicable(metric: Requirement['metric'], policy: Policy, tally: AmountTally): string | null {
  if (!isAmountMetric(metric)) return null;
  if (needsInterval(metric)) {
    if (tally.places.width === undefined)
      return `${metricWords(metric)} needs data.outcome.interval, and ${policy.data.outcome?.type === 'amount' && policy.data.outcome.interval !== undefined ? 'the tally counts no intervals: make it anew from the data' : 'the policy names none'}`;
    if (!countsQuantity(tally, 'width')) return `${metricWords(metric)} needs prediction intervals, and no row has one`;
  }
  if (!needsActual(metric)) return null;
  if (policy.data.outcome?.label == null) return `${metricWords(metric)} needs a label, and the policy binds none`;
  if (metric === 'r_squared' && tally.places.actual === undefined)
    return 'R² needs the labels themselves, and the tally counts none: make it anew from the data';
  const counted = metric === 'interval_coverage' ? 'covered' : 'error';
  if (countsQuantity(tally, counted)) return null;
  return `${metricWords(metric)} needs a label, and no row ${counted === 'covered' ? 'with an interval ' : ''}has one`;
}

interface SubjectFrame {
  readonly minGroupSize: number;
  readonly members: readonly GroupKey[];
}

function subjectOf(group: AmountGroup, measure: AmountMeasure, { minGroupSize, members }: SubjectFrame): Subject {
  const made = measured(group, measure);
  const n = peopleOf(group, measure.metric);
  return {
    key: group.key,
    people: group.n,
    n,
    sufficient: n >= minGroupSize,
    value: made === null ? null : valueOfMeasured(made),
    evidence: made === null ? NOTHING : evidenceOf(made),
    members,
  };
}

const NOTHING: Evidence = { kind: 'limits', value: null, at: () => null, method: 'none' };

function evidenceOf(made: Measured): Evidence {
  switch (made.kind) {
    case 'share':
      return { kind: 'rate', rate: made.rate };
    case 'quantile':
      return quantileEvidence(made);
    case 'explained':
      return explainedEvidence(made.explained);
    default:
      return meanEvidence(made, valueOfMeasured(made));
  }
}

/** Order statistics hold whatever the distribution. They may be one value, and then many people have it. */
function quantileEvidence(made: Extract<Measured, { kind: 'quantile' }>): Evidence {
  const { spread, q } = made;
  const value = valueOfMeasured(made);
  return {
    kind: 'limits',
    value,
    at(level) {
      const { lower, upper } = quantileLimits(spread, q, level);
      if (lower === null || upper === null) return null;
      return { estimate: value, lower: Math.min(lower, value), upper: Math.max(upper, value) };
    },
    method: 'order statistics',
    mayBePoint: true,
    ...(quantileLimits(spread, q, LEAST_LEVEL).lower === null || quantileLimits(spread, q, LEAST_LEVEL).upper === null
      ? {
          hindrance: `${counted(spread.n, 'person')} ${agree(spread.n, 'does', 'do')} not hold the ${q} quantile between two of them`,
        }
      : {}),
  };
}

/** R² has the limits of its two parts, and none where one of them is too skewed for its size (docs/explanations/amounts.md). */
function explainedEvidence(explained: Explained): Evidence {
  const { value, errors, labels, n } = explained;
  const skewness = Math.max(Math.abs(errors.skewness), Math.abs(labels.skewness));
  return {
    kind: 'limits',
    value,
    at(level) {
      const interval = explainedLimits(explained, level);
      return interval && { estimate: value, ...interval };
    },
    method: 'hall, mover',
    ...(isTooSkewedForSize(skewness, n) ? { hindrance: tooSkewed(n, skewness) } : {}),
    ...(errors.mean === 0
      ? { hindrance: 'no error was seen, so nothing tells how large those of other people are' }
      : {}),
  };
}

const tooSkewed = (n: number, skewness: number): string =>
  `${counted(n, 'person')} ${agree(n, 'is', 'are')} too few for squares so skewed, of errors or of the distances of labels from their mean: a skewness of ${skewness.toFixed(1)} takes about ${peopleForSkewness(skewness)}`;

/** The lowest level at which a policy may judge. */
const LEAST_LEVEL = 0.5;
