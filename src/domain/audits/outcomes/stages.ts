import {
  compareFunnelRate,
  compareStageRate,
  decomposeFunnel,
  funnelProportion,
  funnelRate,
  type RouteCounts,
  type StagesGroup,
  type StagesTally,
  stageRate,
  stagesGroups,
} from '../../../core/fairness/outcomes/index.js';
import { stagesSubjects } from '../../../core/policy/judge/index.js';
import type { Policy } from '../../../core/policy/sections/index.js';
import { type Estimate, koopmanRatio, type Proportion } from '../../../core/stats/index.js';
import type { FunnelAgainst, FunnelRatio, FunnelResult } from '../result/result.js';
import { distinctMeasures } from './measures.js';
import type { OutcomeView, ProfileContext, ShownMeasure } from './view.js';

/** Most routes of which every audit shows rates of their own; of more only what is asked. Ours. */
const MOST_SHOWN = 12;

/** How chains of stages are shown: the rate of the whole funnel, and of every stage; by route too, where there are several. */
export function stagesView(policy: Policy, tally: StagesTally): OutcomeView<StagesGroup> {
  const isCompared = ({ known }: StagesGroup): boolean => known || policy.data.unknown === 'compare';
  return {
    groups: (by) => stagesGroups(tally, by),
    unlabelled: () => 0,
    measures: measuresOf(policy, tally),
    estimate: (group, { stage, route }, { options }) =>
      stage === undefined
        ? funnelRate(group, { ...options, ...on(route) })
        : stageRate(group, stage, { ...options, ...on(route) }),
    compares: () => ['difference', 'ratio'],
    gap: (group, reference, { stage, route }, compare, options) =>
      stage === undefined
        ? compareFunnelRate(group, reference, { compare }, { ...options, ...on(route) })
        : compareStageRate(group, reference, { stage, compare }, { ...options, ...on(route) }),
    profiles: (by, groups, context) => ({
      funnels: groups.flatMap((group) =>
        funnelsOf(group, isCompared(group) ? context : null).map((funnel) => ({ by, ...funnel })),
      ),
    }),
    subjects: stagesSubjects(policy, tally),
  };
}

const on = (route: string | undefined): { readonly route?: string } => (route === undefined ? {} : { route });

function measuresOf({ requirements }: Policy, { stages, routes }: StagesTally): ShownMeasure[] {
  const names = Object.keys(routes);
  const shown = names.length > 1 && names.length <= MOST_SHOWN ? names : [];
  const ofAll = (route: string | undefined, passed: readonly string[]): ShownMeasure[] => [
    { metric: 'funnel_rate', ...on(route) },
    ...passed.map((stage) => ({ metric: 'stage_rate', stage, ...on(route) }) as const),
  ];
  const asked = requirements.flatMap(({ metric, stage, route }): ShownMeasure[] =>
    metric === 'stage_rate' || metric === 'funnel_rate' ? [{ metric, stage, route }] : [],
  );
  return distinctMeasures([
    ...ofAll(undefined, stages),
    ...shown.flatMap((route) => ofAll(route, routes[route]!)),
    ...asked,
  ]);
}

/** A group in the funnel, and where there are several routes, on each of them; without a context it is compared with nobody. */
function funnelsOf(group: StagesGroup, context: ProfileContext<StagesGroup> | null): Omit<FunnelResult, 'by'>[] {
  const { key, n, stages, routes } = group;
  const [only] = routes as [RouteCounts];
  const against = (route: string | undefined): Pick<FunnelResult, 'against'> => {
    const reference = context?.reference ?? null;
    return context === null || reference === null || reference === group
      ? {}
      : { against: againstOf(group, reference, context, route) };
  };
  if (routes.length === 1)
    return [{ group: key, n, through: throughOf(only), stages: stagesOf(only), ...against(only.route) }];
  const together = stages.map((stage) => {
    const passing = routes.flatMap((route) => stagesOf(route).filter((one) => one.stage === stage));
    return { stage, reached: sum(passing.map((one) => one.reached)), passed: sum(passing.map((one) => one.passed)) };
  });
  return [
    { group: key, n, through: sum(routes.map(throughOf)), stages: together, ...against(undefined) },
    ...routes.map((route) => ({
      group: key,
      route: route.route,
      n: route.reachedByStage[0]!,
      through: throughOf(route),
      stages: stagesOf(route),
      ...against(route.route),
    })),
  ];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const throughOf = ({ passedByStage }: RouteCounts): number => passedByStage.at(-1)!;
const stagesOf = ({ stages, reachedByStage, passedByStage }: RouteCounts): FunnelResult['stages'] =>
  stages.map((stage, i) => ({ stage, reached: reachedByStage[i]!, passed: passedByStage[i]! }));

/** The ratio to the reference; by one route taken apart into its steps. */
function againstOf(
  group: StagesGroup,
  reference: StagesGroup,
  { options }: ProfileContext<StagesGroup>,
  route: string | undefined,
): FunnelAgainst {
  const asked = { ...options, ...on(route) };
  const steps = route === undefined ? [] : decomposeFunnel(group, reference, asked).steps;
  const whole = compareFunnelRate(group, reference, { compare: 'ratio' }, asked);
  return {
    reference: reference.key,
    referenceRate: funnelRate(reference, asked).estimate,
    ratio: ratioOf(whole, funnelProportion(group, route), funnelProportion(reference, route)),
    steps: steps.map(({ step, stage, groupRate, referenceRate, ratio, counts, share }) => ({
      step,
      stage,
      groupRate,
      referenceRate,
      ...ratioOf(ratio, counts.group, counts.reference),
      share,
    })),
  };
}

/** A ratio with Koopman's interval, which is the one that a requirement on the same ratio is judged by. */
function ratioOf({ estimate, level, status }: Estimate, group: Proportion, reference: Proportion): FunnelRatio {
  const span = estimate === null ? null : koopmanRatio(group, reference, level);
  return {
    estimate,
    lower: span?.lower ?? null,
    upper: span === null || !Number.isFinite(span.upper) ? null : span.upper,
    level,
    status,
  };
}
