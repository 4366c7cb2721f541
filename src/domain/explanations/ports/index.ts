import type { Feature, Matrix, Model } from '../../../core/models/index.js';

/** Rows of a table as text, in their order. */
export interface RowTable {
  /** `sha256:...` of the bytes; of several files, of their digests one per line. */
  readonly digest: string;
  /** Rows that were read. */
  readonly rows: number;
  /** Rows of the table; more than `rows` where one was asked for. */
  readonly total: number;
  readonly columns: readonly string[];
  /** `cells[column][row]`; null is an empty cell, a JSON null or an absent key, or a NaN of Parquet. */
  readonly cells: readonly (readonly (string | null)[])[];
}

/** What columns are read for: said by a reader when one is missing. */
export type TablePurpose = 'inputs' | 'costs' | 'groups' | 'labels';

export interface TableReading {
  readonly purpose: TablePurpose;
  /** Columns to read; default all. A function chooses among those of the table. */
  readonly columns?: readonly string[] | ((columns: readonly string[]) => readonly string[]);
  /** Only this row, from 0: nothing else is held or checked, however long the table. */
  readonly row?: number;
}

/** Where rows come from: a file, recorded inputs. */
export interface TableReader {
  /** Names the table in messages and results, such as the path of a file. */
  readonly name: string;
  /** @throws TribuneError DATA_NOT_FOUND, DATA_UNREADABLE, DATA_EMPTY, DATA_COLUMN_MISSING, DATA_TOO_LARGE */
  read(reading: TableReading): Promise<RowTable>;
}

/** A model that answers later, such as one behind a network. */
export interface AnsweringModel {
  /** Names it in messages. */
  readonly address: string;
  readonly numOutputs: number;
  /** `sha256:...` of what is known of it. */
  readonly digest: string;
  /** The model as the core knows it; its own `predictRaw` is never called. */
  readonly model: Model;
  /** Scores `[row * outputs + output]`. */
  predictLater(rows: Matrix): Promise<Float64Array>;
}

/** A model that names few of its inputs: what they are is read from the data, then it is bound to them. */
export interface UnboundModel {
  /** Columns of the data that are its inputs, in their order; null: all columns. */
  readonly inputs: readonly string[] | null;
  /** Inputs that it takes as texts. */
  readonly texts: readonly string[];
  /** Of its bytes, where they are known. */
  readonly digest?: string;
  bind(bound: { readonly features: readonly Feature[]; readonly sample: Matrix }): Promise<AnsweringModel>;
}
