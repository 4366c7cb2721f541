import { defineMigration } from '../../engine/index.js';

/** Cases that named readers read again, each blind, what they said of them, sealed, and what readers go by. */
export const migration = defineMigration({
  id: 'calibrations/0001',
  name: 'calibrations',
  sql: `
create table calibration (
  id uuid primary key,
  number bigint generated always as identity,
  state text not null,
  content text not null,
  seal bytea not null
);
create index calibration_number on calibration (number);
create table calibration_said (
  calibration uuid not null references calibration,
  item integer not null,
  who text not null,
  at text not null,
  sealed bytea not null,
  seal bytea not null,
  primary key (calibration, item, who)
);
create table standard (
  system text not null,
  version integer not null,
  content text not null,
  seal bytea not null,
  primary key (system, version)
);
`,
});
