import { readRows } from '../../../adapters/dataset/index.js';
import type { TablePurpose, TableReader } from '../../../domain/explanations/ports/index.js';

/** What columns are, for the message when one is missing. */
const PURPOSES: Readonly<Record<TablePurpose, string>> = {
  inputs: 'inputs of the model',
  costs: 'rows that costs are measured on (--background)',
  groups: 'column of --by',
  labels: 'column of --label',
};

/** A file (or a pattern of files) that rows are read from. */
export const fileTable = (path: string): TableReader => ({
  name: path,
  read: ({ purpose, ...reading }) => readRows(path, { ...reading, purpose: PURPOSES[purpose] }),
});
