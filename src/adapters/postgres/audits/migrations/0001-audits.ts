import { defineMigration } from '../../engine/index.js';

/** Audits of recorded decisions: when which was made by whom, and the texts of policies and results by their digests. */
export const migration = defineMigration({
  id: 'audits/0001',
  name: 'audits',
  sql: `
create table audit_text (
  digest text primary key,
  content text not null
);
create table audit_run (
  id uuid primary key,
  deployment text not null,
  made_at bigint not null,
  made_by text not null,
  policy_digest text not null references audit_text,
  result_digest text not null references audit_text,
  verdict text not null,
  sight text not null check (sight in ('persons', 'groups')),
  log_size bigint not null,
  seal bytea not null
);
create index audit_run_deployment on audit_run (deployment, id desc);
`,
});
