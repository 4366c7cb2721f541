import type { Feature, Matrix } from '../../core/models/index.js';
import type { Scores } from './answer.js';

/** What a server says of its model before it is asked for a score. */
export interface ServerDescription {
  readonly name: string;
  readonly version: string | null;
  /** Null: the server does not name its inputs. */
  readonly features: readonly Feature[] | null;
  /** Inputs that it wants, where it tells the number only. */
  readonly width: number | null;
  /** Can a missing value be sent? */
  readonly acceptsMissing: boolean;
  /** Per input of a graph: is it read as a whole number? */
  readonly wholeNumbers?: readonly boolean[];
}

/** How one kind of server is asked. */
export interface ModelServer {
  /** For messages and records: no credentials, no query. */
  readonly address: string;
  describe(): Promise<ServerDescription>;
  /** One request. */
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
