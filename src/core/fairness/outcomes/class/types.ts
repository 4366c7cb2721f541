import type { GroupKey } from '../../tally/types.js';
import type { CountedCell, OutcomeFrame } from '../base/index.js';

/** What a tally of classes is declared under. Two tallies add only when these agree. */
export interface ClassSpec {
  readonly policyDigest: string;
  readonly attributes: readonly string[];
  /** The classes, in any order: they have none. */
  readonly classes: readonly string[];
  /** Classes that are good for the person decided about; may be empty. */
  readonly favourable: readonly string[];
}

/** One decision: a class of the declared ones. */
export interface ClassRow {
  /** One value per attribute; null when it is missing. */
  readonly values: readonly (string | null)[];
  /** The class that was decided; null when there is none: the row is counted as excluded. */
  readonly class: string | null;
  /** The true class; null or left out when it is not known. */
  readonly label?: string | null;
  /** People that the row stands for. Default 1. */
  readonly people?: number;
}

/** All rows that share attribute values, class and label; both are places among the declared classes, 0 for the first. */
export interface ClassCell extends CountedCell {
  readonly class: number;
  readonly label: number | null;
}

/** Confusion counts of classes. `mergeClassTallies` of two parts equals the tally of all rows. */
export interface ClassTally extends OutcomeFrame {
  readonly outcome: 'class';
  readonly classes: readonly string[];
  readonly favourable: readonly string[];
  /** Sorted by values (missing last), class, label (null last); no two cells share a key. */
  readonly cells: readonly ClassCell[];
}

/** The people of one group by class and label. */
export interface ClassGroup {
  readonly key: GroupKey;
  /** False where some attribute of the key is missing. */
  readonly known: boolean;
  readonly n: number;
  readonly rows: number;
  readonly classes: readonly string[];
  readonly favourable: readonly string[];
  /** People decided into each class, with or without a label. */
  readonly countByClass: readonly number[];
  /** People with a label, by label and class decided. */
  readonly countByLabelAndClass: readonly (readonly number[])[];
  readonly labelled: number;
}
