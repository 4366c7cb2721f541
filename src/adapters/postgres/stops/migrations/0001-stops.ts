import { defineMigration } from '../../engine/index.js';

/** Stops, and the switch: the number of its last change and the ids of the stops in force, under a seal of its own. */
export const migration = defineMigration({
  id: 'stops/0001',
  name: 'stops',
  sql: `
create table stop_switch (
  only_row boolean primary key default true check (only_row),
  revision bigint not null,
  in_force text not null,
  seal bytea
);
insert into stop_switch (revision, in_force) values (0, '[]');
create table stop (
  id uuid primary key,
  revision bigint not null,
  since bigint not null,
  ended_at bigint,
  content text not null,
  seal bytea not null
);
create index stop_in_force on stop (revision) where ended_at is null;
create index stop_revision on stop (revision);
`,
});
