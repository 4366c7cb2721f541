import { defineMigration } from '../../engine/index.js';

/** Audits that a policy asks for, each known by the reaction that asks for it: how far each has come. */
export const migration = defineMigration({
  id: 'audits/0004',
  name: 'due',
  sql: `
create table audit_due (
  cause uuid primary key,
  is_over boolean not null,
  content text not null,
  seal bytea not null
);
create index audit_due_open on audit_due (cause) where not is_over;
`,
});
