import { evidenceSize, meanSample, rateOf } from '../../fairness/metrics/index.js';
import { type Group, type GroupKey, groupTally, type Tally } from '../../fairness/tally/index.js';
import { clopperPearson, kishEffectiveSize, type Proportion } from '../../stats/index.js';
import { type CompositeMeasure, compositeOf, type ErrorShared } from '../sections/composites.js';
import type { Policy, Requirement } from '../sections/types.js';
import { type Limits, moverMean } from './mover.js';
import { spreadSample } from './standardized.js';
import { type Evidence, type Subject, subjectOf } from './subject.js';
import { theilLimits } from './theil.js';

/** What a composite measure of a group is made from, beside the group. */
interface MeasureContext {
  readonly policy: Pick<Policy, 'data' | 'statistics'>;
  readonly requirement: Pick<Requirement, 'of'>;
  readonly everyone: Group;
}

/** The measure of one group: its evidence, and the people that it rests on, to be held against `minGroupSize`. */
interface MeasuredGroup {
  readonly evidence: Evidence;
  readonly value: number | null;
  readonly n: number;
  /** With sampling weights the effective size of `n`. */
  readonly size: number;
}

type Measure = (group: Group, context: MeasureContext) => MeasuredGroup;

/** How the measures of single groups are made that are no metric of the audit. */
const MEASURES: Readonly<Partial<Record<CompositeMeasure, Measure>>> = {
  average_odds_difference: averageOdds,
  standardized_mean_difference: standardized,
  theil,
  error_share: errorShare,
};

/** The subject of a composite measure in a group. */
export function compositeSubject(
  group: Group,
  metric: CompositeMeasure,
  context: MeasureContext,
  members: readonly GroupKey[] = [],
): Subject {
  const measure = MEASURES[metric];
  if (measure === undefined) return subjectOf(group, metricOf(metric), context.policy, members);
  const { evidence, value, n, size } = measure(group, context);
  return {
    key: group.key,
    people: group.n,
    n,
    sufficient: size >= context.policy.data.minGroupSize,
    value,
    evidence,
    members,
  };
}

/** The metric of a group that a measure without evidence of its own compares. */
const metricOf = (metric: CompositeMeasure) => compositeOf(metric)?.shown ?? 'expected_calibration_error';

/** The groups that a composite measure is about: those by all attributes together, or overlapping ones, of which everyone is the first. */
export function compositeGroups(
  tally: Tally,
  { metric, by }: Pick<Requirement, 'metric' | 'by'>,
  policy: Policy,
): Group[] {
  if (compositeOf(metric)?.overlapping !== true) return groupTally(tally, by);
  const sets = policy.data.intersections.filter((set) => set.every((name) => by.includes(name)));
  return [[], ...by.map((name) => [name]), ...sets].flatMap((set) => groupTally(tally, set));
}

/** The mean of two favourable rates, of the people whose label is favourable and of the others: a group's side of an average odds difference. */
function averageOdds(group: Group, { policy }: MeasureContext): MeasuredGroup {
  const { favourable } = policy.data;
  const rates = [
    rateOf(group, 'opportunity_rate', favourable),
    rateOf(group, favourable === 1 ? 'false_positive_rate' : 'false_negative_rate', favourable),
  ] as const;
  const at = (level: number): Limits | null => {
    const [a, b] = [limitsOf(rates[0], level), limitsOf(rates[1], level)];
    return a === null || b === null ? null : moverMean(a, b);
  };
  const value = at(ANY_LEVEL)?.estimate ?? null;
  return {
    evidence: { kind: 'limits', value, at, method: 'clopper-pearson' },
    value,
    n: rates[0].n + rates[1].n,
    size: evidenceSize(group, 'balanced_accuracy', favourable),
  };
}

/** The estimate does not depend on the level, so any level will do. */
const ANY_LEVEL = 0.95;

function limitsOf(rate: Proportion, level: number): Limits | null {
  const interval = clopperPearson(rate, level);
  return interval === null ? null : { estimate: rate.successes / rate.n, ...interval };
}

/** The mean score with the moments that its difference in standard deviations needs. */
function standardized(group: Group, { policy }: MeasureContext): MeasuredGroup {
  const plain = subjectOf(group, 'mean_score', policy);
  const size = evidenceSize(group, 'mean_score', policy.data.favourable);
  const sample = meanSample(group, 'mean_score');
  const spread = sample === null ? null : spreadSample(sample.values, sample.counts, size);
  const evidence: Evidence =
    plain.evidence.kind === 'limits' && spread !== null ? { ...plain.evidence, spread } : plain.evidence;
  return { evidence, value: plain.value, n: plain.n, size };
}

/** Theil's index of the benefits within a group, which needs labels. */
function theil({ counts, squares, weightKind }: Group, { policy }: MeasureContext): MeasuredGroup {
  const sampling = weightKind === 'sampling';
  const errors: Proportion = { successes: counts.fp + counts.fn, n: counts.tp + counts.fp + counts.fn + counts.tn };
  const nEff = sampling ? kishEffectiveSize(errors.n, squares.tp + squares.fp + squares.fn + squares.tn) : undefined;
  const granted = policy.data.favourable === 1 ? counts.fp : counts.fn;
  const errorsEff = sampling ? kishEffectiveSize(errors.successes, squares.fp + squares.fn) : undefined;
  const at = theilLimits(
    nEff === undefined ? errors : { ...errors, nEff },
    errorsEff === undefined
      ? { successes: granted, n: errors.successes }
      : { successes: granted, n: errors.successes, nEff: errorsEff },
  );
  const value = at(ANY_LEVEL)?.estimate ?? null;
  return {
    evidence: { kind: 'limits', value, at, method: 'clopper-pearson, joined' },
    value,
    n: errors.n,
    size: nEff ?? errors.n,
  };
}

/**
 * The group's share of all errors of a kind, over its share of the people with a label. Of all errors each is or is not in the group, so that the
 * share has the exact interval of a rate; the shares of people are taken as they are.
 */
function errorShare(group: Group, { requirement, everyone }: MeasureContext): MeasuredGroup {
  const kind = ERROR_COUNTS[requirement.of ?? 'false_positive'];
  const [own, all] = [labelled(group.counts), labelled(everyone.counts)];
  const sampling = group.weightKind === 'sampling';
  const errors: Proportion = { successes: group.counts[kind], n: everyone.counts[kind] };
  const rate = sampling ? { ...errors, nEff: kishEffectiveSize(errors.n, everyone.squares[kind]) } : errors;
  const per = own / all;
  return {
    evidence: { kind: 'rate', rate, per },
    value: errors.n > 0 && own > 0 ? errors.successes / errors.n / per : null,
    n: own,
    size: sampling ? kishEffectiveSize(own, labelled(group.squares)) : own,
  };
}

const ERROR_COUNTS: Readonly<Record<ErrorShared, 'fp' | 'fn'>> = { false_positive: 'fp', false_negative: 'fn' };
const labelled = ({ tp, fp, fn, tn }: Group['counts']): number => tp + fp + fn + tn;
