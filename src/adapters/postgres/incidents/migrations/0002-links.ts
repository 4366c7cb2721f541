import { defineMigration } from '../../engine/index.js';

/** Incidents are found by what they are linked to: an alert names those that are about it. */
export const migration = defineMigration({
  id: 'incidents/0002',
  name: 'links',
  sql: `
create index incident_links on incident using gin (((content::jsonb) -> 'links') jsonb_path_ops);
`,
});
