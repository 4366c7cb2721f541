import { defineMigration } from '../../engine/index.js';

/** Documents that left the house. Nothing is rewritten. */
export const migration = defineMigration({
  id: 'record-documents/0002',
  name: 'issued',
  sql: `
create table issued_document (
  number bigint generated always as identity primary key,
  id uuid not null unique,
  subject text collate "C" not null,
  content text not null,
  body text,
  seal bytea not null
);
create index issued_document_subject on issued_document (subject, number desc);
`,
});
