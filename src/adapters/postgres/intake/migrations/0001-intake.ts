import { defineMigration } from '../../engine/index.js';

/**
 * Halves of inference events that wait for their other half, and what could not become a decision. Sealed bytes open with the
 * key of their epoch only; a problem holds names and numbers, never content.
 */
export const migration = defineMigration({
  id: 'intake/0001',
  name: 'intake',
  formerly: 3,
  sql: `
create table intake_half (
  deployment text not null,
  event text not null,
  part text not null,
  received_at bigint not null,
  epoch integer not null,
  sealed bytea not null,
  primary key (deployment, event, part)
);
alter table intake_half alter sealed set storage external;
create index intake_half_received on intake_half (received_at);
create index intake_half_epoch on intake_half (epoch);

create table intake_problem (
  id bigint generated always as identity primary key,
  noted_at bigint not null,
  deployment text not null,
  event text not null,
  kind text not null,
  detail text not null
);
`,
});
