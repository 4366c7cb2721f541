import type { Feature, Matrix, Model } from '../../../core/models/index.js';

/** Rows of a table as text, in their order. */
export interface RowTable {
  /** Digest `sha256:...` of the bytes; for several files, of their digests one per line. */
  readonly digest: string;
  /** Number of rows that were read. */
  readonly rows: number;
  /** Number of rows of the table, more than `rows` where only one was wanted. */
  readonly total: number;
  readonly columns: readonly string[];
  /** Cells, `cells[column][row]`; null for an empty cell, a JSON null or an absent key, or a NaN of Parquet. */
  readonly cells: readonly (readonly (string | null)[])[];
}

/** Purpose of the columns, which a reader names when one is missing. */
export type TablePurpose = 'inputs' | 'costs' | 'groups' | 'labels';

export interface TableReading {
  readonly purpose: TablePurpose;
  /** Columns to read; default all. A function chooses among those of the table. */
  readonly columns?: readonly string[] | ((columns: readonly string[]) => readonly string[]);
  /** The only row to read, counted from 0: no other row is held or checked, however long the table is. */
  readonly row?: number;
}

/** A source of rows: a file, recorded inputs. */
export interface TableReader {
  /** Name of the table in messages and results, such as the path of a file. */
  readonly name: string;
  /**
   * Reads rows.
   *
   * @throws TribuneError DATA_NOT_FOUND, DATA_UNREADABLE, DATA_EMPTY, DATA_COLUMN_MISSING, DATA_TOO_LARGE
   */
  read(reading: TableReading): Promise<RowTable>;
}

/** A model that answers asynchronously, such as one behind a network. */
export interface AnsweringModel {
  /** Address of the model for messages. */
  readonly address: string;
  readonly numOutputs: number;
  /** Digest `sha256:...` of its description. */
  readonly digest: string;
  /** The model for the core, whose own `predictRaw` is never called. */
  readonly model: Model;
  /** Returns scores `[row * outputs + output]`. */
  predictLater(rows: Matrix): Promise<Float64Array>;
}

/** A model that describes few of its inputs: their kinds are found from the data, and then it is bound to them. */
export interface UnboundModel {
  /** Columns of the data that are its inputs, in their order; null for all columns. */
  readonly inputs: readonly string[] | null;
  /** Inputs that the model takes as texts. */
  readonly texts: readonly string[];
  /** Digest of its bytes, where they are known. */
  readonly digest?: string;
  bind(bound: { readonly features: readonly Feature[]; readonly sample: Matrix }): Promise<AnsweringModel>;
}
