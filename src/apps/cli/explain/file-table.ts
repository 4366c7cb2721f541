import { readRows } from '../../../adapters/dataset/index.js';
import type { TablePurpose, TableReader } from '../../../domain/explanations/ports/index.js';

/** Purposes of columns in words, for the message when one is missing. */
const PURPOSES: Readonly<Record<TablePurpose, string>> = {
  inputs: 'inputs of the model',
  costs: 'rows that costs are measured on (--background)',
  groups: 'column of --by',
  labels: 'column of --label',
};

/** A file (or a pattern of files) as a source of rows. */
export const fileTable = (path: string): TableReader => ({
  name: path,
  read: ({ purpose, ...reading }) => readRows(path, { ...reading, purpose: PURPOSES[purpose] }),
});
