import type { GroupKey } from '../../tally/types.js';
import type { CountedCell, OutcomeFrame } from '../base/index.js';

/** Which end of the declared levels is good for the person decided about: the last (`higher`) or the first (`lower`). */
export type FavourableEnd = 'higher' | 'lower';

/** What a tally of ordered outcomes is declared under. Two tallies add only when these agree. */
export interface OrderedSpec {
  readonly policyDigest: string;
  readonly attributes: readonly string[];
  /** The levels in ascending order, such as grades from U to A. */
  readonly levels: readonly string[];
  readonly favourable: FavourableEnd;
}

/** One decision: a level of the declared ones. */
export interface OrderedRow {
  /** One value per attribute; null when it is missing. */
  readonly values: readonly (string | null)[];
  /** The level that was given; null when there is none: the row is counted as excluded. */
  readonly level: string | null;
  /** The level that was due (a grade that a person earned, the triage class that turned out right); null or left out when it is not known. */
  readonly label?: string | null;
  /** People that the row stands for. Default 1. */
  readonly people?: number;
}

/** All rows that share attribute values, level and label; both are places among the declared levels, 0 for the first. */
export interface OrderedCell extends CountedCell {
  readonly level: number;
  readonly label: number | null;
}

/** Counts of ordered outcomes. `mergeOrderedTallies` of two parts equals the tally of all rows. */
export interface OrderedTally extends OutcomeFrame {
  readonly outcome: 'ordered';
  readonly levels: readonly string[];
  readonly favourable: FavourableEnd;
  /** Sorted by values (missing last), level, label (null last); no two cells share a key. */
  readonly cells: readonly OrderedCell[];
}

/** The people of one group by level. Ranks count from 0 at the least favourable level. */
export interface OrderedGroup {
  readonly key: GroupKey;
  /** False where some attribute of the key is missing. */
  readonly known: boolean;
  readonly n: number;
  readonly rows: number;
  /** Names of the levels by rank, the least favourable first. */
  readonly levels: readonly string[];
  readonly countByRank: readonly number[];
  /** People with a label, by rank of the label and rank of the level given. */
  readonly countByLabelAndRank: readonly (readonly number[])[];
  readonly labelled: number;
}
