import { defineMigration } from '../../engine/index.js';

/** A keyed hash says of an event that waits to become an entry that the service kept it. */
export const migration = defineMigration({
  id: 'log/0003',
  name: 'sealed-events',
  formerly: 12,
  sql: `
alter table pending_event add column seal bytea;
`,
});
