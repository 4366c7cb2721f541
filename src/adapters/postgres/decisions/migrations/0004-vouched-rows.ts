import { defineMigration } from '../../engine/index.js';

/**
 * `erased` marks the records of a batch that were erased, a bit each; with it the sealed parts are bound to every column of the row. Null in
 * rows of before, until they are sealed anew. A segment's row says that it is ours by a keyed hash; rows without one are made anew.
 */
export const migration = defineMigration({
  id: 'decisions/0004',
  name: 'vouched-rows',
  formerly: 11,
  after: ['log/0001'],
  sql: `
alter table batch add column erased bytea;
alter table segment add column seal bytea;
`,
});
