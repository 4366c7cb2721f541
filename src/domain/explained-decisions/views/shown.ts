import type { Comparison } from '../../replays/index.js';
import type { BasisFacts, MadeExplanation } from '../ports/index.js';
import type { Decided } from '../recorded/index.js';

/** Kinds of readers. */
export const VIEWS = ['subject', 'reviewer', 'auditor', 'developer'] as const;
export type View = (typeof VIEWS)[number];

/** Everything that views choose from. */
export interface Shown {
  readonly decided: Decided;
  readonly facts: BasisFacts;
  readonly made: MadeExplanation;
  /** The model's answer today, held against what was recorded. */
  readonly comparison: Comparison;
  readonly basis: string;
  readonly madeAtMs: number;
  /** Until when the proposed changes are an offer that holds, ms; null where nothing is offered. */
  readonly offerUntilMs: number | null;
  /** Keyed digest of the explanation, as the entry `explanation.issued` names it. */
  readonly digest: string;
}
