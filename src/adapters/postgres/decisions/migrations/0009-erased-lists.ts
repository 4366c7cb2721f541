import { defineMigration } from '../../engine/index.js';

/** How many candidates of a list were erased, by the keyed hash of the list; the keyed hash of a row says that the service wrote it. */
export const migration = defineMigration({
  id: 'decisions/0009',
  name: 'erased-lists',
  sql: `
create table erased_list (
  list_key text not null,
  index bigint not null,
  n integer not null,
  seal bytea not null,
  primary key (list_key, index)
);
`,
});
