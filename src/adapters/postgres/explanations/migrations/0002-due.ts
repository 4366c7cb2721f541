import { defineMigration } from '../../engine/index.js';

/** Decisions that are to be explained without anybody asking, those that could not be, and how many were on a day. */
export const migration = defineMigration({
  id: 'explanations/0002',
  name: 'due',
  after: ['explanations/0001'],
  sql: `
create table explanation_due (
  decision uuid primary key,
  deployment text not null,
  decided_at bigint not null,
  problem text
);
create index explanation_due_next on explanation_due (deployment, decided_at) where problem is null;
create table explanation_day (
  day integer not null,
  deployment text not null,
  made integer not null,
  primary key (day, deployment)
);
`,
});
