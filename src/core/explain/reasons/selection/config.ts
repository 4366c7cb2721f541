import type { DecisionOptions } from '../../recourse/problem/decision.js';
import type { ReasonText, ReasonTexts } from '../texts/reason-texts.js';

/** Features that form one reason for a person. */
export interface ReasonFamily {
  readonly name: string;
  readonly features: readonly string[];
  /** Text of the reason; null for protected and proxy families, which are never printed. */
  readonly text: ReasonText | null;
  /** Id of the text: `credit-us-en@1/loan-amount`, or `own/<family>` for wording from the file. */
  readonly textId: string | null;
  /** Whether the family is recent credit requests, which may be named as a fifth factor (FCRA 609(f)(9)). */
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
  /** Features that are proxies of a protected one. */
  readonly proxyFeatures: readonly string[];
  readonly rules: readonly HardRule[];
  readonly maxReasons: number;
  /** Share of the whole shortfall below which a family is no principal reason. */
  readonly materiality: number;
  /** The decision rule; null when the caller has to give it. */
  readonly decision: DecisionOptions | null;
}

/** Default number of reasons: by the commentary to 12 CFR 1002.9(b)(2) more than four are not likely to help. */
export const MAX_REASONS = 4;
/** Default materiality: below 5 % of the whole shortfall a family is no principal reason (notes, reason-code pipeline). */
export const MATERIALITY = 0.05;
