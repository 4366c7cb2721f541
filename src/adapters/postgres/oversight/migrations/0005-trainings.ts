import { defineMigration } from '../../engine/index.js';

/** When each reader was last trained on how people rely on machines. */
export const migration = defineMigration({
  id: 'oversight/0005',
  name: 'trainings',
  sql: `
create table oversight_training (
  reader text primary key,
  content text not null,
  seal bytea not null
);
`,
});
