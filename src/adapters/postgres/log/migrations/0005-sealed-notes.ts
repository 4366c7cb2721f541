import { defineMigration } from '../../engine/index.js';

/**
 * Keyed hashes say of places of followers, stored answers and integrity events that the service wrote them; those that stood there before are
 * adopted after this migration. Integrity events of a log are numbered from 1 without gaps, so that a missing one is noticed.
 */
export const migration = defineMigration({
  id: 'log/0005',
  name: 'sealed-notes',
  after: ['decisions/0006'],
  sql: `
alter table follower add column seal bytea;
alter table kept_answer add column seal bytea;
alter table integrity_event add column number bigint, add column seal bytea;
update integrity_event e set number = o.number
  from (select id, row_number() over (partition by log order by id) as number from integrity_event) o where o.id = e.id;
alter table integrity_event drop column id;
alter table integrity_event add primary key (log, number);
`,
});
