import { defineMigration } from '../../engine/index.js';

/** How many decisions an audit counted; null in rows of programs that did not keep it. */
export const migration = defineMigration({
  id: 'audits/0006',
  name: 'decisions',
  sql: 'alter table audit_run add column decisions double precision;',
});
