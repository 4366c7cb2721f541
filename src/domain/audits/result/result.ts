import type { ConditionalAudit, Inequality, Scan, UnknownGroupBounds } from '../../../core/fairness/index.js';
import type { AmountComparison, AmountEstimate } from '../../../core/fairness/outcomes/amount/index.js';
import type {
  Compare,
  Comparison,
  ConfusionCounts,
  Disparity,
  Exclusion,
  GroupKey,
} from '../../../core/fairness/tally/index.js';
import type { Outcome, RequirementMetric, RequirementResult, Verdict } from '../../../core/policy/sections/index.js';
import type { Estimate } from '../../../core/stats/base/index.js';
import type { LabelCaution, SeenLabels } from '../../seen-labels/index.js';
import type { SourceRecord } from '../source/source.js';
import type {
  ImpossibilityResult,
  NoThresholdOptimum,
  ThresholdFrontier,
  ThresholdOptimum,
} from './frontier-in-audit.js';
import type { LikelyAttribute } from './likely-result.js';
import type { ValueCaution } from './suspicious-values.js';
import type { UtilityResult } from './utility-result.js';

/** One group with its counts and every metric (contracts, Audit result, `groups`). */
export interface GroupResult {
  readonly attributes: GroupKey;
  /** Number of people: rows, or the sum of weights. */
  readonly n: number;
  /**
   * With sampling weights: the people in the sample; `effectiveN` is the number of unweighted people who would tell as much (Kish), on
   * which intervals rest.
   */
  readonly rows?: number;
  readonly effectiveN?: number;
  /** Absent where decisions are not 0 or 1. */
  readonly counts?: ConfusionCounts;
  readonly metrics: Readonly<Record<string, Estimate | AmountEstimate>>;
}

/** How the amounts of one group are spread, in units. */
export interface AmountDistribution {
  readonly by: readonly string[];
  readonly group: GroupKey;
  readonly n: number;
  readonly mean: number;
  readonly quantiles: readonly { readonly q: number; readonly value: number }[];
}

/** How the people of one group are spread over levels or places of a ranking, the least favourable first, or over classes. */
export interface WordDistribution {
  readonly by: readonly string[];
  readonly group: GroupKey;
  readonly n: number;
  readonly counts: readonly { readonly word: string; readonly n: number }[];
  /** Of levels and classes with labels: people by the level or class that was due and the one decided; pairs that nobody has are left out. */
  readonly labelled?: readonly { readonly label: string; readonly word: string; readonly n: number }[];
}

/** What a group of candidates holds of all there is, with the interval between lists at the policy's level. */
export interface ExposureShares {
  readonly by: readonly string[];
  readonly group: GroupKey;
  /** Share of all candidates, those of unknown group among them. */
  readonly candidates: number;
  /** Share of the summed weights of the positions of all candidates. */
  readonly exposure: Estimate;
  /** Share of the summed relevance; null where the policy names none. */
  readonly relevance: Estimate | null;
}

/** How the people of one group came through the stages. */
export interface FunnelResult {
  readonly by: readonly string[];
  readonly group: GroupKey;
  /** People of one route only; absent: of all routes together. */
  readonly route?: string;
  /** People who entered. */
  readonly n: number;
  /** People who passed the last stage of their route. */
  readonly through: number;
  readonly stages: readonly { readonly stage: string; readonly reached: number; readonly passed: number }[];
  /** Absent for the reference itself, and for groups that are not compared. */
  readonly against?: FunnelAgainst;
}

/** The ratio of a group's chance to come through all stages to that of the reference, taken apart into its steps. */
export interface FunnelAgainst {
  readonly reference: GroupKey;
  /** Share of the reference that came through. */
  readonly referenceRate: number | null;
  readonly ratio: FunnelRatio;
  /** In their order: passing a stage, or going on from one that was passed to the next. Over several routes together there are no steps in common. */
  readonly steps: readonly FunnelStepResult[];
}

/** The ratio of two rates with its interval at the policy's level. */
export type FunnelRatio = Pick<Estimate, 'estimate' | 'lower' | 'upper' | 'level' | 'status'>;

export interface FunnelStepResult extends FunnelRatio {
  readonly step: 'passed' | 'went on to';
  readonly stage: string;
  readonly groupRate: number | null;
  readonly referenceRate: number | null;
  /** Share of the logarithm of the whole ratio that this step makes; null where that is 0 or not finite. */
  readonly share: number | null;
}

/** One group against the reference, of outcomes that are words (contracts, Audit result, `comparisons`), with the parameter of the metric. */
export interface OutcomeComparison extends Estimate {
  readonly metric: RequirementMetric;
  readonly q?: number | undefined;
  readonly value?: number | undefined;
  readonly atLevel?: string | undefined;
  readonly class?: string | undefined;
  readonly stage?: string | undefined;
  readonly route?: string | undefined;
  /** Of metrics of rankings: the number of first places, the pairs counted, whom exposure divides by. */
  readonly k?: number | undefined;
  readonly pairs?: 'within' | 'across' | undefined;
  readonly per?: 'shown' | 'candidate' | undefined;
  readonly by: readonly string[];
  readonly compare: Compare;
  readonly group: GroupKey;
  readonly reference: GroupKey;
  readonly test: string | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
}

export interface CalibrationBin {
  /** Index 0..bins-1 of equal-width bins of [0, 1]; lower edge closed, the last one closed on both sides. */
  readonly bin: number;
  readonly n: number;
  readonly meanScore: number | null;
  readonly observed: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface CalibrationResult {
  readonly by: readonly string[];
  readonly group: GroupKey;
  readonly bins: readonly CalibrationBin[];
}

export interface InequalitySection {
  readonly by: readonly string[];
  readonly generalizedEntropy: Inequality & { readonly alpha: number };
  readonly theil: Inequality;
  /** Smallest epsilon of differential fairness of the selection rate (Foulds et al. 2020); smoothed; null with fewer than two groups. */
  readonly differentialFairness: number | null;
}

/** Criteria that cannot hold together at the base rates of the groups of one attribute. */
export interface ImpossibilitySection {
  readonly by: readonly string[];
  readonly result: ImpossibilityResult;
}

/** Effect of other cutoffs on the groups of one attribute, and the best of them under three criteria. */
export interface FrontierSection {
  readonly by: readonly string[];
  readonly sweep: ThresholdFrontier;
  /** Best rules for parity, equal opportunity and equalized odds, each at the highest accuracy. */
  readonly best: readonly (ThresholdOptimum | NoThresholdOptimum)[];
  /** As `best`, at the highest balanced accuracy: where one label is rare, the most accurate rule may select nobody. */
  readonly bestBalanced?: readonly (ThresholdOptimum | NoThresholdOptimum)[];
  /** As `best`, at the highest expected utility, where the policy declares what decisions are worth. */
  readonly bestUtility?: readonly (ThresholdOptimum | NoThresholdOptimum)[];
}

/**
 * `audit.json`, schema version 1 (contracts, Audit result). Fields beyond the contract are optional additions. Every report is a function
 * of this object and depends on nothing else.
 */
export interface AuditResult {
  readonly schemaVersion: '1';
  readonly tool: { readonly name: 'tribune'; readonly version: string };
  readonly policy: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
    readonly path: string | null;
    readonly owner: string | null;
    readonly purpose: string | null;
    readonly favourable: 0 | 1;
    readonly minGroupSize: number;
    readonly level: number;
    readonly multiplicity: string;
    readonly attributes: readonly string[];
    readonly cutoff: number | null;
    /** What a decision is, where it is not 0 or 1. */
    readonly outcome?: Outcome;
  };
  readonly data: {
    readonly sources: readonly SourceRecord[];
    /** Number of people audited: rows after exclusions, or the sum of their weights. */
    readonly rows: number;
    readonly weightKind: 'none' | 'count' | 'sampling';
    readonly excluded: readonly Exclusion[];
    readonly unlabelled: number;
    /** Form of the scores in the tally: `none`, `distinct`, or `bins`. */
    readonly scores: 'none' | 'distinct' | 'bins';
    /** Form of the amounts in the tally; in steps a quantile is known to 0.4 %, and its limits are as much wider. */
    readonly amounts?: 'distinct' | 'steps';
  };
  readonly overall: {
    readonly n: number;
    readonly rows?: number;
    readonly effectiveN?: number;
    readonly counts?: ConfusionCounts;
    readonly metrics: Readonly<Record<string, Estimate | AmountEstimate>>;
  };
  /** Groups of every attribute alone, then of every declared intersection. */
  readonly groups: readonly GroupResult[];
  readonly comparisons: readonly (Comparison | AmountComparison | OutcomeComparison)[];
  readonly disparities: readonly Disparity[];
  readonly requirements: readonly RequirementResult[];
  readonly verdict: Verdict;
  readonly warnings: number;
  readonly calibration?: readonly CalibrationResult[];
  /** How amounts are spread in each group. */
  readonly distributions?: readonly AmountDistribution[];
  /** What the decisions were worth to the decider, where the policy declares it. */
  readonly utility?: UtilityResult;
  /** How people are spread over levels or classes in each group. */
  readonly words?: readonly WordDistribution[];
  /** Of rankings: what each group holds of all exposure and relevance. */
  readonly exposure?: readonly ExposureShares[];
  /** How people came through the stages in each group. */
  readonly funnels?: readonly FunnelResult[];
  /** Inequality of benefits within and between the groups of each attribute. */
  readonly inequality?: readonly InequalitySection[];
  /** Comparisons within the strata that the policy names. */
  readonly conditional?: readonly ConditionalAudit[];
  /** The most striking cells of all intersections, for each watched metric. */
  readonly scan?: readonly Scan[];
  /** Bounds on the effect of people of unknown group. */
  readonly unknown?: readonly UnknownGroupBounds[];
  readonly impossibility?: readonly ImpossibilitySection[];
  readonly frontier?: readonly FrontierSection[];
  /** The day by which waivers were judged, `YYYY-MM-DD`, UTC. Reports show it. */
  readonly evaluatedOn?: string;
  /**
   * Cautions: groups that look like one group under several names, or like people of whom nothing is known; scores too close together for
   * their sums.
   */
  readonly cautions?: readonly (ValueCaution | LabelCaution)[];
  /** Where labels are seen for one prediction only: what of the metrics is known from them, and of how many people. */
  readonly labels?: SeenLabels;
  /** Attributes that are known as probabilities only. */
  readonly membership?: readonly LikelyAttribute[];
  /** The command that replays this audit. */
  readonly replay?: string;
}
