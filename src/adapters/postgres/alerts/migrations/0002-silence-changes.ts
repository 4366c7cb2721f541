import { defineMigration } from '../../engine/index.js';

/** Silences are numbered by their changes, as alerts are: a new silence changes what the list of alerts shows. */
export const migration = defineMigration({
  id: 'alerts/0002',
  name: 'silence-changes',
  sql: `
alter table alert_silence add column change bigint not null default nextval('alert_change');
create index alert_silence_changed on alert_silence (change);
`,
});
