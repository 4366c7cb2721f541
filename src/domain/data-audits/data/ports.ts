import type { Exclusion } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { SourceRecord } from '../../audits/source/index.js';

/** A column beside the roles of the policy, as the data have it. */
export interface ColumnFacts {
  readonly name: string;
  /** People whose value is present. */
  readonly present: number;
  /** Distinct values, estimated within a few per cent where there are many. */
  readonly distinct: number;
  /** Whether every value that is present is a number. */
  readonly numeric: boolean;
  /** Whether the values number the rows: whole numbers, hardly one of them twice, that fill at least half of their range. */
  readonly running: boolean;
}

/** What the rows of an aggregate are told apart by, beside the attributes. */
export type AggregateKey =
  | { readonly kind: 'label' | 'prediction' }
  /** The text of a kept column. */
  | { readonly kind: 'value'; readonly column: string }
  /** The place of the score among these ascending inner edges: 0 below the first. Missing scores are null. */
  | { readonly kind: 'scoreBin'; readonly edges: readonly number[] }
  /** 1 where a text holds one of these words, 0 where it holds none. */
  | { readonly kind: 'words'; readonly column: string; readonly words: readonly string[] }
  /** One of so many equal parts of the people, by what is known of them: equal rows are in the same part. */
  | { readonly kind: 'part'; readonly parts: number };

/** A number of a person; null where it is missing. */
export type Term =
  | { readonly kind: 'label' }
  /** 1 where the text of a kept column is this one, 0 everywhere else. */
  | { readonly kind: 'is'; readonly column: string; readonly value: string }
  /** (value - centre) / scale of a kept column of numbers; `missing` stands in the place of a missing value, which is null otherwise. */
  | {
      readonly kind: 'scaled';
      readonly column: string;
      readonly centre: number;
      readonly scale: number;
      readonly missing?: number;
    };

/** What is summed, each person with their weight. */
export type AggregateSum =
  | { readonly kind: 'missing'; readonly column: string }
  /** Sum of products, over the people of whom every factor is known; exact to 2^-32 of each product. */
  | { readonly kind: 'product'; readonly factors: readonly Term[] };

export interface AggregateQuery {
  readonly keys?: readonly AggregateKey[];
  readonly sums?: readonly AggregateSum[];
}

/** The people of one combination of attributes and keys. */
export interface AggregateRow {
  /** Values of the attributes in the order of the policy; null where unknown. */
  readonly groups: readonly (string | null)[];
  readonly keys: readonly (string | null)[];
  readonly n: number;
  readonly sums: readonly number[];
}

/** Data that were read once and are kept while they are tested. */
export interface OpenData {
  /** Rows read, and those left out by reason. */
  readonly rows: number;
  readonly excluded: readonly Exclusion[];
  readonly columns: readonly ColumnFacts[];
  /** Names that two columns or more have, so that none of them can be meant. */
  readonly repeatedNames: readonly string[];
  /** People of each combination of attributes and keys; sums are exact, so that the order of rows changes nothing. */
  aggregate(query: AggregateQuery): Promise<readonly AggregateRow[]>;
  /** Mean and standard deviation of columns of numbers, rounded to six digits, to scale them by; null where they have no spread. */
  scales(columns: readonly string[]): Promise<readonly (Scale | null)[]>;
  /** Ascending distinct inner edges that cut the scores into so many parts; empty where there is no score. */
  scoreEdges(parts: number): Promise<readonly number[]>;
  /** How well a column of numbers tells label 1 from label 0. */
  separation(column: string): Promise<Separation>;
  /** How well a score tells the people of a group from those of another: in each part that has some of them, where the score has parts. */
  tellApart(score: GroupScore, pair: GroupPair): Promise<readonly ToldApart[]>;
  /** People who are equal in all of these columns. */
  repeats(columns: readonly string[], split: Split | null): Promise<Repeats>;
}

export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Placements of a column: each person of label 1 is placed by twice the number of people of label 0 below them (ties once), and the other way
 * round. Sums of them and of their squares.
 */
export interface Separation {
  readonly positives: number;
  readonly negatives: number;
  readonly positivePlacements: readonly [sum: bigint, squares: bigint];
  readonly negativePlacements: readonly [sum: bigint, squares: bigint];
}

/** Two groups of an attribute by its place in the policy; the first takes the part of label 1. */
export interface GroupPair {
  readonly attribute: number;
  readonly group: string;
  readonly reference: string;
}

/** A number by which two groups are told apart. */
export type GroupScore =
  /** A column of numbers. */
  | { readonly kind: 'column'; readonly column: string }
  /** The share of the first group among both at the same value of a column, among all people or among those of other parts. */
  | { readonly kind: 'shares'; readonly column: string; readonly from: 'all' | { readonly otherParts: number } }
  /** A linear model: coefficients of 1 and of each term, the same for all people or those of each part (as the key `part` counts them). */
  | { readonly kind: 'linear'; readonly terms: readonly Term[]; readonly models: readonly ArrayLike<number>[] };

/** Placements of the first group (`positives`) and the other, and how many people are on their side of a score of one half. */
export interface ToldApart extends Separation {
  readonly right: number;
}

/** A column that says which rows were trained on and which are tested on. */
export interface Split {
  readonly column: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
}

export interface Repeats {
  /** People with at least one equal. */
  readonly repeated: number;
  /** People with an equal of the other label. */
  readonly conflicting: number;
  /** People to test on, and those of them with an equal among the people to train on; 0 without a split. */
  readonly tested: number;
  readonly shared: number;
}

export interface OpenRequest {
  readonly policy: Policy;
  /** The columns to keep beside the roles of the policy, chosen among those of the data. */
  choose(columns: readonly string[]): readonly string[];
  readonly progress?: ((message: string) => void) | undefined;
}

/** The port through which a data audit reads: files or a query. */
export interface DataSource {
  /** Opens the data for `work`, and lets go of them when it ends. */
  open<T>(
    request: OpenRequest,
    work: (data: OpenData) => Promise<T>,
  ): Promise<{ readonly made: T; readonly sources: readonly SourceRecord[] }>;
}
