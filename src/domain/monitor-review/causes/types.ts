import type { ChangePart, DecomposedChange } from '../../../core/stats/index.js';

/**
 * - `mix`: other people came: other shares of the declared strata
 * - `drift`: scores of people of a stratum moved, under the same version
 * - `version`: another version decides
 * - `cutoff`: the same score is decided otherwise
 * - `pipeline`: the data changed on their way: decisions that cannot be read, values that are missing, repeats, another volume
 * - `label-delay`: fewer labels have come
 */
type CauseKind = 'mix' | 'drift' | 'version' | 'cutoff' | 'pipeline' | 'label-delay';

/** One of the reasons that may be behind a change, with what speaks for it. */
export interface Cause {
  readonly kind: CauseKind;
  /** Whether it is enough to be named alone; what is only possible is listed below. */
  readonly strength: 'clear' | 'possible';
  /** Share of the change that it accounts for; null where that cannot be said. */
  readonly share: number | null;
  /** ISO time of the block in which it began; null where it has none of its own. */
  readonly since: string | null;
  /** A sentence without its full stop. */
  readonly evidence: string;
}

/** Why a series may have changed: it describes what changed with it, and proves nothing. */
export interface CauseReport {
  readonly verdict: CauseKind | 'undecided';
  /** Why nothing is named, as a sentence without its full stop; null where something is. */
  readonly undecided: string | null;
  /** What speaks for something, the likeliest first. */
  readonly causes: readonly Cause[];
  /** The change of the gap (of a level: of the level) in two parts that add up to it, with intervals at 0.99; null where one of the times has nobody. */
  readonly split: { readonly total: ChangePart; readonly mix: ChangePart; readonly behaviour: ChangePart } | null;
  /** The blocks that are compared, as ISO times. */
  readonly before: { readonly from: string; readonly to: string };
  readonly after: { readonly from: string; readonly to: string };
}

/** Two parts of a change, and what they add up to. */
export type Parts = Pick<DecomposedChange, 'total' | 'mix' | 'behaviour'>;
