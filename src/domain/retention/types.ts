import type { RetentionClass, RetentionRule } from '../decisions/subjects/index.js';

export type { RetentionClass, RetentionRule } from '../decisions/subjects/index.js';

/** Choice of an institution: its own classes beside the dated ones, and the classes that each deployment or system falls under. */
export interface RetentionSettings {
  readonly classes: readonly RetentionClass[];
  /** Classes of a deployment when neither it nor its system names any. */
  readonly default: readonly string[];
  readonly systems: Readonly<Record<string, readonly string[]>>;
  readonly deployments: Readonly<Record<string, readonly string[]>>;
}

export const NO_RETENTION: RetentionSettings = { classes: [], default: [], systems: {}, deployments: {} };

export interface RetentionRules {
  readonly rules: readonly RetentionRule[];
  /** Deployments without a class in force, of which nothing is erased. */
  readonly unclassed: readonly string[];
  readonly warnings: readonly string[];
}
