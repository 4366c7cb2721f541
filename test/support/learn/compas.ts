import { type Dataset, type LearnColumn, makeDataset } from '../../../src/core/learn/index.js';
import { sharedCsv } from '../shared.js';

const VALUES: Readonly<Record<string, (row: Record<string, string>) => number>> = {
  female: ({ sex }) => +(sex === 'Female'),
  felony: ({ c_charge_degree: degree }) => +(degree === 'F'),
};

let read: { raw: Map<string | undefined, Record<string, string>>; design: Record<string, string>[] } | undefined;

/** Both files, read once for all tests of a process. */
const files = () => {
  read ??= {
    raw: new Map(sharedCsv('data/compas-two-years.csv.gz').map((row) => [row.id, row])),
    design: sharedCsv('data/design-compas.csv'),
  };
  return read;
};

/** Raw columns of COMPAS, whole numbers as they stand in the file, for the people of one part of the design. */
export function rawCompas(columns: readonly string[], part: 'train' | 'test' = 'train'): Dataset {
  const { raw, design } = files();
  const rows = design
    .filter(({ split }) => split === part)
    .map(({ row, y_true }): Record<string, string> => ({ ...raw.get(row)!, y: y_true! }));
  return makeDataset({
    columns: columns.map(
      (name): LearnColumn => ({ name, values: Float64Array.from(rows, VALUES[name] ?? ((row) => Number(row[name]))) }),
    ),
    target: Float64Array.from(rows, ({ y }) => Number(y)),
  });
}
