import { defineMigration } from '../../engine/index.js';

/** Ids of erased decisions that wait for what is held about them elsewhere to end. */
export const migration = defineMigration({
  id: 'erased-decisions/0001',
  name: 'erased',
  sql: `
create table erased_decision (
  decision uuid primary key,
  number bigint generated always as identity
);
create index erased_decision_number on erased_decision (number);
`,
});
