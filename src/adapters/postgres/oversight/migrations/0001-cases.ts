import { defineMigration } from '../../engine/index.js';

/** Cases with what was said in them sealed, who may not read which, and how many claims each class has had. */
export const migration = defineMigration({
  id: 'oversight/0001',
  name: 'cases',
  sql: `
create table oversight_case (
  id uuid primary key,
  number bigint generated always as identity,
  decision uuid not null,
  deployment text not null,
  queue text not null,
  stage text not null,
  rank_at bigint not null,
  free_at bigint,
  due_at bigint,
  holder text,
  content text not null,
  sealed bytea not null,
  seal bytea not null
);
alter table oversight_case alter sealed set storage external;
create unique index oversight_case_number on oversight_case (number);
create index oversight_case_decision on oversight_case (decision, number);
create index oversight_case_queue on oversight_case (queue, rank_at, number) where free_at is not null;
create index oversight_case_due on oversight_case (due_at) where due_at is not null;
create index oversight_case_holder on oversight_case (holder) where holder is not null;
create index oversight_case_open on oversight_case (queue, stage, number) where stage <> 'closed';
create table oversight_excluded (
  case_id uuid not null references oversight_case,
  who text not null,
  primary key (case_id, who)
);
create table oversight_queue (
  queue text primary key,
  taken bigint not null,
  seal bytea not null
);
`,
});
