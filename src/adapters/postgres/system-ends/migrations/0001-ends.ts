import { defineMigration } from '../../engine/index.js';

/** Ends of systems: one row with all of them, so that none can be taken away by itself. */
export const migration = defineMigration({
  id: 'system-ends/0001',
  name: 'ends',
  sql: `
create table system_end (
  only_row boolean primary key default true check (only_row),
  content text not null,
  seal bytea
);
insert into system_end (content) values ('[]');
`,
});
