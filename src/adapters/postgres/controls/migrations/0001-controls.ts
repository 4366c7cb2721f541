import { defineMigration } from '../../engine/index.js';

/** Records that people keep about systems, and the newest place in the log of each type of entry about each thing. */
export const migration = defineMigration({
  id: 'controls/0001',
  name: 'controls',
  sql: `
create table control_record (
  id uuid primary key,
  number bigint generated always as identity unique,
  system text collate "C" not null,
  kind text collate "C" not null,
  content text not null,
  seal bytea not null
);
create index control_record_of_system on control_record (system, kind, number desc);
create table control_entry (
  type text collate "C" not null,
  about text collate "C" not null,
  content text not null,
  seal bytea not null,
  primary key (about, type)
);
`,
});
