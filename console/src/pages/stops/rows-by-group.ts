/** Rows of one part with one value of an attribute and one label, as the service counts them. */
interface Cell {
  readonly part: 'training' | 'validation';
  readonly attribute: string;
  readonly value: string | null;
  readonly label: string;
  readonly rows: number;
}

/** Rows with one value of an attribute and one label, in either part; null where they may be among those that were not told by group. */
export interface GroupRows {
  readonly key: string;
  readonly group: string;
  readonly label: string;
  readonly training: number | null;
  readonly validation: number | null;
}

/**
 * Puts both parts of a group and a label in one line.
 *
 * @param untold rows that the service told by no group, because there were too many; where there are any, a part without a cell is not known to have none
 */
export function rowsByGroup(cells: readonly Cell[], untold: number): GroupRows[] {
  const nothing = untold === 0 ? 0 : null;
  const found = new Map<string, { -readonly [Key in keyof GroupRows]: GroupRows[Key] }>();
  for (const { part, attribute, value, label, rows } of cells) {
    const key = JSON.stringify([attribute, value, label]);
    const group = `${attribute}: ${value ?? 'not known'}`;
    const line = found.get(key) ?? { key, group, label, training: nothing, validation: nothing };
    line[part] = (line[part] ?? 0) + rows;
    found.set(key, line);
  }
  return [...found.values()];
}
