import { defineMigration } from '../../engine/index.js';

/** Where messages to people go, and messages that wait or were sent: addresses and texts sealed. */
export const migration = defineMigration({
  id: 'person-messages/0001',
  name: 'messages',
  sql: `
create table person_address (
  notice uuid primary key,
  number bigint generated always as identity,
  decision uuid not null,
  way text not null,
  language text not null,
  address bytea not null,
  seal bytea not null
);
create index person_address_decision on person_address (decision, number);
create table person_message (
  id uuid primary key,
  number bigint generated always as identity,
  notice uuid not null,
  decision uuid not null,
  state text not null,
  next_at bigint not null,
  record text not null,
  content bytea,
  seal bytea not null
);
create index person_message_notice on person_message (notice, number);
create index person_message_decision on person_message (decision);
create index person_message_waiting on person_message (next_at, number) where state = 'waiting';
create index person_message_failed on person_message (number) where state = 'failed';
`,
});
