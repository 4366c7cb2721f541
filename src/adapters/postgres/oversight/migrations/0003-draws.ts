import { defineMigration } from '../../engine/index.js';

/** Decisions that policies drew for people, and from how many was drawn. */
export const migration = defineMigration({
  id: 'oversight/0003',
  name: 'draws',
  sql: `
create table oversight_draw (
  decision uuid primary key,
  number bigint generated always as identity,
  content text not null,
  problem text,
  seal bytea not null
);
create index oversight_draw_next on oversight_draw (number) where problem is null;
create table oversight_frame (
  deployment text not null,
  policy text not null,
  day integer not null,
  decisions bigint not null,
  drawn bigint not null,
  seal bytea not null,
  primary key (day, deployment, policy)
);
`,
});
