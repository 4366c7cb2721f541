import { defineMigration } from '../../engine/index.js';

/** Blocks whose labels are ripe say which blocks of decisions were complete before: the order in which both are closed. */
export const migration = defineMigration({
  id: 'monitor/0003',
  name: 'order-of-labels',
  sql: `
alter table monitor_pane add column ripe_after bigint;
`,
});
