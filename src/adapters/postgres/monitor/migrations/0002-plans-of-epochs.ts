import { defineMigration } from '../../engine/index.js';

/** Epochs say which plan of their policy they count by, and why one began that nobody asked for. */
export const migration = defineMigration({
  id: 'monitor/0002',
  name: 'plans-of-epochs',
  sql: `
alter table monitor_epoch add column plan text, add column reason text check (reason in ('version-changed'));
`,
});
