import { defineMigration } from '../../engine/index.js';

/** Versions that are tried out; the switch names those that are on, each with the number of its last change, so that no older row stands in. */
export const migration = defineMigration({
  id: 'stops/0003',
  name: 'canaries',
  sql: `
alter table stop_switch add column canaries text not null default '{}';
create table canary (
  id uuid primary key,
  deployment text not null,
  revision bigint not null,
  since bigint not null,
  ended_at bigint,
  content text not null,
  seal bytea not null
);
create unique index canary_in_force on canary (deployment) where ended_at is null;
create index canary_of_deployment on canary (deployment, since);
`,
});
