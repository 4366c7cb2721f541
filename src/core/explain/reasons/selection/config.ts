import type { DecisionOptions } from '../../recourse/problem/decision.js';
import type { ReasonText, ReasonTexts } from '../texts/reason-texts.js';

/** Features that are one reason to a person. */
export interface ReasonFamily {
  readonly name: string;
  readonly features: readonly string[];
  /** Null for protected and proxy families: they are never printed. */
  readonly text: ReasonText | null;
  /** `credit-us-en@1/loan-amount`, or `own/<family>` for wording from the file. */
  readonly textId: string | null;
  /** Recent credit requests: may be named as a fifth factor (FCRA 609(f)(9)). */
  readonly isInquiries: boolean;
}

/** How a value is shown to a person. */
export interface FeatureLabel {
  readonly name: string;
  readonly unit: string | null;
}

/** A rule that decides before any score. */
export interface HardRule {
  readonly code: string;
  readonly text: ReasonText;
}

/** The parsed file `tribune: reasons/v1`. */
export interface ReasonConfig {
  readonly texts: ReasonTexts;
  readonly families: readonly ReasonFamily[];
  readonly labels: ReadonlyMap<string, FeatureLabel>;
  readonly protectedFeatures: readonly string[];
  /** Features that stand for a protected one. */
  readonly proxyFeatures: readonly string[];
  readonly rules: readonly HardRule[];
  readonly maxReasons: number;
  /** Share of the whole shortfall below which a family is no principal reason. */
  readonly materiality: number;
  /** Null: to be given by the caller. */
  readonly decision: DecisionOptions | null;
}

/** Commentary to 12 CFR 1002.9(b)(2): more than four reasons are not likely to help. */
export const MAX_REASONS = 4;
/** Notes, reason-code pipeline: below 5 % of the whole shortfall a family is not a principal reason. */
export const MATERIALITY = 0.05;
