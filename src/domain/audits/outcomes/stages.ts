import {
  compareFunnelRate,
  compareStageRate,
  decomposeFunnel,
  funnelRate,
  type StagesGroup,
  type StagesTally,
  stageRate,
  stagesGroups,
} from '../../../core/fairness/outcomes/index.js';
import { stagesSubjects } from '../../../core/policy/judge/index.js';
import type { Policy } from '../../../core/policy/sections/index.js';
import type { Estimate } from '../../../core/stats/base/index.js';
import type { FunnelAgainst, FunnelRatio, FunnelResult } from '../result/result.js';
import type { OutcomeView, ProfileContext } from './view.js';

/** How chains of stages are shown: the rate of the whole funnel, and of every stage. */
export function stagesView(policy: Policy, tally: StagesTally): OutcomeView<StagesGroup> {
  const isCompared = ({ known }: StagesGroup): boolean => known || policy.data.unknown === 'compare';
  return {
    groups: (by) => stagesGroups(tally, by),
    unlabelled: () => 0,
    measures: [{ metric: 'funnel_rate' }, ...tally.stages.map((stage) => ({ metric: 'stage_rate', stage }) as const)],
    estimate: (group, { stage }, { options }) =>
      stage === undefined ? funnelRate(group, options) : stageRate(group, stage, options),
    compares: () => ['difference', 'ratio'],
    gap: (group, reference, { stage }, compare, options) =>
      stage === undefined
        ? compareFunnelRate(group, reference, { compare }, options)
        : compareStageRate(group, reference, { stage, compare }, options),
    profiles: (by, groups, context) => ({
      funnels: groups.map((group) => ({ by, ...funnelOf(group, isCompared(group) ? context : null) })),
    }),
    subjects: stagesSubjects(policy, tally),
  };
}

/** A group in the funnel; without a context it is compared with nobody. */
function funnelOf(group: StagesGroup, context: ProfileContext<StagesGroup> | null): Omit<FunnelResult, 'by'> {
  const { key, n, stages, routes } = group;
  const [{ reachedByStage, passedByStage }] = routes as [StagesGroup['routes'][number]];
  const reference = context?.reference ?? null;
  return {
    group: key,
    n,
    stages: stages.map((stage, place) => ({ stage, reached: reachedByStage[place]!, passed: passedByStage[place]! })),
    ...(context === null || reference === null || reference === group
      ? {}
      : { against: againstOf(group, reference, context) }),
  };
}

function againstOf(
  group: StagesGroup,
  reference: StagesGroup,
  { options }: ProfileContext<StagesGroup>,
): FunnelAgainst {
  const { whole, steps } = decomposeFunnel(group, reference, options);
  return {
    reference: reference.key,
    ratio: ratioOf(whole),
    steps: steps.map(({ step, stage, groupRate, referenceRate, ratio, share }) => ({
      step,
      stage,
      groupRate,
      referenceRate,
      ...ratioOf(ratio),
      share,
    })),
  };
}

const ratioOf = ({ estimate, lower, upper, level, status }: Estimate): FunnelRatio => ({
  estimate,
  lower,
  upper,
  level,
  status,
});
