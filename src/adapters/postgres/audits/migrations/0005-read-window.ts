import { defineMigration } from '../../engine/index.js';

/** Which decisions and labels an audit counted, as JSON; null in rows of programs that did not keep it. */
export const migration = defineMigration({
  id: 'audits/0005',
  name: 'read-window',
  sql: 'alter table audit_run add column read_window text;',
});
