import { defineMigration } from '../../engine/index.js';

/** An epoch may begin because the clock was set back, and says whether nearly all of the newest decisions came out of time. */
export const migration = defineMigration({
  id: 'monitor/0004',
  name: 'clock-set-back',
  sql: `
alter table monitor_epoch drop constraint monitor_epoch_reason_check,
  add constraint monitor_epoch_reason_check check (reason in ('version-changed', 'clock-set-back')),
  add column lately text;
`,
});
