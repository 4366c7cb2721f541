import type { Estimate } from '../../../stats/base/index.js';
import type { Gap } from '../../comparisons/gap.js';
import { metricSettings } from '../../metrics/options.js';
import type { Compare } from '../../tally/types.js';
import { type MeasuredOutcome, rateEstimate, rateGap } from '../base/index.js';
import { funnelProportion, stageProportion } from './groups.js';
import type { StageOptions, StagesGroup } from './types.js';

/** What the rate of a stage, or without one that of the whole funnel, is made of: on one route, or without one on all. */
export const measuredStages = (
  group: StagesGroup,
  { stage, route }: { readonly stage?: string | undefined; readonly route?: string | undefined },
): MeasuredOutcome => ({
  kind: 'rate',
  rate: stage === undefined ? funnelProportion(group, route) : stageProportion(group, stage, route),
});

/**
 * Share of those who passed a stage among those who reached it (metric `stage_rate`), with Wilson's interval.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a stage or route that is not declared
 * @example stageRate(women, 'interview').estimate // 0.42
 */
export function stageRate(group: StagesGroup, stage: string, options: StageOptions = {}): Estimate {
  const rate = stageProportion(group, stage, options.route);
  return rateEstimate(rate, metricSettings(options), `0/0: nobody in the group reached ${stage}`);
}

/**
 * Share of those who passed the last stage among all who entered the first (metric `funnel_rate`), with Wilson's interval: a rate like any other, since each who entered
 * either came through or did not.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a route that is not declared
 */
export function funnelRate(group: StagesGroup, options: StageOptions = {}): Estimate {
  return rateEstimate(
    funnelProportion(group, options.route),
    metricSettings(options),
    '0/0: nobody in the group entered',
  );
}

/**
 * `stageRate` of a group against that of a reference, as difference or ratio, with the intervals and the test of yes-or-no decisions.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a stage or route that is not declared
 */
export function compareStageRate(
  group: StagesGroup,
  reference: StagesGroup,
  question: { readonly stage: string; readonly compare: Compare },
  options: StageOptions = {},
): Gap {
  const { stage, compare } = question;
  const [a, b] = [stageProportion(group, stage, options.route), stageProportion(reference, stage, options.route)];
  return rateGap(a, b, { metric: 'stage_rate', compare }, metricSettings(options));
}

/**
 * `funnelRate` of a group against that of a reference, as difference or ratio, with the intervals and the test of yes-or-no decisions.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a route that is not declared
 */
export function compareFunnelRate(
  group: StagesGroup,
  reference: StagesGroup,
  question: { readonly compare: Compare },
  options: StageOptions = {},
): Gap {
  const [a, b] = [funnelProportion(group, options.route), funnelProportion(reference, options.route)];
  return rateGap(a, b, { metric: 'funnel_rate', compare: question.compare }, metricSettings(options));
}
