import type { RetentionClass, RetentionRule } from '../subjects/retention-rule.js';

export type { RetentionClass, RetentionRule } from '../subjects/retention-rule.js';

/** What an institution chose: its own classes beside the dated ones, and who falls under which. */
export interface RetentionSettings {
  readonly classes: readonly RetentionClass[];
  /** For deployments that neither they nor their system name a class for. */
  readonly default: readonly string[];
  readonly systems: Readonly<Record<string, readonly string[]>>;
  readonly deployments: Readonly<Record<string, readonly string[]>>;
}

export const NO_RETENTION: RetentionSettings = { classes: [], default: [], systems: {}, deployments: {} };

export interface RetentionRules {
  readonly rules: readonly RetentionRule[];
  /** Deployments without a class: of them nothing is erased. */
  readonly unclassed: readonly string[];
  readonly warnings: readonly string[];
}
