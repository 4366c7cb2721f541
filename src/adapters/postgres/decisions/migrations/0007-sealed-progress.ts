import { defineMigration } from '../../engine/index.js';

/** A keyed hash says of a place that the service kept it. The one that stood there before is adopted after this migration. */
export const migration = defineMigration({
  id: 'decisions/0007',
  name: 'sealed-progress',
  sql: `
alter table progress add column seal bytea;
`,
});
