import { defineMigration } from '../../engine/index.js';

/** Keys, accounts, sessions, links and settings. Secrets are here as digests only. Times are milliseconds since 1970. */
export const migration = defineMigration({
  id: 'identity/0001',
  name: 'identity',
  formerly: 2,
  sql: `
create table api_key (
  id text primary key,
  name text not null,
  digest bytea not null unique,
  scopes jsonb not null,
  created_at bigint not null,
  created_by text not null,
  expires_at bigint,
  last_used_at bigint,
  revoked_at bigint,
  replaces text
);

create table account (
  id uuid primary key,
  name text not null,
  password_hash text,
  roles jsonb not null,
  created_at bigint not null,
  disabled_at bigint
);
create unique index account_name on account (lower(name));

create table federated_identity (
  issuer text not null,
  subject text not null,
  account uuid not null references account,
  primary key (issuer, subject)
);

create table session (
  digest bytea primary key,
  account uuid not null references account,
  created_at bigint not null,
  seen_at bigint not null,
  proved_at bigint not null
);
create index session_account on session (account);

create table one_time_link (
  digest bytea primary key,
  expires_at bigint not null
);

create table setting (
  name text primary key,
  value jsonb not null
);
`,
});
