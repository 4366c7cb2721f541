import type { RuleFile } from '../../group-rules/rules/index.js';
import type { RuleMode } from '../../rule-door/index.js';

/** Most rules that are kept, of all deployments: those that ended stay, since decisions are run again by them. */
export const MOST_RULES = 2000;

/** A rule that a deployment decides by, or did. */
export interface StoredRule {
  readonly id: string;
  readonly deployment: string;
  readonly digest: string;
  readonly mode: RuleMode;
  readonly fromMs: number;
  /** null: it has not ended. */
  readonly untilMs: number | null;
  readonly by: string;
  readonly endedBy: string | null;
  readonly file: RuleFile;
  /** Places whose law speaks against the use of the attribute, and that whoever approved the rule answers for; with the day of the data. */
  readonly acknowledged: readonly string[];
  readonly reason: string | null;
  readonly law: string;
}

/** A rule with the seed of its draws as hexadecimal digits; null where it draws nothing. */
export interface SeededRule extends StoredRule {
  readonly seed: string | null;
}
