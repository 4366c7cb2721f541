/** The kinds of documents. Each is a folder, or a template of src/data, and one line of the list. */
export { type AskedFor, askedFor } from './asked.js';
export type { DocumentKind, DocumentOptions } from './base/index.js';
export { DOCUMENT_KINDS, kindNamed } from './kinds.js';
export { demandOptions, documentOf, formatsOf, formOf } from './print.js';
