import { defineMigration } from '../../engine/index.js';

/** By which mandate a representative has a notice open. */
export const migration = defineMigration({
  id: 'notices/0002',
  name: 'mandates',
  sql: `
alter table notice_session add column mandate uuid;
create index notice_session_mandate on notice_session (mandate) where mandate is not null;
`,
});
