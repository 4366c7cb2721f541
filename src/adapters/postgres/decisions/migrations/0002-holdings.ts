import { defineMigration } from '../../engine/index.js';

/**
 * Repetitions found beyond the window of exact ids, numbers that producers left out, and how far background work got. Numbers of requests
 * stand with their kept answer, so that they are durable with the commit; `producer` sums up what is older.
 */
export const migration = defineMigration({
  id: 'decisions/0002',
  name: 'holdings',
  formerly: 6,
  after: ['log/0001'],
  sql: `
create table late_repeat (
  index bigint primary key,
  first_index bigint not null,
  decision bytea not null,
  content text not null,
  deployment text not null,
  hour bigint not null,
  detected_at bigint not null
);
create index late_repeat_decision on late_repeat (decision);

create table progress (
  name text primary key,
  value jsonb not null
);

create table producer (
  source text primary key,
  last bigint not null,
  missing jsonb not null,
  lost bigint not null,
  seen_at bigint not null
);
alter table kept_answer add column producer text, add column sequence bigint;
create index kept_answer_sequence on kept_answer (received_at) where sequence is not null;
`,
});
