/** Fields of documents as dated data, and documents filled in from them. */
export { STATEMENT_FIELDS, type StatementField, stated, statementField } from './fields.js';
export { DOCUMENT_TEMPLATES, type DocumentTemplate, fillTemplate } from './templates.js';
