import { numberOfText } from '../../core/policy/where/index.js';
import type { DataFile } from './find-files.js';

/** Hint for a missing column where the first line of a text is no header but a person. */
export function headerHint(file: DataFile, columns: readonly string[]): string {
  if (file.format !== 'csv') return '';
  const looksLikeData = columns.some((name) => name.trim() === '' || numberOfText(name) !== null);
  return looksLikeData
    ? 'The first line is taken as the names of the columns, and this one looks like data: put a line of names above it. '
    : '';
}
