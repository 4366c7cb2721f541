import { defineMigration } from '../../engine/index.js';

/** Audits that somebody began and does not wait for: how far each has come, and what was asked, so that one that broke off is told and begun again. */
export const migration = defineMigration({
  id: 'audits/0003',
  name: 'begun',
  sql: `
create table audit_begun (
  id uuid primary key,
  content text not null,
  seal bytea not null,
  asked text not null,
  asked_seal bytea not null
);
`,
});
