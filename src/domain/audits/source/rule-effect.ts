import type { GroupKey } from '../../../core/fairness/tally/index.js';

/** A share that was planned beside the one that came about. */
export interface PlannedShare {
  /** Expected of the rule, on the labelled people by whom it was found. */
  readonly planned: number;
  readonly seen: number;
  /** Interval of seen - planned: both are of people who were drawn. */
  readonly lower: number;
  readonly upper: number;
  /** Whether no difference lies outside of the interval. */
  readonly isOff: boolean;
}

/** What a rule did to a group, beside what was planned. */
export interface RuleEffectGroup {
  readonly group: GroupKey;
  /** Labelled people by whom the rule was found, and automatic decisions about people of the group. */
  readonly nPlanned: number;
  readonly n: number;
  /** Share with a 1. */
  readonly rate: PlannedShare;
  /** Share whose decision is another than that of the cutoff for all others, each way; null where the rule has none. */
  readonly toFavourable: PlannedShare | null;
  readonly toUnfavourable: PlannedShare | null;
}

/** What a rule of cutoffs did while a deployment decided by it, beside what was planned when it was found. */
export interface RuleEffect {
  readonly id: string;
  /** Digest of the rule. */
  readonly rule: string;
  readonly mode: 'observe' | 'enforce';
  readonly from: string;
  /** null: it has not ended. */
  readonly until: string | null;
  /** Decisions that were the rule's, and automatic ones that were not. */
  readonly kept: number;
  readonly otherwise: number;
  /** Decisions that a person or a fallback made, and those that were erased since. */
  readonly byOthers: number;
  readonly erased: number;
  /** Automatic decisions about people of no group of the rule, or without score or outcome. */
  readonly outside: number;
  /** Level of each interval; all of them hold together at 0.95 (Bonferroni). */
  readonly level: number;
  readonly groups: readonly RuleEffectGroup[];
}
