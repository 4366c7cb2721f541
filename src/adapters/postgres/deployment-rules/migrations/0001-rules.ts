import { defineMigration } from '../../engine/index.js';

/** Rules that deployments decide by, or did, and the list of them, so that none can be taken away unnoticed. */
export const migration = defineMigration({
  id: 'deployment-rules/0001',
  name: 'rules',
  sql: `
create table deployment_rule_list (
  only_row boolean primary key default true check (only_row),
  change bigint not null,
  rules text not null,
  list_seal bytea
);
insert into deployment_rule_list (change, rules) values (0, '[]');
create table deployment_rule (
  id uuid primary key,
  content text not null,
  sealed_seed bytea,
  seal bytea not null
);
`,
});
