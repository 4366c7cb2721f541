import { defineMigration } from '../../engine/index.js';

/** Who acts for the person decided about, with the name sealed. */
export const migration = defineMigration({
  id: 'mandates/0001',
  name: 'mandates',
  sql: `
create table mandate (
  id uuid primary key,
  number bigint generated always as identity,
  decision uuid not null,
  record text not null,
  name bytea not null,
  seal bytea not null
);
create index mandate_decision on mandate (decision, number);
`,
});
