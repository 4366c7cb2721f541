import { defineMigration } from '../../engine/index.js';

/** What is known of sealed segments without opening them. Derived: rows and files can be dropped at any time. Times are milliseconds since 1970. */
export const migration = defineMigration({
  id: 'decisions/0001',
  name: 'segments',
  formerly: 4,
  sql: `
create table segment (
  id uuid primary key,
  first_seq bigint not null unique,
  last_seq bigint not null,
  size bigint not null,
  fingerprint text not null,
  rows bigint not null,
  late bigint not null,
  from_hour bigint,
  to_hour bigint,
  erased jsonb not null,
  page bigint not null,
  slot smallint not null,
  created_at bigint not null
);
`,
});
