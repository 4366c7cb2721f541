import type { TableReader } from '../ports/index.js';

/** What a table of people says of the groups that they are of. */
export interface PeopleGroups {
  /** Columns that name groups; none where nobody can tell of which the people are. */
  readonly columns: readonly string[];
  /** Those of them in which everybody has one value. */
  readonly only: readonly { readonly column: string; readonly value: string }[];
}

/**
 * Reads of which groups people to compare with are.
 *
 * @param namesGroup whether a column names a group
 * @throws TribuneError those of the reader
 */
export async function groupsOf(people: TableReader, namesGroup: (column: string) => boolean): Promise<PeopleGroups> {
  let columns: readonly string[] = [];
  const read = await people.read({
    purpose: 'groups',
    columns: (all) => {
      columns = all.filter(namesGroup);
      // A reader gives no rows without a column.
      return columns.length > 0 ? columns : all.slice(0, 1);
    },
  });
  const only = columns.flatMap((column, c) => {
    const [first, ...others] = new Set(read.cells[c]!);
    return others.length === 0 && first != null ? [{ column, value: first }] : [];
  });
  return { columns, only };
}

/**
 * What to say of people who are all of one group: whoever is of another is compared with them alone, so that what sets the groups apart may stand among the
 * contributions and reasons of each of them.
 *
 * @example
 * groupWarnings({ columns: ['sex'], only: [{ column: 'sex', value: 'Male' }] })[0]; // 'everybody to compare with is of one group: sex = Male; ...'
 */
export const groupWarnings = ({ only }: PeopleGroups): string[] =>
  only.map(
    ({ column, value }) =>
      `everybody to compare with is of one group: ${column} = ${value}; whoever is of another is told in part how the groups differ`,
  );
