import type { NumberNotation } from '../../core/policy/sections/index.js';
import { type DataTable, describe, fileColumn, pathList } from './data-table.js';
import type { Engine } from './engine/engine.js';
import type { DataFile } from './find-files.js';
import { duckdb } from './sql/duckdb.js';

const text = (value: string): string => duckdb.quoteText(value);

/**
 * A table of JSON lines. Values are read as text: strings unquoted, numbers and booleans as JSON writes them. Where texts write numbers with a
 * comma, each value also tells whether it is a text.
 */
export async function jsonTable(
  engine: Engine,
  files: readonly DataFile[],
  needed: readonly string[],
  numbers: NumberNotation | undefined,
): Promise<DataTable> {
  const list = pathList(files);
  const packed = `compression = '${files[0]!.gzip ? 'gzip' : 'uncompressed'}'`;
  const namesIn = async (sample: string): Promise<string[]> => {
    const options = `maximum_depth = 1, union_by_name = true, ${packed}${sample}`;
    const found = await describe(engine, `SELECT * FROM read_json(${list}, ${options})`);
    return found.map(({ name }) => name);
  };
  let columns = await namesIn('');
  // A key may occur for the first time far below, so the whole file is searched for a missing one.
  if (needed.some((column) => !columns.includes(column))) columns = await namesIn(', sample_size = -1');
  if (columns.some((name) => isChanged(name, columns))) columns = await keysOf(engine, list, packed);
  const several = files.length > 1;
  const file = fileColumn(columns);
  const filename = several ? `, filename = '${file}'` : '';
  const name = (column: string): string => `n${columns.indexOf(column)}`;
  const isText = (column: string): string => `t${columns.indexOf(column)}`;
  const tellsTexts = numbers?.decimal === 'comma';
  return {
    columns,
    from(wanted) {
      if (!differOnlyInCase(wanted)) {
        const types = wanted.map((column) => `${text(column)}: '${tellsTexts ? 'JSON' : 'VARCHAR'}'`).join(', ');
        const picked = wanted.map((column) => {
          const value = duckdb.quoteName(column);
          if (!tellsTexts) return `${value} AS ${name(column)}`;
          return `${value} ->> '$' AS ${name(column)}, json_type(${value}) = 'VARCHAR' AS ${isText(column)}`;
        });
        const all = [...picked, ...(several ? [file] : [])].join(', ');
        return `(SELECT ${all === '' ? '1' : all} FROM read_json(${list}, columns = {${types}}, ${packed}${filename})) AS source`;
      }
      const picked = wanted.map((column) => {
        const at = text(pointer(column));
        const value = `json ->> ${at} AS ${name(column)}`;
        return tellsTexts ? `${value}, json_type(json, ${at}) = 'VARCHAR' AS ${isText(column)}` : value;
      });
      const all = [...picked, ...(several ? [file] : [])].join(', ');
      return `(SELECT ${all} FROM read_json_objects(${list}, ${packed}${filename})) AS source`;
    },
    column: (column) => ({ sql: name(column), kind: 'text', ...(tellsTexts ? { isText: isText(column) } : {}) }),
    file: several ? file : null,
  };
}

const differOnlyInCase = (names: readonly string[]): boolean =>
  new Set(names.map((name) => name.toLowerCase())).size < names.length;

/** Whether the engine may have put a number behind a key, as it does with the second of two that differ only in case. */
function isChanged(name: string, names: readonly string[]): boolean {
  const key = /^(.*)_\d+$/s.exec(name)?.[1]?.toLowerCase();
  return key !== undefined && names.some((other) => other.toLowerCase() === key);
}

/** All keys of the objects, exactly as they stand. */
async function keysOf(engine: Engine, list: string, packed: string): Promise<string[]> {
  const keys = `SELECT unnest(json_keys(json)) AS key FROM read_json_objects(${list}, ${packed})`;
  return (await engine.query(`SELECT DISTINCT key FROM (${keys}) ORDER BY key`)).map(([key]) => key!);
}

/** JSON Pointer to a member (RFC 6901). */
const pointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
