import { defineMigration } from '../../engine/index.js';

/** A deployment may decide more than 0 or 1: an amount, a level, a class. Null, as for every deployment until now, is 0 or 1. */
export const migration = defineMigration({
  id: 'registry/0001',
  name: 'outcomes',
  after: ['log/0001'],
  sql: 'alter table deployment add column outcome jsonb',
});
