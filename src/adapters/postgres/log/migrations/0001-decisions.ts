import { defineMigration } from '../../engine/index.js';

/**
 * Log of sealed batches, its heads and keys, indexes, erasures, registry. Times are milliseconds since 1970, kinds and logs
 * are text that the code knows. Sealed bytes and hashes do not compress: EXTERNAL keeps PostgreSQL from trying.
 */
export const migration = defineMigration({
  id: 'log/0001',
  name: 'decisions',
  formerly: 1,
  sql: `
create table batch (
  log text not null,
  seq bigint not null,
  kind text not null,
  first_index bigint not null,
  n integer not null check (n > 0),
  received_at bigint not null,
  ids bytea not null,
  leaves bytea not null,
  page bigint not null,
  slot smallint not null,
  sealed bytea not null,
  primary key (log, seq),
  unique (log, first_index)
);
alter table batch alter ids set storage external, alter leaves set storage external, alter sealed set storage external;
create index batch_received on batch (log, received_at);

create table attribute_vault (
  log text not null,
  seq bigint not null,
  page bigint not null,
  slot smallint not null,
  sealed bytea not null,
  primary key (log, seq)
);
alter table attribute_vault alter sealed set storage external;

create table decision_ref (
  log text not null,
  decision bytea not null,
  seq bigint not null,
  position integer not null,
  kind text not null,
  primary key (log, decision, seq, position)
);

create table kept_answer (
  scope text not null,
  key text not null,
  body_digest bytea not null,
  answer text not null,
  received_at bigint not null,
  primary key (scope, key)
);
create index kept_answer_received on kept_answer (received_at);

create table integrity_event (
  id bigint generated always as identity primary key,
  log text not null,
  detected_at bigint not null,
  decision bytea not null,
  type text not null,
  first_index bigint not null,
  other_digest bytea not null,
  source text not null
);

create table ledger_head (
  log text primary key,
  size bigint not null,
  root bytea not null,
  note text not null
);

create table key_page (
  part text not null,
  page bigint not null,
  epoch integer not null,
  bytes bytea not null,
  primary key (part, page)
);
create index key_page_epoch on key_page (epoch);

create table tag_run (
  log text not null,
  kind text not null,
  first_seq bigint not null,
  last_seq bigint not null,
  primary key (log, kind, first_seq)
);
create table tag_bucket (
  log text not null,
  kind text not null,
  bucket smallint not null,
  first_seq bigint not null,
  bytes bytea not null,
  primary key (log, kind, bucket, first_seq)
);
alter table tag_bucket alter bytes set storage external;

create table erasure (
  id uuid primary key,
  requested_at bigint not null,
  subject_tag bytea,
  basis text not null,
  requested_by text not null,
  n_records integer not null,
  n_batches integer not null,
  epoch integer not null,
  status text not null,
  completed_at bigint,
  entry_index bigint
);
create table legal_hold (
  id uuid primary key,
  subject_tag bytea not null,
  owner text not null,
  reason text not null,
  review_at bigint not null,
  set_at bigint not null,
  released_at bigint
);
create index legal_hold_subject on legal_hold (subject_tag);

create table system (
  id text primary key,
  purpose text not null,
  domain text not null,
  jurisdictions jsonb not null,
  favourable_outcome smallint not null,
  owner text not null
);
create table model (
  id text primary key,
  system text not null references system,
  description text not null
);
create table model_version (
  digest text not null,
  model text not null references model,
  label text not null,
  primary key (model, digest)
);
create table deployment (
  id text primary key,
  model text not null references model,
  environment text not null
);
create table activation (
  deployment text not null references deployment,
  from_ms bigint not null,
  version text not null,
  cutoff double precision,
  policy_digest text,
  primary key (deployment, from_ms)
);
`,
});
