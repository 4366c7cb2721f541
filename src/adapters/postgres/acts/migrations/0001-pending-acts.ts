import { defineMigration } from '../../engine/index.js';

/** Acts that one person proposed and another one must confirm. A keyed hash says that the service kept the row. */
export const migration = defineMigration({
  id: 'acts/0001',
  name: 'pending-acts',
  sql: `
create table pending_act (
  id uuid primary key,
  act text not null,
  request jsonb not null,
  proposed_by text not null,
  proposed_at bigint not null,
  expires_at bigint not null,
  seal bytea not null
);
`,
});
