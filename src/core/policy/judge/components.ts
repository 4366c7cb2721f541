import { calibrationSums, ECE_BINS, rateOf } from '../../fairness/metrics/index.js';
import { type Group, type GroupKey, groupTally, type IntegerMetric, type Tally } from '../../fairness/tally/index.js';
import { kishEffectiveSize, type Proportion } from '../../stats/index.js';
import type { CompositeMeasure } from '../sections/composites.js';
import type { Policy, Requirement } from '../sections/types.js';
import type { Subject } from './subject.js';

/** One of the rates whose gaps make up a measure of all groups together. */
export interface Component {
  /** The rate, by the name of a metric where it is one. */
  readonly name: string;
  readonly subjects: readonly Subject[];
  /** Several groups as one, made from their tally. */
  readonly ofGroup: (group: Group, members: readonly GroupKey[]) => Subject;
}

/** How the gap of two rates counts: their difference, or the logarithm of their ratio. */
export interface Together {
  readonly gap: 'difference' | 'log ratio';
  readonly components: (groups: readonly Group[], policy: Policy) => readonly Component[];
}

/** The measures that are the largest gap among several rates of any two groups. */
export const TOGETHER: Readonly<Partial<Record<CompositeMeasure, Together>>> = {
  equalized_odds_difference: {
    gap: 'difference',
    components: (groups, policy) =>
      (['true_positive_rate', 'false_positive_rate'] as const).map((name) =>
        component(name, groups, { policy, rate: (group) => rateOf(group, name, 1) }),
      ),
  },
  differential_fairness: {
    gap: 'log ratio',
    components: (groups, policy) =>
      (
        [
          ['selection_rate', (rate: Proportion) => rate],
          ['rejection_rate', ({ successes, ...rest }: Proportion) => ({ ...rest, successes: rest.n - successes })],
        ] as const
      ).map(([name, of]) =>
        component(name, groups, { policy, rate: (group) => of(rateOf(group, 'selection_rate', 1)), value: smoothed }),
      ),
  },
  calibration_difference: {
    gap: 'difference',
    components: (groups, policy) =>
      policy.data.score === null ? byPrediction(groups, policy) : byScore(groups, policy),
  },
};

/** The groups of a requirement that are compared. */
export const comparedGroups = (tally: Tally, { by }: Pick<Requirement, 'by'>, { data }: Policy): Group[] =>
  groupTally(tally, by).filter((group) => group.known || data.unknown === 'compare');

interface RateOfGroup {
  readonly policy: Pick<Policy, 'data'>;
  readonly rate: (group: Group) => Proportion;
  /** The value that is shown, where it is not the rate itself. */
  readonly value?: (rate: Proportion) => number;
  /** What the key of a group has beside its values. */
  readonly cell?: GroupKey;
}

function component(
  name: string,
  groups: readonly Group[],
  { policy, rate, value = plain, cell = {} }: RateOfGroup,
): Component {
  const ofGroup = (group: Group, members: readonly GroupKey[]): Subject => {
    const own = rate(group);
    return {
      key: { ...group.key, ...cell },
      people: group.n,
      n: own.n,
      sufficient: (own.nEff ?? own.n) >= policy.data.minGroupSize,
      value: own.n > 0 ? value(own) : null,
      evidence: { kind: 'rate', rate: own },
      members,
    };
  };
  return { name, ofGroup, subjects: groups.map((group) => ofGroup(group, [])) };
}

const plain = ({ successes, n }: Proportion): number => successes / n;

/** One person is added to every group, half to each outcome (Foulds et al. 2020, definition 4.2 with a Dirichlet prior), as audits show it. */
const smoothed = ({ successes, n }: Proportion): number => (successes + 1 / 2) / (n + 1);

/** Decisions without a score tell two kinds of people apart: those with either prediction. */
function byPrediction(groups: readonly Group[], policy: Policy): Component[] {
  const complement = (metric: IntegerMetric) => (group: Group) => {
    const { successes, ...rest } = rateOf(group, metric, 1);
    return { ...rest, successes: rest.n - successes };
  };
  return [
    component('positive_predictive_value', groups, {
      policy,
      rate: (group) => rateOf(group, 'positive_predictive_value', 1),
      cell: { prediction: '1' },
    }),
    component('false_omission_rate', groups, {
      policy,
      rate: complement('negative_predictive_value'),
      cell: { prediction: '0' },
    }),
  ].map(withoutEmpty);
}

/** Score bins of the expected calibration error; a group that has nobody in a bin is not compared there. */
function byScore(groups: readonly Group[], policy: Policy): Component[] {
  const sums = new Map(groups.map((group) => [group, sumsOf(group)]));
  return Array.from({ length: ECE_BINS }, (_, bin) =>
    component(`score ${binText(bin)}`, groups, {
      policy,
      rate: (group) => sums.get(group)?.[bin] ?? { successes: 0, n: 0 },
      cell: { score: binText(bin) },
    }),
  ).map(withoutEmpty);
}

const withoutEmpty = (one: Component): Component => ({ ...one, subjects: one.subjects.filter(({ n }) => n > 0) });

/** Edges of a score bin, as in the table of calibration: `0.1 to < 0.2`. */
function binText(bin: number): string {
  const edge = (k: number): string => String(k / ECE_BINS);
  return bin === ECE_BINS - 1 ? `${edge(bin)} to 1` : `${edge(bin)} to < ${edge(bin + 1)}`;
}

function sumsOf({ distribution, moments, weightKind }: Group): Proportion[] {
  if (distribution === null || distribution.lowest < 0 || distribution.highest > 1) return [];
  const deflation =
    weightKind === 'sampling' ? kishEffectiveSize(moments.labelled, moments.labelledSquares) / moments.labelled : null;
  return calibrationSums(distribution, ECE_BINS).map(({ n, positives }) => {
    const rate = { successes: positives, n };
    return deflation === null ? rate : { ...rate, nEff: n * deflation };
  });
}
