import { defineMigration } from '../../engine/index.js';

/** Files that people handed in: names and contents sealed. Contents do not shrink, so the database does not try to. */
export const migration = defineMigration({
  id: 'evidence/0001',
  name: 'files',
  sql: `
create table evidence_file (
  id uuid primary key,
  number bigint generated always as identity,
  decision uuid not null,
  record text not null,
  name bytea not null,
  content bytea not null,
  seal bytea not null
);
alter table evidence_file alter column content set storage external;
create index evidence_file_decision on evidence_file (decision, number);
`,
});
