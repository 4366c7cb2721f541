import { defineMigration } from '../../engine/index.js';

/** What people said of the explanations of their decisions, sealed each under a key of its decision. */
export const migration = defineMigration({
  id: 'explanations/0004',
  name: 'answers',
  after: ['explanations/0001'],
  sql: `
create table explanation_answer (
  decision uuid primary key,
  at_ms bigint not null,
  seal bytea not null,
  sealed bytea not null
);
`,
});
