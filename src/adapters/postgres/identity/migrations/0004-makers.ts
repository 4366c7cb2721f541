import { defineMigration } from '../../engine/index.js';

/** Who made an account, and who last set its password for somebody else; nothing is known of accounts from before. */
export const migration = defineMigration({
  id: 'identity/0004',
  name: 'makers',
  sql: `
alter table account add column made_by text, add column opened_by text;
`,
});
