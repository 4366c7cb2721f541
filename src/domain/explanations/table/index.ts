/** Turns the text of a table into the numbers that a model reads. */
export {
  type BindingOptions,
  type BoundRows,
  type BoundTable,
  bindRows,
  type Cells,
  cellsOf,
  checkRow,
  pickRows,
} from './bind-rows.js';
export { bindTable, chooseColumns, inferFeature, type Unseen } from './bind-table.js';
export { groupsOf, groupWarnings, type PeopleGroups } from './people-groups.js';
export { type RecordedInputs, recordsTable } from './records-table.js';
export { type LabelledRows, readGroupColumn, readLabels } from './row-columns.js';
export { shownCell, shownInput } from './shown-input.js';
