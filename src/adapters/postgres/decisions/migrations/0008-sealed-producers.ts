import { defineMigration } from '../../engine/index.js';

/** A keyed hash says of the numbers of a producer that the service wrote them. Those that stood there before are adopted after this migration. */
export const migration = defineMigration({
  id: 'decisions/0008',
  name: 'sealed-producers',
  sql: `
alter table producer add column seal bytea;
`,
});
