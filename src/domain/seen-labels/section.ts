import { groupTally } from '../../core/fairness/index.js';
import { identification, type LabelCounts, labelCounts } from '../../core/fairness/selective/index.js';
import {
  COMPOSITE_METRICS,
  type GroupKey,
  INTEGER_METRICS,
  type MetricName,
  SCORE_METRICS,
  type Tally,
} from '../../core/fairness/tally/index.js';
import { metricWords, type Policy, seenForWords } from '../../core/policy/index.js';

/** Labels that only people with one prediction get, in an audit: what is known of which metric, and of how many people. */
export interface SeenLabels {
  /** The prediction that people must have for their label to exist. */
  readonly seenFor: 'favourable' | 'unfavourable';
  /** The same as a number. */
  readonly prediction: 0 | 1;
  /** Metrics that the labels determine, those that they bound, and those of which they say too little. */
  readonly estimated: readonly MetricName[];
  readonly bounded: readonly MetricName[];
  readonly notGiven: readonly MetricName[];
  readonly overall: LabelCounts;
  readonly groups: readonly SeenGroup[];
}

export interface SeenGroup extends LabelCounts {
  readonly attributes: GroupKey;
}

/** A caution of an audit. */
export interface LabelCaution {
  readonly attribute: string;
  readonly kind: 'unseen-labels';
  readonly values: readonly string[];
  readonly message: string;
  readonly remedy: string;
}

const METRICS: readonly MetricName[] = [...INTEGER_METRICS, ...COMPOSITE_METRICS, ...SCORE_METRICS];

/**
 * What an audit says about labels that only people with one prediction get; empty where the policy declares none.
 *
 * @param sets the sets of attributes whose groups the audit describes
 */
export function seenLabels(
  policy: Policy,
  tally: Tally,
  sets: readonly (readonly string[])[],
): { readonly labels?: SeenLabels } {
  const { seenFor } = policy.data;
  const words = seenForWords(policy.data);
  if (seenFor === undefined || words === null) return {};
  const withScores = policy.data.score !== null && tally.score.kind !== 'none';
  const metrics = withScores ? METRICS : METRICS.filter((one) => !(SCORE_METRICS as readonly string[]).includes(one));
  const known = (...kinds: readonly string[]) => metrics.filter((one) => kinds.includes(identification(one, seenFor)));
  return {
    labels: {
      seenFor: seenFor === policy.data.favourable ? 'favourable' : 'unfavourable',
      prediction: seenFor,
      estimated: known('unlabelled', 'seen'),
      bounded: known('bounded'),
      notGiven: known('open'),
      overall: labelCounts(groupTally(tally, [])[0]!, seenFor),
      groups: sets.flatMap((by) =>
        groupTally(tally, by).map((group) => ({ attributes: group.key, ...labelCounts(group, seenFor) })),
      ),
    },
  };
}

/** The caution that says what the labels do not tell, and what of an audit is left out for it. */
export function labelCautions(policy: Policy, labels: SeenLabels | undefined): LabelCaution[] {
  if (labels === undefined) return [];
  const { seenFor, overall, bounded, notGiven, estimated } = labels;
  const some = (metrics: readonly MetricName[]) => metrics.map(metricWords).join(', ');
  const own = estimated.filter((metric) => metric.endsWith('predictive_value'));
  const caution = {
    attribute: policy.data.label?.column ?? 'label',
    kind: 'unseen-labels' as const,
    values: [],
    message:
      `Labels are seen only for the ${seenFor} prediction: ${overall.others} of ${overall.n} people have the other one, and ${overall.others - overall.othersLabelled} of those have no label. ` +
      `The labels determine the ${some(own)}; known within bounds are ${some(bounded)}; not given are ${some(notGiven)}, and comparisons, calibration, frontier and inequality from labels are left out`,
    remedy: 'Record the labels of some people with the other prediction who are chosen by lot.',
  };
  if (overall.othersLabelled === 0) return [caution];
  return [
    caution,
    {
      ...caution,
      message: `${overall.othersLabelled} people with the other prediction have a label all the same; the bounds take it as it is, and nobody says how these people were chosen`,
      remedy: 'Find out where these labels come from; if they were chosen by lot, say so in the policy.',
    },
  ];
}
