import type { RequirementMetric } from '../../../core/policy/sections/index.js';
import type { Moment } from '../../monitor-panes/index.js';

/** Metrics that are means of what the score of a person says, alone or beside the label. */
const MOMENTS: Readonly<Partial<Record<RequirementMetric, Moment>>> = {
  mean_score: { of: { kind: 'score' }, from: 0, to: 1 },
  brier: { of: { kind: 'brier' }, from: 0, to: 1 },
};

/** The mean of scores that a metric is; null where it is none. Scores are taken as chances: one outside of 0 to 1 counts as the nearer end, as amounts outside of their range do. */
export const scoredMoment = (metric: RequirementMetric): Moment | null => MOMENTS[metric] ?? null;

/** The means of scores that some metrics are, each once. */
export const scoredMoments = (metrics: readonly RequirementMetric[]): Moment[] => [
  ...new Set(metrics.flatMap((metric) => scoredMoment(metric) ?? [])),
];
