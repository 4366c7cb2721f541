import { defineMigration } from '../../engine/index.js';

/**
 * Heads that witnesses signed, hand-overs of signing keys, and events that must still become entries of a log: an event is written
 * here in the same transaction as what it tells of, so that no crash lies between. Times are milliseconds since 1970.
 */
export const migration = defineMigration({
  id: 'log/0002',
  name: 'ledger',
  formerly: 5,
  sql: `
create table cosigned_head (
  log text primary key,
  size bigint not null,
  root bytea not null,
  note text not null
);

create table key_rotation (
  id bigint generated always as identity primary key,
  log text not null,
  from_size bigint not null,
  statement text not null,
  rotated_at bigint not null,
  retires_at bigint not null
);

create table pending_event (
  id uuid primary key,
  position bigint generated always as identity,
  log text not null,
  type text not null,
  payload jsonb not null,
  after_seq bigint not null
);
`,
});
