import { defineMigration } from '../../engine/index.js';

/**
 * Results that may show persons are sealed, each under a key of its own that an erasure destroys; `erasure` says which one did. Those that
 * stood there as text are sealed after this migration.
 */
export const migration = defineMigration({
  id: 'audits/0002',
  name: 'sealed-results',
  after: ['log/0001'],
  sql: `
alter table audit_run drop constraint audit_run_result_digest_fkey;
alter table audit_run add column page bigint, add column slot smallint, add column sealed bytea, add column erasure uuid;
alter table audit_run alter sealed set storage external;
create index audit_run_result on audit_run (result_digest);
`,
});
