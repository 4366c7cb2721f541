import { defineMigration } from '../../engine/index.js';

/** Where the followers of a log stand: the next batch that each takes and the entries before it. Times are milliseconds since 1970. */
export const migration = defineMigration({
  id: 'log/0004',
  name: 'followers',
  sql: `
create table follower (
  name text primary key,
  log text not null,
  seq bigint not null,
  size bigint not null,
  took_at bigint not null
);
`,
});
