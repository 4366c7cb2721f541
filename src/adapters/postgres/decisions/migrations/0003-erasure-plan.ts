import { defineMigration } from '../../engine/index.js';

/**
 * What an erasure still has to do stands with it, so that one a crash cut short is finished at the next start under its one certificate;
 * `untold` marks those whose request got no answer.
 */
export const migration = defineMigration({
  id: 'decisions/0003',
  name: 'erasure-plan',
  formerly: 9,
  after: ['log/0001'],
  sql: `
alter table erasure add column plan jsonb, add column untold boolean not null default false;
`,
});
