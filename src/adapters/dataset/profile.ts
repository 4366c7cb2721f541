import { compareCodePoints } from '../../core/fairness/tally/index.js';
import type { ColumnProfile } from '../../domain/policy-proposals/index.js';
import type { DataTable } from './data-table.js';
import { type Engine, withEngine } from './engine/engine.js';
import { findFiles } from './find-files.js';
import { plainNumber, valueText } from './sql/columns.js';
import { duckdb } from './sql/duckdb.js';
import { tableOf } from './tables.js';

/** Most distinct values of a column that are listed one by one. */
export const MAX_LISTED_VALUES = 100;

/** The engine estimates distinct values within a few per cent, so columns up to this estimate are counted exactly. */
const MAX_ESTIMATED_VALUES = 2 * MAX_LISTED_VALUES;

/**
 * Profiles the columns of files before there is a policy: distinct values with their rows (most frequent first), missing rows, whether
 * every value is a number, and the range. It takes two scans, whatever the number of columns.
 *
 * @throws TribuneError as `openFiles`
 */
export async function profileColumns(paths: readonly string[]): Promise<ColumnProfile[]> {
  return withEngine({}, async (engine) => {
    const files = await findFiles(engine, paths);
    await engine.lock(files.map((file) => file.absolute));
    const table = await tableOf(engine, files, []);
    const columns = table.columns.filter(
      (column) => table.columns.indexOf(column) === table.columns.lastIndexOf(column),
    );
    const facts = await columnFacts(engine, table, columns);
    const listed = columns.filter((_, index) => facts[index]!.estimated <= MAX_ESTIMATED_VALUES);
    const valuesByColumn = await columnValues(engine, table, listed);
    return columns.map((name, index) => {
      const { present, missing, numbers, whole, min, max, quartiles } = facts[index]!;
      const counted = valuesByColumn.get(name) ?? null;
      const values = counted !== null && counted.length > MAX_LISTED_VALUES ? null : counted;
      const numeric = present > 0 && numbers === present;
      return {
        name,
        values,
        missingRows: missing,
        numeric,
        whole: numeric && whole === present,
        min: numeric ? min : null,
        max: numeric ? max : null,
        quartiles: numeric ? (values === null ? quartiles : quartilesOf(values)) : null,
      };
    });
  });
}

interface ColumnFacts {
  readonly present: number;
  readonly missing: number;
  readonly numbers: number;
  readonly whole: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly quartiles: number[] | null;
  readonly estimated: number;
}

const QUARTERS = [0.25, 0.5, 0.75];

/** Quartiles from the counts of listed values, which do not depend on the order of the rows. */
function quartilesOf(values: readonly { readonly value: string; readonly rows: number }[]): number[] {
  const sorted = values.map(({ value, rows }) => ({ number: Number(value), rows })).sort((a, b) => a.number - b.number);
  const total = sorted.reduce((sum, { rows }) => sum + rows, 0);
  return QUARTERS.map((share) => {
    let below = 0;
    const found = sorted.find(({ rows }) => {
      below += rows;
      return below >= share * total;
    });
    return found?.number ?? 0;
  });
}

/** Number of facts of a column in the result. */
const FACTS = 10;

const textOf = (table: DataTable, column: string): string => valueText(duckdb, table.column(column), []);

async function columnFacts(engine: Engine, table: DataTable, columns: readonly string[]): Promise<ColumnFacts[]> {
  const facts = columns.flatMap((column) => {
    const text = textOf(table, column);
    const number = plainNumber(duckdb, table.column(column));
    return [
      `count(${text})`,
      `count(*) - count(${text})`,
      `count(${number})`,
      `count(*) FILTER (WHERE ${number} = floor(${number}))`,
      `min(${number})`,
      `max(${number})`,
      `approx_count_distinct(${text})`,
      ...QUARTERS.map((share) => `approx_quantile(${number}, ${share})`),
    ];
  });
  const [row = []] = await engine.query(`SELECT ${facts.join(', ')} FROM ${table.from(columns)}`);
  const number = (index: number): number | null => (row[index] == null ? null : Number(row[index]));
  return columns.map((_, index) => {
    const at = index * FACTS;
    const quartiles = QUARTERS.map((_, quarter) => number(at + 7 + quarter)).filter((value) => value !== null);
    return {
      present: number(at) ?? 0,
      missing: number(at + 1) ?? 0,
      numbers: number(at + 2) ?? 0,
      whole: number(at + 3) ?? 0,
      min: number(at + 4),
      max: number(at + 5),
      quartiles: quartiles.length === QUARTERS.length ? quartiles : null,
      estimated: number(at + 6) ?? 0,
    };
  });
}

type Values = { value: string; rows: number }[];

async function columnValues(
  engine: Engine,
  table: DataTable,
  columns: readonly string[],
): Promise<Map<string, Values>> {
  if (columns.length === 0) return new Map();
  const histograms = columns.map((column) => {
    const text = textOf(table, column);
    return `CAST(to_json(map_entries(histogram(${text}) FILTER (WHERE ${text} IS NOT NULL))) AS VARCHAR)`;
  });
  const [row = []] = await engine.query(`SELECT ${histograms.join(', ')} FROM ${table.from(columns)}`);
  return new Map(
    columns.map((column, index) => {
      const entries = JSON.parse(row[index] ?? '[]') as { key: string; value: number }[];
      const values = entries.map(({ key, value }) => ({ value: key, rows: value }));
      return [column, values.sort((a, b) => b.rows - a.rows || compareCodePoints(a.value, b.value))];
    }),
  );
}
