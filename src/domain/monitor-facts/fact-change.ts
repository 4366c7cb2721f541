/** As of series: `resolved` is `watching` after an alarm. */
export type FactCondition = 'watching' | 'firing' | 'resolved';

/** What is shown of a fact in place of estimate and evidence. Times are ISO. */
export type FactShown = SilenceShown | VolumeShown;

export interface SilenceShown {
  readonly fact: 'silence';
  /** The longest silence that the policy allows. */
  readonly longestSeconds: number;
  /** When the last decision before it came, or the watch began; null where nothing fired yet. */
  readonly from: string | null;
  /** When a decision came again; null while it lasts. */
  readonly to: string | null;
  /**
   * Decisions that were made in whole blocks of the silence and came afterwards: where there are some, the deployment was cut off then, and not idle. Null
   * until that is known, and of a silence without a whole block.
   */
  readonly madeMeanwhile: number | null;
}

export interface VolumeShown {
  readonly fact: 'volume';
  /** Least decisions that count in a block. */
  readonly minPerBlock: number;
  /** Those of the last block that was judged; null before the first. */
  readonly decisions: number | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** A fact that became so, or is no longer. */
export interface FactChange {
  readonly id: string;
  readonly condition: FactCondition;
  readonly atMs: number;
  readonly shown: FactShown;
}
