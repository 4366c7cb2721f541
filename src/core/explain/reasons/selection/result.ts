import type { DecisionRule } from '../../recourse/problem/decision.js';
import type { Baseline, BaselinePolicy } from './baseline.js';
import type { DropReason } from './select.js';
import type { Shortfalls } from './shortfalls.js';
import type { Stability } from './stability.js';
import type { ReasonValue, Variant } from './wording.js';

export interface Reason {
  readonly kind: 'rule' | 'family';
  /** Code of the rule, or name of the family. */
  readonly code: string;
  readonly textId: string;
  readonly topic: string;
  readonly sentence: string;
  readonly variant: Variant;
  /** The input of the family whose own substitution raises the score most, whose value the sentence is about. Null for rules. */
  readonly leading: string | null;
  readonly values: readonly ReasonValue[];
  /** Raw score lost; null for rules. */
  readonly shortfall: number | null;
  readonly share: number | null;
  /** Mean rise of the raw score when the family takes the baseline's values. */
  readonly rise: number | null;
}

export interface DroppedFamily {
  readonly family: string;
  readonly shortfall: number;
  readonly rise: number | null;
  readonly why: DropReason;
  /** Set for a principal reason that could not be verified, because it may not be left out silently. */
  readonly principal?: true;
}

/** Record of the reasons, with everything that an independent verifier needs. */
export interface ReasonRecord {
  readonly textSet: string;
  readonly inputs: readonly number[];
  /** The same cells as in the file, where they are known: the values that the person is shown. */
  readonly onFile: readonly (string | null)[] | null;
  readonly baseline: Pick<Baseline, 'policy' | 'indices' | 'scoreRange'>;
  /** The declared baseline, and why its reasons could not be given; null when it is the one above. */
  readonly fallback: { readonly from: BaselinePolicy; readonly why: string } | null;
  readonly method: Shortfalls['method'];
  readonly scale: 'raw';
  readonly prediction: number;
  readonly baseValue: number;
  readonly additivityError: number;
  /** Raw score lost per family, before any selection. */
  readonly shortfalls: Readonly<Record<string, number>>;
  readonly dropped: readonly DroppedFamily[];
  /** Families that lead the list and may not be named. */
  readonly blockedBy: readonly { readonly family: string; readonly kind: 'protected' | 'proxy' }[];
  readonly stability: Stability | null;
}

/**
 * `ready`: the notice may go out. `blocked`: a protected or proxy factor leads; open an incident. `not adverse`: the person was accepted.
 * `undefined`: no reasons hold against any baseline; a person must decide.
 */
export type ReasonStatus = 'ready' | 'blocked' | 'not adverse' | 'undefined';

export interface ReasonResult {
  readonly status: ReasonStatus;
  /** Why the status is not `ready`. */
  readonly why: string | null;
  readonly index: number;
  /** Reasons in order of weight, hard rules first. Empty unless `ready`. */
  readonly reasons: readonly Reason[];
  /** Score of the person, on the scale of the cutoff. */
  readonly score: number;
  /** Whether the score is so near to the cutoff that the library that made the model may decide otherwise. */
  readonly atCutoff: boolean;
  readonly decision: DecisionRule;
  readonly ruleHits: readonly string[];
  readonly record: ReasonRecord | null;
}
