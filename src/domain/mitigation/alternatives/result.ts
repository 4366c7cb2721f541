import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { RequirementResult } from '../../../core/policy/index.js';
import type { ColumnNote } from '../../learning/train/index.js';

/** A mean over people with its interval at the policy's level. */
export interface Mean {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** A gap of the policy, as an audit measures it. */
export interface Disparity {
  readonly requirement: string;
  readonly metric: string;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly verdict: RequirementResult['verdict'];
}

/** What the decisions of a candidate about some people come to. */
export interface Figures {
  readonly people: number;
  /** Share of right decisions, or mean worth of a decision. */
  readonly quality: Mean;
  /** The requirement that bounds the gap, as an audit of these people judges it. */
  readonly gap: RequirementResult;
  /** All gaps that the policy bounds. */
  readonly gaps: readonly Disparity[];
  /** All requirements that can be judged without other results. */
  readonly requirements: readonly Pick<RequirementResult, 'id' | 'severity' | 'verdict'>[];
}

/** People of a group whose decision is another than that of the unmitigated model. */
export interface Moved {
  /** null: people whose group is not known. */
  readonly key: GroupKey | null;
  readonly n: number;
  readonly toFavourable: number;
  readonly toUnfavourable: number;
  /** Share with the favourable decision, of the unmitigated model and of this one. */
  readonly rateBefore: number;
  readonly rateAfter: number;
}

export type Stage = 'none' | 'before' | 'in' | 'after';

/** Who must know the group of a person. */
export type GroupKnown = 'nobody' | 'trainer' | 'trainer and decider' | 'decider';

export interface CandidateResult {
  readonly id: string;
  readonly stage: Stage;
  readonly technique: string;
  readonly learner: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly groupKnown: GroupKnown;
  /** Whether some people are decided about by lot. */
  readonly draws: boolean;
  /** Files that hold it, by the folder. */
  readonly files: readonly string[];
  readonly choose: Figures;
  readonly judge: Figures;
  /** On the judging part, against the unmitigated model; null for that one. */
  readonly against: {
    /** Difference of quality over the same people. */
    readonly quality: Mean;
    readonly moved: readonly Moved[];
    /** Whether the favourable rate falls for some group and rises for none, both beyond chance at the level of the intervals. */
    readonly levelsDown: boolean;
  } | null;
  /** Whether no other candidate is better in quality and gap both, on the choosing part. */
  readonly front: boolean;
  /** Seconds of processor time to learn it, beside those of the unmitigated model that it may begin from. */
  readonly seconds: number;
  /** By how much it raised the most memory that the run had held until then, in bytes; 0 where it took no more than what came before. */
  readonly addedBytes: number;
  readonly cautions: readonly string[];
}

/** What was tried on: policy, data, the parts of the people, and what quality is. */
export interface TrialHead {
  readonly schemaVersion: '1';
  readonly tool: { readonly name: 'tribune'; readonly version: string };
  readonly policy: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
    readonly favourable: 0 | 1;
  };
  readonly data: {
    readonly digest: string;
    readonly rows: number;
    readonly people: number;
    readonly excluded: readonly { readonly reason: string; readonly rows: number }[];
    readonly features: readonly string[];
    readonly notes: readonly ColumnNote[];
  };
  readonly target: string;
  readonly seed: string;
  /** Level of the intervals. */
  readonly level: number;
  readonly parts: Readonly<Record<'train' | 'cutoffs' | 'choose' | 'judge', number>>;
  readonly requirement: string;
  /** Column of weights, by which quality, gaps and shares are; null where every row counts once. Counts are of rows. */
  readonly weights: string | null;
  /** `unusedAmount`: the column by which the utility of the policy weighs decisions, which is no utility of a decision alone. */
  readonly quality:
    | { readonly measure: 'accuracy'; readonly unusedAmount: string | null }
    | { readonly measure: 'utility'; readonly unit: string };
  /** A score from here on is a 1, where a technique finds no cutoffs of its own. */
  readonly cutoff: number;
}

export interface Alternatives extends TrialHead {
  /**
   * `not-indicated`: the audit of the unmitigated model passes. `kept`: the chosen one keeps the bound on the choosing part. `nearest`: none
   * does, and the chosen one comes nearest.
   */
  readonly answer: 'not-indicated' | 'kept' | 'nearest';
  readonly reference: string;
  readonly chosen: string | null;
  readonly candidates: readonly CandidateResult[];
  /** Techniques that were not tried or could not be, and why. */
  readonly skipped: readonly { readonly technique: string; readonly learner: string; readonly reason: string }[];
}
