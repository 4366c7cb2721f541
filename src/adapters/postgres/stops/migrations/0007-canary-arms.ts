import { defineMigration } from '../../engine/index.js';

/** How many decisions were recorded while versions were tried out, by canary. */
export const migration = defineMigration({
  id: 'stops/0007',
  name: 'canary-arms',
  sql: `
create table canary_arms (
  canary uuid primary key,
  content text not null,
  seal bytea not null
);
`,
});
