import type { Comparison, Explanation } from '../../../core/explain/index.js';

/** One player of the game: a feature or a group of features. */
export interface PageContribution {
  readonly name: string;
  /** The person's own value; null for a group of several features. */
  readonly detail: string | null;
  readonly value: number;
  /** Standard error of a sampled value; null where values are exact. */
  readonly standardError: number | null;
}

/** The cutoff that decides and the score that it is compared with, both on one scale, which may differ from that of the contributions. */
export interface PageCutoff {
  readonly value: number;
  readonly accept: 'above' | 'below';
  readonly scale: 'raw' | 'linked';
  readonly score: number;
  /** The cutoff on the scale of the contributions; null where it has no single place there. */
  readonly onSteps: number | null;
  /** Whether the score is at the cutoff within the model's arithmetic. */
  readonly atCutoff: boolean;
}

/** Data of a page about one row and one output. */
export interface ExplanationPage {
  readonly row: number;
  /**
   * The explained output. `chance` is the event whose probability the published score is, `P(class 1)`; null when it is no probability, or
   * of an unknown event.
   */
  readonly output: { readonly index: number; readonly of: number; readonly chance?: string | null };
  readonly scale: 'raw' | 'linked';
  readonly link: string;
  readonly prediction: number;
  readonly baseValue: number;
  /** Published score of the same row, where it is another number. */
  readonly published: number | null;
  readonly cutoff: PageCutoff | null;
  readonly contributions: readonly PageContribution[];
  /** Inputs as in the file; null when missing. */
  readonly inputs: readonly { readonly name: string; readonly value: string | null }[];
  /** Reference of the contributions. */
  readonly comparison: Comparison;
  readonly provenance: {
    readonly method: string;
    readonly model: { readonly kind: string; readonly format: string; readonly digest: string };
    readonly data: { readonly path: string; readonly digest: string; readonly rows: number };
    readonly background: { readonly path: string; readonly digest: string; readonly rows: number } | null;
    readonly additivityError: number;
    readonly sampling: { readonly seed: string; readonly evaluations: number; readonly converged: boolean } | null;
    /** How far values that are near exact ones are from them; absent for values that are exact or sampled. */
    readonly approximation?: NonNullable<Explanation['approximation']>;
    readonly tool: { readonly name: string; readonly version: string };
    /** The command that computes the same numbers again. */
    readonly replay: string;
  };
  /** The row of `tribune explain --json`, for programs. */
  readonly json: unknown;
}
