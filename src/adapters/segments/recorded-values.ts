import type { RecordedValue } from '../../domain/decisions/history/index.js';
import type { Appender } from '../dataset/duckdb/index.js';

/**
 * Columns for outcomes and labels that are no 0 or 1, beside those for 0 and 1. Only files with such values have them, so that all others are
 * as they were before there were any.
 */
export const WORD_COLUMNS = { outcome: 'outcome_text', label: 'label_text' } as const;

/** 0 or 1; null for any other value. */
export const bitOf = (value: RecordedValue): 0 | 1 | null => (value === 0 || value === 1 ? value : null);

/** The text of a value that is no 0 or 1. */
export const wordOf = (value: RecordedValue): string | null => (typeof value === 'string' ? value : null);

/** Every value as text; null where there is none. */
const textOf = (value: RecordedValue): string | null => (value === null ? null : String(value));

/** SQL type of outcomes and labels where an audit reads them: as text unless all of them are 0 or 1. */
export const valueType = (typed: boolean): 'VARCHAR' | 'TINYINT' => (typed ? 'VARCHAR' : 'TINYINT');

/** SQL of a value of a sealed file by those types, from its columns for 0 and 1 and for texts. */
export function sealedValue(field: keyof typeof WORD_COLUMNS, typed: boolean, hasWords: boolean): string {
  if (!typed) return field;
  const bit = `CAST(${field} AS VARCHAR)`;
  return hasWords ? `coalesce(${WORD_COLUMNS[field]}, ${bit})` : bit;
}

export function appendBit(to: Appender, value: 0 | 1 | null): void {
  if (value === null) to.appendNull();
  else to.appendTinyInt(value);
}

export const appendText = (to: Appender, value: string | null): void =>
  value === null ? to.appendNull() : to.appendVarchar(value);

/** Appends a value to a column of `valueType`. */
export function appendValue(to: Appender, value: RecordedValue, typed: boolean): void {
  if (typed) appendText(to, textOf(value));
  else appendBit(to, bitOf(value));
}
