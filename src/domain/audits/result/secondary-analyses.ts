import {
  cacheCurves,
  type FrontierGroup,
  impossibility,
  optimizeThresholds,
  sweepFrontier,
  type ThresholdConstraint,
  type ThresholdObjective,
} from '../../../core/fairness/frontier/index.js';
import { type Group, groupTally } from '../../../core/fairness/index.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import { type Policy, utilityOf } from '../../../core/policy/index.js';
import { impossibilityInAudit, optimumInAudit, sweepInAudit } from './frontier-in-audit.js';
import type { AuditResult, FrontierSection, ImpossibilitySection } from './result.js';
import { secondaryGroupAnalyses } from './secondary-group-analyses.js';
import { scalesOf, utilityInAudit, withUtility } from './utility-in-audit.js';

/** Number of points per family of cutoffs in an audit: enough for a curve, small enough for a report. */
const FRONTIER_POINTS = 41;

/** Base rates can differ only between at least two groups. */
const FEWEST_GROUPS = 2;

/** Analyses beside the verdict: which criteria exclude each other here, and the effect of other cutoffs. */
export function secondaryAnalyses(
  tally: Tally,
  policy: Policy,
  report: (message: string) => void,
  stakes?: Tally,
): Pick<AuditResult, 'impossibility' | 'frontier' | 'utility' | 'scan' | 'conditional' | 'unknown' | 'inequality'> {
  report('scanning intersections');
  // Labels of people with one prediction only say nothing of everybody, so what would be computed from them is left out.
  const everyone = policy.data.seenFor === undefined;
  const across = secondaryGroupAnalyses(
    tally,
    everyone ? policy : { ...policy, data: { ...policy.data, label: null } },
  );
  if (policy.data.label === null || !everyone) return across;
  report('weighing criteria against each other');
  const attributes = policy.data.attributes.map((a) => ({ by: [a.name], groups: knownGroups(tally, [a.name]) }));
  const sets = attributes.filter(({ groups }) => groups.length >= FEWEST_GROUPS);
  return {
    ...across,
    ...utilityInAudit(tally, policy, stakes),
    impossibility: sets.map(({ by, groups }) => impossibilityOf(by, groups, policy)),
    ...(tally.score.kind === 'none'
      ? {}
      : { frontier: sets.map(({ by, groups }) => frontierOf(by, groups, policy, stakes)) }),
  };
}

function knownGroups(tally: Tally, by: readonly string[]): readonly Group[] {
  return groupTally(tally, by).filter((group) => group.known);
}

function impossibilityOf(by: readonly string[], groups: readonly Group[], policy: Policy): ImpossibilitySection {
  const inputs = groups.map((g) => ({
    key: g.key,
    counts: g.counts,
    distribution: g.distribution && g.distribution.lowest >= 0 && g.distribution.highest <= 1 ? g.distribution : null,
  }));
  return { by, result: impossibilityInAudit(impossibility(inputs, { minGroupSize: policy.data.minGroupSize })) };
}

const CONSTRAINTS = (favourable: 0 | 1): readonly ThresholdConstraint[] => [
  'demographic_parity',
  favourable === 1 ? 'true_positive_rate_parity' : 'true_negative_rate_parity',
  'equalized_odds',
];

function frontierOf(
  by: readonly string[],
  groups: readonly Group[],
  policy: Policy,
  stakes: Tally | undefined,
): FrontierSection {
  const inputs: FrontierGroup[] = groups
    .filter((g) => g.distribution !== null)
    .map((g) => ({ key: g.key, positives: g.distribution!.positives, negatives: g.distribution!.negatives }));
  cacheCurves(inputs);
  const { favourable, minGroupSize, cutoff } = policy.data;
  const current = cutoff === null ? {} : { cutoff };
  const declared = utilityOf(policy);
  // The best rules are found from people, not from amounts, and are priced only where a value is per decision.
  const utility = declared === null || declared.amount !== null ? {} : { utility: declared.gains };
  const large = inputs.filter((g) => sum(g.positives.counts) + sum(g.negatives.counts) >= minGroupSize);
  const bestBy = (objective: ThresholdObjective) =>
    CONSTRAINTS(favourable).map((constraint) =>
      optimumInAudit(optimizeThresholds(large, { constraint, objective, favourable, ...current, ...utility })),
    );
  const sweep = sweepInAudit(sweepFrontier(inputs, { favourable, minGroupSize, points: FRONTIER_POINTS, ...current }));
  return {
    by,
    sweep: declared === null ? sweep : withUtility(sweep, scalesOf(by, inputs, stakes), declared.gains),
    best: bestBy('accuracy'),
    bestBalanced: bestBy('balanced_accuracy'),
    ...('utility' in utility ? { bestUtility: bestBy('utility') } : {}),
  };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
