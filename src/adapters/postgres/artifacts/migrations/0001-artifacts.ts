import { defineMigration } from '../../engine/index.js';

/** Artifacts that are stored: which bytes have to be where the model store keeps them, and who put them there. */
export const migration = defineMigration({
  id: 'artifacts/0001',
  name: 'artifacts',
  sql: `
create table artifact (
  digest text primary key,
  size bigint not null,
  stored_at bigint not null,
  stored_by text not null,
  seal bytea not null
);
`,
});
