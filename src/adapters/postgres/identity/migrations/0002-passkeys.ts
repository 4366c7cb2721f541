import { defineMigration } from '../../engine/index.js';

/**
 * Passkeys and their challenges; how and with what a session began.
 * Secrets are digests, of passkeys there is only the public half. Times are milliseconds since 1970.
 */
export const migration = defineMigration({
  id: 'identity/0002',
  name: 'passkeys',
  formerly: 8,
  sql: `
create table passkey (
  id text primary key,
  account uuid not null references account,
  name text not null,
  public_key bytea not null,
  counter bigint not null,
  transports jsonb not null,
  created_at bigint not null,
  last_used_at bigint
);
create index passkey_account on passkey (account);

create table passkey_challenge (
  digest bytea primary key,
  challenge bytea not null,
  ceremony text not null,
  account uuid,
  expires_at bigint not null
);
create index passkey_challenge_expires_at on passkey_challenge (expires_at);

alter table session add column method text not null default 'password';
alter table session add column client text not null default '';
`,
});
