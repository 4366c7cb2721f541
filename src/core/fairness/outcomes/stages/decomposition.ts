import type { Estimate } from '../../../stats/base/index.js';
import { logRatioStandardError, type Proportion } from '../../../stats/proportion/index.js';
import { criticalValue } from '../../../stats/special/index.js';
import type { Gap } from '../../comparisons/gap.js';
import { plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { metricSettings } from '../../metrics/options.js';
import { invalidArgument, rateGap } from '../base/index.js';
import { routesOf } from './groups.js';
import { compareFunnelRate } from './rates.js';
import type { RouteCounts, StageOptions, StagesGroup } from './types.js';

/** One step of a funnel: passing a stage, or going on from a stage that was passed to the next one. */
export interface FunnelStep {
  readonly step: 'passed' | 'went on to';
  readonly stage: string;
  readonly groupRate: number | null;
  readonly referenceRate: number | null;
  /** The counts of both, so that an interval of another kind can be made of them. */
  readonly counts: { readonly group: Proportion; readonly reference: Proportion };
  /** Ratio of the rates with interval and test. */
  readonly ratio: Gap;
  /** Log of the ratio, with the delta method's interval; the logs of all steps add up to that of the whole. */
  readonly logRatio: Estimate;
  /** Share of the whole log ratio that this step makes; null where the whole ratio is 1 or undefined. */
  readonly share: number | null;
}

export interface FunnelDecomposition {
  readonly route: string;
  readonly steps: readonly FunnelStep[];
  /** Ratio of the whole funnel's rates. */
  readonly whole: Gap;
  readonly logRatio: Estimate;
}

/**
 * The ratio of two groups' chances to come through a whole funnel, taken apart into the ratios of its steps: log(whole) = sum of log(step). Given
 * how many reached a stage, how many pass it tells nothing about the stages before, so that the variances of the logs add too, and add up to that of the
 * whole rate; this is exact, since 1/passed - 1/reached telescopes.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a route that is not declared, and where there are several and none is named: they have no steps in common
 * @example decomposeFunnel(women, men).steps.map((step) => step.share) // [0.33, 0, 0.33, 0, 0.33]
 */
export function decomposeFunnel(
  group: StagesGroup,
  reference: StagesGroup,
  options: StageOptions = {},
): FunnelDecomposition {
  const settings = metricSettings(options);
  const ours = onlyRoute(group, options.route);
  const theirs = onlyRoute(reference, ours.route);
  const route = { ...options, route: ours.route };
  const pairs = stepsOf(ours).map((step, i) => ({ ...step, reference: stepsOf(theirs)[i]!.rate }));
  const whole = [
    { successes: ours.passedByStage.at(-1)!, n: ours.reachedByStage[0]! },
    { successes: theirs.passedByStage.at(-1)!, n: theirs.reachedByStage[0]! },
  ] as const;
  const total = logRatioOf(whole[0], whole[1], settings.level);
  return {
    route: ours.route,
    whole: compareFunnelRate(group, reference, { compare: 'ratio' }, route),
    logRatio: total,
    steps: pairs.map(({ step, stage, rate, reference: other }): FunnelStep => {
      const logRatio = logRatioOf(rate, other, settings.level);
      const canShare = logRatio.estimate !== null && total.estimate !== null && total.estimate !== 0;
      return {
        step,
        stage,
        groupRate: rate.n === 0 ? null : rate.successes / rate.n,
        referenceRate: other.n === 0 ? null : other.successes / other.n,
        counts: { group: rate, reference: other },
        ratio: rateGap(rate, other, { metric: 'stage_rate', compare: 'ratio' }, settings),
        logRatio,
        share: canShare ? logRatio.estimate! / total.estimate! : null,
      };
    }),
  };
}

function onlyRoute(group: StagesGroup, route: string | undefined): RouteCounts {
  const routes = routesOf(group, route);
  if (routes.length === 1) return routes[0]!;
  throw invalidArgument(
    `there are ${routes.length} routes`,
    `Name the route to take apart: ${routes.map((one) => one.route).join(', ')}.`,
    'route',
  );
}

interface Step {
  readonly step: FunnelStep['step'];
  readonly stage: string;
  readonly rate: Proportion;
}

function stepsOf({ stages, reachedByStage, passedByStage }: RouteCounts): Step[] {
  return stages.flatMap((stage, i): Step[] => {
    const passed: Step = { step: 'passed', stage, rate: { successes: passedByStage[i]!, n: reachedByStage[i]! } };
    if (i === 0) return [passed];
    const wentOn = { successes: reachedByStage[i]!, n: passedByStage[i - 1]! };
    return [{ step: 'went on to', stage, rate: wentOn }, passed];
  });
}

/** Log of a ratio of rates with the delta method's normal interval. A step that everybody took in both groups has log 0 and no interval. */
function logRatioOf(a: Proportion, b: Proportion, level: number): Estimate {
  const frame = { level, method: 'delta', n: a.n + b.n };
  if (a.n === 0 || b.n === 0) return undefinedEstimate(frame, '0/0: nobody reached this step in one of the groups');
  const standardError = logRatioStandardError(a, b);
  if (standardError === null)
    return undefinedEstimate(frame, 'nobody took this step in one of the groups: its log is not finite');
  const estimate = Math.log(a.successes / a.n) - Math.log(b.successes / b.n);
  const reach = criticalValue(level) * standardError;
  return plainEstimate(frame, { estimate, lower: estimate - reach, upper: estimate + reach });
}
