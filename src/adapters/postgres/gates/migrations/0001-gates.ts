import { defineMigration } from '../../engine/index.js';

/** Gates of deployments, what people did about them, and the times in which they were open. */
export const migration = defineMigration({
  id: 'gates/0001',
  name: 'gates',
  sql: `
create table gate_change (
  only_row boolean primary key default true check (only_row),
  change bigint not null,
  gates text not null,
  seal bytea
);
insert into gate_change (change, gates) values (0, '[]');
create table gate (
  deployment text primary key,
  content text not null,
  seal bytea not null
);
create table gate_fact (
  id uuid primary key,
  number bigint generated always as identity,
  deployment text not null,
  content text not null,
  seal bytea not null
);
create index gate_fact_deployment on gate_fact (deployment, number);
create table gate_opening (
  id uuid primary key,
  number bigint generated always as identity,
  deployment text not null,
  until_ms bigint not null,
  content text not null,
  seal bytea not null
);
create index gate_opening_deployment on gate_opening (deployment, number);
create index gate_opening_until on gate_opening (until_ms);
`,
});
