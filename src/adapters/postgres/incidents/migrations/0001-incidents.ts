import { defineMigration } from '../../engine/index.js';

/** Incidents, what their timelines say, plans by revision, and the number of the last change of any of them. */
export const migration = defineMigration({
  id: 'incidents/0001',
  name: 'incidents',
  sql: `
create table incident_change (
  only_row boolean primary key default true check (only_row),
  change bigint not null
);
insert into incident_change (change) values (0);
create table incident (
  id uuid primary key,
  number bigint generated always as identity,
  is_closed boolean not null,
  scope text not null,
  content text not null,
  seal bytea not null
);
create unique index incident_number on incident (number);
create index incident_open on incident (number) where not is_closed;
create index incident_scope on incident (scope, number);
create table incident_item (
  incident uuid not null references incident,
  number integer not null,
  content text not null,
  seal bytea not null,
  primary key (incident, number)
);
create table incident_plan (
  scope text not null,
  revision integer not null,
  content text not null,
  seal bytea not null,
  primary key (scope, revision)
);
`,
});
