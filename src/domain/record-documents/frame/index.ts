/** What a document is: fields and figures of records with their sources, what is missing, what is out of date; its printed forms. */
export { compareDocuments, isSame } from './compare.js';
export { LONGEST_TEXT } from './cut-text.js';
export { documentHtml } from './html.js';
export {
  type DocumentDraft,
  type DocumentHead,
  type FieldDraft,
  makeDocument,
  type SectionDraft,
  type StaleDraft,
  type TableDraft,
} from './make.js';
export { documentMarkdown } from './markdown.js';
export {
  type AsOf,
  DOCUMENT_VIEWS,
  type DocumentView,
  type RecordDocument,
  type RecordRef,
} from './types.js';
