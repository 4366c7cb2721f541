import { defineMigration } from '../../engine/index.js';

/** What people ask about what is held about them. */
export const migration = defineMigration({
  id: 'person-requests/0001',
  name: 'requests',
  sql: `
create table person_request (
  id uuid primary key,
  number bigint generated always as identity,
  decision uuid not null,
  state text not null,
  due_at bigint not null,
  record text not null,
  seal bytea not null
);
create index person_request_decision on person_request (decision, number);
create index person_request_open on person_request (number) where state = 'open';
`,
});
