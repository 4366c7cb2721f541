import type { Compare, GroupKey } from '../../../core/fairness/tally/index.js';
import type { SubjectSource } from '../../../core/policy/judge/index.js';
import type { MeasureNames } from '../../../core/policy/sections/index.js';
import type { Estimate } from '../../../core/stats/base/index.js';
import type { AuditResult } from '../result/result.js';

/** A metric with its parameter, as an audit shows it. */
export type ShownMeasure = MeasureNames & { readonly costs?: readonly (readonly number[])[] | undefined };

export interface ShownGroup {
  readonly key: GroupKey;
  readonly known: boolean;
  readonly n: number;
}

export interface EstimateOptions {
  /** Confidence level, 0..1. */
  readonly level: number;
  readonly minGroupSize: number;
}

/** An estimate of a gap with the test beside it. */
export interface ShownGap extends Estimate {
  readonly test: string | null;
  readonly pValue: number | null;
}

/** The groups that are compared, and how. */
export interface ProfileContext<Group extends ShownGroup> {
  readonly reference: Group | null;
  readonly options: EstimateOptions;
}

/** How a kind of outcome is shown in an audit: the metrics of its groups, their gaps, and what its chart is drawn from. */
export interface OutcomeView<Group extends ShownGroup> {
  groups(by: readonly string[]): readonly Group[];
  /** People of a group without a label; 0 where none is bound. */
  unlabelled(group: Group): number;
  /** What every group shows, asked for or not. */
  readonly measures: readonly ShownMeasure[];
  /** Null where the metric says nothing of this group, as the reference does not outrank itself. */
  estimate(
    group: Group,
    measure: ShownMeasure,
    context: { readonly options: EstimateOptions; readonly reference: Group | null },
  ): Estimate | null;
  /** The comparisons that a metric has. */
  compares(measure: ShownMeasure): readonly Compare[];
  gap(group: Group, reference: Group, measure: ShownMeasure, compare: Compare, options: EstimateOptions): ShownGap;
  /** Whether groups depend on each other, as candidates of one list do: then `gap` alone says how a gap varies. */
  readonly isDependent?: boolean;
  /** What a chart is drawn from; `reference` is the group that the others are compared with. */
  profiles(
    by: readonly string[],
    groups: readonly Group[],
    context: ProfileContext<Group>,
  ): Pick<AuditResult, 'words' | 'funnels' | 'exposure'>;
  readonly subjects: SubjectSource;
}
