import { defineMigration } from '../../engine/index.js';

/**
 * Explanations of recorded decisions, sealed each under a key of its decision; what all explanations of a version share, once; and who was
 * given explanations of which decisions on which day.
 */
export const migration = defineMigration({
  id: 'explanations/0001',
  name: 'explanations',
  sql: `
create table explanation_basis (
  digest text primary key,
  facts jsonb not null,
  seal bytea not null
);
create table explanation (
  decision uuid not null,
  basis bytea not null,
  made_at bigint not null,
  seal bytea not null,
  sealed bytea not null,
  primary key (decision, basis)
);
alter table explanation alter sealed set storage external;
create table explanation_budget (
  day integer not null,
  actor text not null,
  given integer not null,
  is_refused boolean not null,
  seal bytea not null,
  primary key (day, actor)
);
create table explanation_given (
  day integer not null,
  actor text not null,
  decision uuid not null,
  seal bytea not null,
  primary key (day, actor, decision)
);
`,
});
