import { defineMigration } from '../../engine/index.js';

/** What a one-time link does when it is opened: a new account with some roles, or a new password of one. Links before made administrators. */
export const migration = defineMigration({
  id: 'identity/0003',
  name: 'links',
  formerly: 10,
  sql: `
alter table one_time_link add column purpose jsonb not null default '{"roles": ["admin"]}';
`,
});
