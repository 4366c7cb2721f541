import { defineMigration } from '../../engine/index.js';

/** Cases by the id of the request that opened them. */
export const migration = defineMigration({
  id: 'oversight/0004',
  name: 'requests',
  sql: `
create index oversight_case_request on oversight_case ((content::jsonb ->> 'request')) where content::jsonb ? 'request';
`,
});
