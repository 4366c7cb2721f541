import { defineMigration } from '../../engine/index.js';

/** What was decided while stops were in force: how many, by stop and deployment, and the first of them one by one. */
export const migration = defineMigration({
  id: 'stops/0006',
  name: 'decided',
  sql: `
create table decided_count (
  stop uuid not null,
  deployment text not null,
  kind text not null,
  content text not null,
  seal bytea not null,
  primary key (stop, deployment, kind)
);
create table decided (
  place bigint generated always as identity primary key,
  stop uuid not null,
  deployment text not null,
  kind text not null,
  content text not null,
  seal bytea not null
);
create index decided_of_stop on decided (stop, place);
`,
});
