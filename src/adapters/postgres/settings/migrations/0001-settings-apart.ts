import { defineMigration } from '../../engine/index.js';

/** Settings belong to their own room: each stands under the name that documents and entries use. The table was made with those of identity. */
export const migration = defineMigration({
  id: 'settings/0001',
  name: 'settings-apart',
  after: ['identity/0001'],
  sql: `
update setting set name = 'mappings' where name = 'intake.mappings';
`,
});
