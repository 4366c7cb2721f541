import { defineMigration } from '../../engine/index.js';

/** How far retention got is progress of work and no setting. */
export const migration = defineMigration({
  id: 'decisions/0005',
  name: 'retention-progress',
  after: ['identity/0001'],
  sql: `
insert into progress (name, value) select name, value from setting where name = 'retention.progress';
delete from setting where name = 'retention.progress';
`,
});
