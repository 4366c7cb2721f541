import { defineMigration } from '../../engine/index.js';

/** Notices with what was written to them sealed, their links by the hashes of codes, and the browsers in which they are open. */
export const migration = defineMigration({
  id: 'notices/0001',
  name: 'notices',
  sql: `
create table notice (
  id uuid primary key,
  decision uuid not null,
  content text not null,
  draft bytea,
  seal bytea not null
);
create index notice_decision on notice (decision);
create table notice_link (
  hash text primary key,
  number bigint generated always as identity,
  notice uuid not null references notice,
  content text not null,
  seal bytea not null
);
create index notice_link_notice on notice_link (notice, number);
create table notice_session (
  hash text primary key,
  notice uuid not null references notice,
  began_at bigint not null,
  seen_at bigint not null,
  seal bytea not null
);
create index notice_session_notice on notice_session (notice);
create index notice_session_began on notice_session (began_at);
`,
});
