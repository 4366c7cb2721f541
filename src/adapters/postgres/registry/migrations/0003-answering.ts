import { defineMigration } from '../../engine/index.js';

/** Who answers for a system beside its owner, who built a version, and who registered it. Null, as for everything until now: nobody said. */
export const migration = defineMigration({
  id: 'registry/0003',
  name: 'answering',
  after: ['log/0001'],
  sql: `
alter table system add column deputy text;
alter table model_version add column built_by jsonb;
alter table model_version add column registered_by text;
`,
});
