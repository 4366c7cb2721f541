import { type DataTable, describe, fileColumn, pathList, placeOf, sameColumns } from './data-table.js';
import type { Engine } from './engine/engine.js';
import type { DataFile } from './find-files.js';

/**
 * A table of Parquet files. Columns are named by place, because the engine's names ignore case; files with another order of columns are
 * read apart.
 */
export async function parquetTable(engine: Engine, files: readonly DataFile[]): Promise<DataTable> {
  const namesByFile = await columnNames(engine, files);
  const [first, columns] = [files[0]!.path, namesByFile[0]!];
  const layouts = new Map<string, { members: DataFile[]; names: readonly string[] }>();
  files.forEach((file, i) => {
    const names = namesByFile[i]!;
    sameColumns(first, columns, file.path, names);
    const layout = layouts.get(JSON.stringify(names)) ?? { members: [], names };
    layout.members.push(file);
    layouts.set(JSON.stringify(names), layout);
  });
  const several = files.length > 1;
  const file = fileColumn(columns);
  const scan = ({ members, names }: { members: DataFile[]; names: readonly string[] }, needed: readonly string[]) => {
    // Files may store one column as different types; the type of their union counts.
    const options = `hive_partitioning = false, union_by_name = true${several ? `, filename = '${file}'` : ''}`;
    const places = [...names.map((_, place) => `c${place}`), ...(several ? [file] : [])].join(', ');
    const picked = needed.map((column) => `c${names.indexOf(column)} AS n${columns.indexOf(column)}`);
    const list = [...picked, ...(several ? [file] : [])].join(', ');
    return `SELECT ${list === '' ? '1' : list} FROM read_parquet(${pathList(members)}, ${options}) AS file(${places})`;
  };
  const from = (needed: readonly string[]): string =>
    [...layouts.values()].map((layout) => scan(layout, needed)).join(' UNION ALL ');
  const kinds = (await describe(engine, from(columns))).map(({ kind }) => kind);
  return {
    columns,
    from: (needed) => `(${from(needed)}) AS source`,
    column(column) {
      const place = placeOf(columns, column, first);
      return { sql: `n${place}`, kind: kinds[place]! };
    },
    file: several ? file : null,
  };
}

/** Names of the columns of each file, exactly as they stand in it. */
async function columnNames(engine: Engine, files: readonly DataFile[]): Promise<string[][]> {
  const names: string[][] = [];
  for (const file of files) {
    const elements = await engine.query(
      `SELECT name, CAST(coalesce(num_children, 0) AS VARCHAR) FROM parquet_schema(${pathList([file])})`,
    );
    names.push(topLevel(elements.map(([name, children]) => ({ name: name!, children: Number(children) }))));
  }
  return names;
}

/** The children of the root, which comes first; each is followed by its own descendants. */
function topLevel(elements: readonly { readonly name: string; readonly children: number }[]): string[] {
  const names: string[] = [];
  for (let at = 1; at < elements.length; ) {
    names.push(elements[at]!.name);
    for (let open = 1; open > 0 && at < elements.length; at++) open += elements[at]!.children - 1;
  }
  return names;
}
