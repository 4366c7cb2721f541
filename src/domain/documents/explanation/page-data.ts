import type { Comparison } from '../../../core/explain/index.js';

/** For whom a page is written: what each must have and must be spared (docs/guides/explanations.md, section Pages). */
export const EXPLANATION_VIEWS = ['applicant', 'reviewer', 'auditor', 'developer'] as const;
export type ExplanationAudience = (typeof EXPLANATION_VIEWS)[number];

/** One player of the game: a feature or a group of features. */
export interface PageContribution {
  readonly name: string;
  /** The person's own value; null for a group of several features. */
  readonly detail: string | null;
  readonly value: number;
  /** Of a sampled value; null where values are exact. */
  readonly standardError: number | null;
}

/** The cutoff that decides, and the score that it is held against: both on one scale, which need not be that of the contributions. */
export interface PageCutoff {
  readonly value: number;
  readonly accept: 'above' | 'below';
  readonly scale: 'raw' | 'linked';
  readonly score: number;
  /** The cutoff on the scale of the contributions; null where it has no one place there. */
  readonly onSteps: number | null;
  /** The score is at the cutoff within the model's arithmetic. */
  readonly atCutoff: boolean;
}

/** Everything that a page about one row and one output says. */
export interface ExplanationPage {
  readonly row: number;
  /** `chance`: what the published score is the probability of, `P(class 1)`; null where it is none, or of what is not known. */
  readonly output: { readonly index: number; readonly of: number; readonly chance?: string | null };
  readonly scale: 'raw' | 'linked';
  readonly link: string;
  readonly prediction: number;
  readonly baseValue: number;
  /** What the model publishes for the same row, where that is another number. */
  readonly published: number | null;
  readonly cutoff: PageCutoff | null;
  readonly contributions: readonly PageContribution[];
  /** As they stand in the file; null: missing. */
  readonly inputs: readonly { readonly name: string; readonly value: string | null }[];
  /** What the contributions compare with. */
  readonly comparison: Comparison;
  readonly provenance: {
    readonly method: string;
    readonly model: { readonly kind: string; readonly format: string; readonly digest: string };
    readonly data: { readonly path: string; readonly digest: string; readonly rows: number };
    readonly background: { readonly path: string; readonly digest: string; readonly rows: number } | null;
    readonly additivityError: number;
    readonly sampling: { readonly seed: string; readonly evaluations: number; readonly converged: boolean } | null;
    readonly tool: { readonly name: string; readonly version: string };
    /** The command that makes the same numbers again. */
    readonly replay: string;
  };
  /** The row of `tribune explain --json`, for programs. */
  readonly json: unknown;
}
