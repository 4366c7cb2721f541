import { defineMigration } from '../../engine/index.js';

/** The rows of each count are counted whenever it is read, so that one that somebody removed is missed. */
export const migration = defineMigration({
  id: 'stops/0008',
  name: 'decided-listed',
  sql: 'create index decided_of_count on decided (stop, deployment, kind);',
});
