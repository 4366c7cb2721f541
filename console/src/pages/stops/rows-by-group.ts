/** Rows of one part with one value of an attribute and one label, as the service counts them. */
interface Cell {
  readonly part: 'training' | 'validation';
  readonly attribute: string;
  readonly value: string | null;
  readonly label: string;
  readonly rows: number;
}

/** Rows with one value of an attribute and one label, in either part. */
export interface GroupRows {
  readonly key: string;
  readonly group: string;
  readonly label: string;
  readonly training: number;
  readonly validation: number;
}

/** Puts both parts of a group and a label in one line. */
export function rowsByGroup(cells: readonly Cell[]): GroupRows[] {
  const found = new Map<string, { -readonly [Key in keyof GroupRows]: GroupRows[Key] }>();
  for (const { part, attribute, value, label, rows } of cells) {
    const key = JSON.stringify([attribute, value, label]);
    const group = `${attribute}: ${value ?? 'not known'}`;
    const line = found.get(key) ?? { key, group, label, training: 0, validation: 0 };
    line[part] += rows;
    found.set(key, line);
  }
  return [...found.values()];
}
