import { defineMigration } from '../../engine/index.js';

/** A reaction may be done anew by the same alert, after persons ended what it did: each time is a round. */
export const migration = defineMigration({
  id: 'stops/0004',
  name: 'rounds',
  sql: `
alter table reaction add column round integer not null default 0;
alter table reaction drop constraint reaction_change_position_key;
alter table reaction add unique (change, position, round);
`,
});
