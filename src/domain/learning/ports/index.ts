import type { RowTable } from '../../explanations/ports/index.js';

/** A column of a table as numbers: those of the cells, or codes of their texts. NaN where a cell is missing. */
export interface TableColumn {
  readonly name: string;
  readonly values: Float64Array;
  /** The texts of the codes, sorted by code point; absent for numbers. */
  readonly categories?: readonly string[];
}

/** Columns of a table, with the digest of its bytes. */
export interface ColumnTable {
  readonly digest: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

export interface ColumnReading {
  /** Chooses among the columns of the table. */
  readonly columns: (columns: readonly string[]) => readonly string[];
  /** Columns that are read as texts even where every cell is a number. */
  readonly texts: readonly string[];
  readonly progress?: (text: string) => void;
}

/** A table that is read column by column, for learning. */
export interface ColumnReader {
  /** Name of the table in messages. */
  readonly name: string;
  /** @throws TribuneError DATA_NOT_FOUND, DATA_UNREADABLE, DATA_EMPTY, DATA_COLUMN_MISSING, DATA_VALUE_INVALID, DATA_TOO_LARGE */
  read(reading: ColumnReading): Promise<ColumnTable>;
}

/** A table that is read piece by piece, each with rows as text, for scoring: no more than a piece is held. */
export interface PieceReader {
  readonly name: string;
  /** @param choose the columns to read, among those of the table */
  pieces(
    choose: (columns: readonly string[]) => readonly string[],
    take: (piece: RowTable, firstRow: number) => void,
  ): Promise<void>;
}
