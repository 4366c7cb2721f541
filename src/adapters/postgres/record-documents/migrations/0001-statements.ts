import { defineMigration } from '../../engine/index.js';

/** What people said for fields of documents. Nothing is rewritten: the newest row of a field counts. */
export const migration = defineMigration({
  id: 'record-documents/0001',
  name: 'statements',
  sql: `
create table document_statement (
  number bigint generated always as identity primary key,
  about text collate "C" not null,
  id text collate "C" not null,
  field text collate "C" not null,
  content text not null,
  seal bytea not null
);
create index document_statement_newest on document_statement (about, id, field, number desc);
`,
});
