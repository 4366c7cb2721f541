import { defineMigration } from '../../engine/index.js';

/** Work that is done again and again: when it ran last, how that ended, and when it runs next. */
export const migration = defineMigration({
  id: 'jobs/0001',
  name: 'jobs',
  formerly: 13,
  sql: `
create table job (
  name text primary key,
  started_at bigint,
  ended_at bigint,
  result text,
  failures_in_row integer not null,
  next_run_at bigint not null
);
`,
});
