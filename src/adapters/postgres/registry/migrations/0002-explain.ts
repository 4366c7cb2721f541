import { defineMigration } from '../../engine/index.js';

/** A version may name with what its decisions are explained: digests of background, reasons and constraints. Null, as until now, is none. */
export const migration = defineMigration({
  id: 'registry/0002',
  name: 'explain',
  after: ['log/0001'],
  sql: 'alter table model_version add column explain jsonb',
});
