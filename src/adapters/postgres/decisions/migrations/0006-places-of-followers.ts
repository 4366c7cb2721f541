import { defineMigration } from '../../engine/index.js';

/** Number of the first batch from an entry on, or of the one that comes after all. */
const fromEntry = (entry: string): string =>
  `coalesce((select min(seq) from batch where log = 'main' and first_index >= ${entry}), ${AFTER_ALL})`;
const AFTER_ALL = `(select coalesce(max(seq) + 1, 0) from batch where log = 'main')`;

/** Entries before a batch. */
const before = (seq: string): string =>
  `coalesce((select first_index + n from batch where log = 'main' and batch.seq < ${seq} order by seq desc limit 1), 0)`;

const indexed = (kind: string): string =>
  `(select coalesce(max(last_seq) + 1, 0) from tag_run where log = 'main' and kind = '${kind}')`;

/** The search for repetitions and the index of tags are followers: each goes on from where it stood. */
export const migration = defineMigration({
  id: 'decisions/0006',
  name: 'places-of-followers',
  after: ['log/0004'],
  sql: `
insert into follower (name, log, seq, size, took_at)
  select 'repeats', 'main', seq, ${before('stood.seq')}, 0
  from (select ${fromEntry("(value #>> '{}')::bigint")} as seq from progress where name = 'repeats.checked') as stood;
delete from progress where name = 'repeats.checked';

insert into follower (name, log, seq, size, took_at)
  select 'tags', 'main', seq, ${before('stood.seq')}, 0
  from (select least(${indexed('id')}, ${indexed('subject')}) as seq) as stood where seq > 0;
`,
});
