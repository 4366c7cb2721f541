import type { GroupKey } from '../../tally/types.js';
import type { OutcomeFrame } from '../base/index.js';

/** What a tally of rankings is declared under. Two tallies add only when these agree. */
export interface RankingSpec {
  readonly policyDigest: string;
  /** Attributes of the candidates; every combination of their values is a group. */
  readonly attributes: readonly string[];
  /** The first k places that are counted, ascending. */
  readonly k: readonly number[];
  /** Whether every candidate has a relevance. */
  readonly relevance: 'given' | 'none';
  /** Positions that no candidate holds: `refuse` them (a row is missing), or `keep` the numbers (an advert stands there). Default `refuse`. */
  readonly holes?: 'refuse' | 'keep';
}

/** One candidate of one list. */
export interface RankingRow {
  /** The list (query, day, vacancy) that the candidate was ranked in. */
  readonly list: string;
  /** One value per attribute; null when it is missing. */
  readonly values: readonly (string | null)[];
  /** 1 for the first; null for a candidate who was not shown. */
  readonly position: number | null;
  /** What the candidate was worth, 0 for nothing; from 0 to 4096. */
  readonly relevance?: number | null;
}

/** Sums of one group over all lists, by the names of `measuresOf`, in their order. */
export interface RankingSums {
  readonly values: readonly (string | null)[];
  readonly sums: readonly bigint[];
}

/** Sums over all lists of products of the measures of two groups in the same list, block by block (`blocksOf`), row by row within a block. */
export interface RankingProducts {
  /** Places of the two groups among `groups`, the smaller first. */
  readonly groups: readonly [number, number];
  readonly products: readonly bigint[];
}

/**
 * Sums over lists: what each group got, and products within lists, from which the variance between lists follows. Every sum is an integer, so that
 * `mergeRankingTallies` of two parts equals the tally of all lists; a list must lie in one part.
 */
export interface RankingTally extends OutcomeFrame {
  readonly outcome: 'ranking';
  readonly k: readonly number[];
  readonly relevance: 'given' | 'none';
  readonly holes: 'refuse' | 'keep';
  readonly lists: number;
  /** Sorted by values (missing last). */
  readonly groups: readonly RankingSums[];
  /** Sorted by the places of the groups; pairs that never met in a list are left out. */
  readonly products: readonly RankingProducts[];
}

/** One group of a tally. It belongs to its tally, whose products say how lists vary. */
export interface RankingGroup {
  readonly key: GroupKey;
  /** False where some attribute of the key is missing. */
  readonly known: boolean;
  /** Lists in which the group has a candidate. */
  readonly lists: number;
  readonly candidates: number;
  readonly shown: number;
  /** Candidates in the first k, for each k of the tally. */
  readonly tops: readonly number[];
  readonly tally: RankingTally;
  /** Place among the groups of the tally. */
  readonly place: number;
}
