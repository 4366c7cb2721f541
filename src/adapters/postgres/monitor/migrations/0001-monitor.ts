import { defineMigration } from '../../engine/index.js';

/** What is watched by which policy, what was counted of it by blocks, and the states that follow from that. */
export const migration = defineMigration({
  id: 'monitor/0001',
  name: 'monitor',
  sql: `
create table monitor_policy (
  digest text primary key,
  content text not null
);
create table monitor_epoch (
  deployment text not null,
  epoch integer not null,
  policy_digest text not null references monitor_policy,
  started_by text not null,
  from_seq bigint not null,
  began_at bigint not null,
  end_seq bigint,
  ended_at bigint,
  watermark bigint,
  latest bigint,
  received bigint,
  counts text not null,
  seal bytea not null,
  primary key (deployment, epoch)
);
create table monitor_pane (
  deployment text not null,
  epoch integer not null,
  kind text not null check (kind in ('decisions', 'labels', 'late')),
  start_at bigint not null,
  pane text not null,
  first_seq bigint not null,
  last_seq bigint not null,
  ripe_seq bigint,
  seal bytea not null,
  primary key (deployment, epoch, kind, start_at),
  foreign key (deployment, epoch) references monitor_epoch
);
create index monitor_pane_start on monitor_pane (start_at);
create table monitor_evaluated (
  deployment text not null,
  epoch integer not null,
  closed bigint,
  ripened bigint,
  step bigint not null,
  closed_at bigint,
  is_over boolean not null,
  states text not null,
  seal bytea not null,
  primary key (deployment, epoch),
  foreign key (deployment, epoch) references monitor_epoch
);
create table monitor_change (
  id bigint generated always as identity primary key,
  deployment text not null,
  epoch integer not null,
  at bigint not null,
  is_public boolean not null,
  change text not null,
  seal bytea not null,
  foreign key (deployment, epoch) references monitor_epoch
);
create index monitor_change_deployment on monitor_change (deployment, id);
`,
});
