import { defineMigration } from '../../engine/index.js';

/** When each case was opened and decided, as its record says, so that a number of days can be counted without reading every case. */
export const migration = defineMigration({
  id: 'oversight/0002',
  name: 'times',
  sql: `
alter table oversight_case
  add column opened_at bigint generated always as ((content::jsonb ->> 'openedAtMs')::bigint) stored,
  add column settled_at bigint generated always as ((content::jsonb #>> '{settlement,atMs}')::bigint) stored;
create index oversight_case_opened_at on oversight_case (opened_at);
create index oversight_case_known on oversight_case (number) where content::jsonb ? 'known';
create index oversight_case_settled_at on oversight_case (settled_at) where settled_at is not null;
`,
});
