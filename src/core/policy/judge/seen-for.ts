import { identification } from '../../fairness/selective/index.js';
import type { MetricName } from '../../fairness/tally/index.js';
import { isComposite } from '../sections/composites.js';
import { isGap } from '../sections/kinds.js';
import { metricWords, needsLabel } from '../sections/metric-needs.js';
import type { PolicyData, Requirement } from '../sections/types.js';

type Data = Pick<PolicyData, 'seenFor' | 'favourable'>;

/** The prediction whose people get a label, in words; null where labels do not depend on the decision. */
export const seenForWords = ({ seenFor, favourable }: Data): string | null =>
  seenFor === undefined ? null : seenFor === favourable ? 'favourable' : 'unfavourable';

/** Whether a requirement is about labels that people with the other prediction do not have, so that it has bounds and no estimate. */
export const isBounded = ({ metric }: Pick<Requirement, 'metric'>, { seenFor }: Data): boolean =>
  seenFor !== undefined && !isComposite(metric) && identification(metric as MetricName, seenFor) === 'bounded';

/** Whether a requirement depends on labels that people with the other prediction do not have. */
export const needsUnseen = ({ metric }: Pick<Requirement, 'metric'>, { seenFor }: Data): boolean =>
  seenFor !== undefined &&
  needsLabel(metric) &&
  (isComposite(metric) || identification(metric as MetricName, seenFor) !== 'seen');

/** Why a requirement about groups known as probabilities cannot be judged where labels are seen for one prediction only; null where it can. */
export function whyUnseenLikely(requirement: Requirement, data: Data): string | null {
  if (!isBounded(requirement, data)) return null;
  return `${metricWords(requirement.metric)} needs labels that are seen only for the ${seenForWords(data)} prediction (data.label.seenFor), and groups known as probabilities have no bounds for those`;
}

/** Why a requirement cannot be judged where labels are seen for one prediction only; null where it can, by its estimate or by bounds. */
export function whyUnseen(requirement: Requirement, data: Data): string | null {
  const { metric } = requirement;
  const words = seenForWords(data);
  if (words === null || !needsUnseen(requirement, data)) return null;
  const only = `labels are seen only for the ${words} prediction (data.label.seenFor)`;
  if (!isBounded(requirement, data))
    return `${metricWords(metric)} needs the labels of everyone, and ${only}; a rate such as true_positive_rate is judged by its bounds`;
  if (requirement.compare === 'change')
    return `the change of a ${metricWords(metric)} is not judged by bounds, and ${only}`;
  if (isGap(requirement) && requirement.given !== undefined)
    return `a ${metricWords(metric)} within strata is not judged by bounds, and ${only}`;
  return null;
}
