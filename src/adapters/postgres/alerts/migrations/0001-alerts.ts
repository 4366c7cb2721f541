import { defineMigration } from '../../engine/index.js';

/** Signals that wait, alerts, the groups in which they are told, messages to channels, and silences. */
export const migration = defineMigration({
  id: 'alerts/0001',
  name: 'alerts',
  sql: `
create table alert_signal (
  id bigint generated always as identity primary key,
  signal text not null,
  seal bytea not null
);
create table alert_place (
  source text primary key,
  place bigint not null
);
create sequence alert_change;
create table alert (
  id bigint generated always as identity primary key,
  key text not null,
  occurrence integer not null,
  source text not null,
  state text not null check (state in ('firing', 'resolved', 'ended')),
  severity text not null,
  started_at bigint not null,
  ended_at bigint,
  labels text not null,
  topic text not null,
  causes text not null,
  content text not null,
  acknowledged text,
  seal bytea not null,
  change bigint not null default nextval('alert_change'),
  labels_json jsonb generated always as (labels::jsonb) stored,
  unique (key, occurrence)
);
create unique index alert_firing on alert (key) where state = 'firing';
create index alert_firing_topic on alert (topic) where state = 'firing';
create index alert_state on alert (state, id);
create index alert_changed on alert (change);
create index alert_labels on alert using gin (labels_json jsonb_path_ops);
create table alert_group (
  id bigint generated always as identity primary key,
  uid text not null unique,
  route text not null,
  key text not null,
  labels text not null,
  opened_at bigint not null,
  noticed_at bigint,
  refreshed_at bigint,
  level integer not null default 0,
  notices integer not null default 0,
  wait_ms bigint not null,
  interval_ms bigint not null,
  due_at bigint,
  closed_at bigint
);
create unique index alert_group_open on alert_group (route, key) where closed_at is null;
create index alert_group_due on alert_group (due_at) where closed_at is null;
create table alert_member (
  group_id bigint not null references alert_group on delete cascade,
  alert_id bigint not null references alert on delete cascade,
  told text not null default 'no' check (told in ('no', 'firing', 'over', 'skipped')),
  told_at bigint,
  primary key (group_id, alert_id)
);
create index alert_member_alert on alert_member (alert_id);
create table alert_delivery (
  id bigint generated always as identity primary key,
  key text not null unique,
  group_uid text not null,
  channel text not null,
  kind text not null,
  notice text not null,
  alerts bigint[] not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null,
  made_at bigint not null,
  next_at bigint not null,
  ended_at bigint,
  problem text,
  seal bytea not null
);
create index alert_delivery_waiting on alert_delivery (channel, id) where state = 'waiting';
create index alert_delivery_group on alert_delivery (channel, group_uid, id) where state = 'waiting';
create index alert_delivery_alerts on alert_delivery using gin (alerts);
create index alert_delivery_ended on alert_delivery (ended_at);
create table alert_silence (
  id text primary key,
  matchers text not null,
  starts_at bigint not null,
  ends_at bigint not null,
  set_by text not null,
  why text not null,
  created_at bigint not null,
  seal bytea not null
);
create index alert_silence_end on alert_silence (ends_at);
`,
});
