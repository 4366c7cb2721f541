import { defineMigration } from '../../engine/index.js';

/** What alerts set off, the alerts of which something may still become due, and the change of the monitor that was looked at last. */
export const migration = defineMigration({
  id: 'stops/0002',
  name: 'reactions',
  sql: `
create table reaction_place (
  only_row boolean primary key default true check (only_row),
  change bigint not null
);
insert into reaction_place (change) values (0);
create table reaction_alert (
  change bigint primary key,
  content text not null,
  seal bytea not null
);
create table reaction (
  id uuid primary key,
  change bigint not null,
  position integer not null,
  content text not null,
  seal bytea not null,
  unique (change, position)
);
`,
});
