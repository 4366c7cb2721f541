import { defineMigration } from '../../engine/index.js';

/** An epoch may say that it began because clocks differ, after which none begins by a clock for a while. */
export const migration = defineMigration({
  id: 'monitor/0005',
  name: 'clocks-differ',
  sql: `
alter table monitor_epoch drop constraint monitor_epoch_reason_check,
  add constraint monitor_epoch_reason_check check (reason in ('version-changed', 'clock-set-back', 'clocks-differ'));
`,
});
