import type { Feature, Matrix } from '../../core/models/index.js';
import type { Scores } from './answer.js';

/** Description that a server gives of its model before it scores anything. */
export interface ServerDescription {
  readonly name: string;
  readonly version: string | null;
  /** Inputs of the model; null when the server does not name them. */
  readonly features: readonly Feature[] | null;
  /** Number of inputs, where the server gives only that. */
  readonly width: number | null;
  /** Whether a missing value can be sent. */
  readonly acceptsMissing: boolean;
  /** For each input of a graph, whether it is read as a whole number. */
  readonly wholeNumbers?: readonly boolean[];
}

/** Access to one kind of server. */
export interface ModelServer {
  /** Address for messages and records, without credentials and query. */
  readonly address: string;
  describe(): Promise<ServerDescription>;
  /** Sends one request for the scores of rows. */
  ask(rows: Matrix, features: readonly Feature[]): Promise<Scores>;
}

/** A cell as JSON: the category, the number, or null for a missing value. */
export function cellOf(feature: Feature, value: number): number | string | null {
  if (Number.isNaN(value)) return null;
  return feature.categories === undefined ? value : (feature.categories[value] ?? null);
}

export function rowOf(rows: Matrix, r: number, features: readonly Feature[]): (number | string | null)[] {
  return features.map((feature, j) => cellOf(feature, rows.data[r * rows.columns + j]!));
}

export const allRows = (rows: Matrix, features: readonly Feature[]): (number | string | null)[][] =>
  Array.from({ length: rows.rows }, (_, r) => rowOf(rows, r, features));
