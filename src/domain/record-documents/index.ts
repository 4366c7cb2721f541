/**
 * Documents as views of records: what a card, a technical file or an assessment says is read from the registry, audits, lineage, stops and
 * incidents, or was said by somebody, and nothing is made up.
 */
export {
  type Asking,
  type DocumentState,
  Documents,
  type PrintedDocument,
  type WantedDocument,
} from './desk/index.js';
export {
  type AsOf,
  compareDocuments,
  DOCUMENT_VIEWS,
  type DocumentView,
  isSame,
  type RecordDocument,
  type RecordRef,
} from './frame/index.js';
export {
  DOCUMENT_KINDS,
  type DocumentOptions,
  demandOptions,
  documentOf,
  formatsOf,
  formOf,
  kindNamed,
} from './kinds/index.js';
export { digestOfRecord, noRecords, type SystemRecords } from './records/index.js';
export {
  digestOfStatement,
  LONGEST_STATEMENT,
  STATED_ABOUT,
  type StatementActs,
  statementActs,
} from './statements/index.js';
export { STATEMENT_FIELDS, statementField } from './templates/index.js';
