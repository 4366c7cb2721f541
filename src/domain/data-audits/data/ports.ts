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
}

/** What the rows of an aggregate are told apart by, beside the attributes. */
export type AggregateKey = { readonly kind: 'label' | 'prediction' };

/** What is summed, each person with their weight. */
export type AggregateSum = { readonly kind: 'missing'; readonly column: string };

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
  /** People of each combination of attributes and keys; sums are exact, so that the order of rows changes nothing. */
  aggregate(query: AggregateQuery): Promise<readonly AggregateRow[]>;
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
