import { defineMigration } from '../../engine/index.js';

/**
 * Accounts of training runs, and what leads from versions, data sets and subjects to them. A subject is a keyed hash, which nobody reads out
 * of the database.
 */
export const migration = defineMigration({
  id: 'lineage/0001',
  name: 'lineage',
  sql: `
create table lineage_run (
  id uuid primary key,
  number bigint generated always as identity unique,
  content text not null,
  seal bytea not null
);
create table lineage_version (
  version text collate "C" not null,
  run uuid not null references lineage_run,
  primary key (version, run)
);
create table lineage_data (
  data text collate "C" not null,
  run uuid not null references lineage_run,
  name text not null,
  set text not null,
  seal bytea not null,
  primary key (data, run)
);
create table lineage_subject (
  tag bytea not null,
  data text collate "C" not null,
  primary key (tag, data)
);
`,
});
