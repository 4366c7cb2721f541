import { defineMigration } from '../../engine/index.js';

/** What artifacts are, by which fewer may fetch those that hold persons; and that their bytes were erased. */
export const migration = defineMigration({
  id: 'artifacts/0002',
  name: 'classes',
  after: ['artifacts/0001'],
  sql: `alter table artifact add column class text not null default 'model', add column erased_at bigint`,
});
