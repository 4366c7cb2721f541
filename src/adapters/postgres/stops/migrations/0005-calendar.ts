import { defineMigration } from '../../engine/index.js';

/** The calendar sets something off too: of no alert, and once for each period, which the occasion names. */
export const migration = defineMigration({
  id: 'stops/0005',
  name: 'calendar',
  sql: `
alter table reaction alter column change drop not null;
alter table reaction add column occasion text unique;
`,
});
