import { TribuneError } from '../../core/base/errors.js';
import { neededColumns, type ReadPlan } from '../../core/policy/bind/index.js';
import { checkColumns } from './check-columns.js';
import type { DataTable } from './data-table.js';
import { type EngineOptions, withEngine } from './engine/engine.js';
import { findFiles } from './find-files.js';
import { digestOf } from './read-rows.js';
import { valueText } from './sql/columns.js';
import { duckdb } from './sql/duckdb.js';
import { columnRemedy } from './suggest.js';
import { tableOf } from './tables.js';

export interface OrderedOptions extends EngineOptions {
  /** The columns that the policy reads. */
  readonly plan: ReadPlan;
  /** Columns of moments, the first of which puts rows in order. */
  readonly times: readonly [string, ...string[]];
  /** Further columns to read as text, with the place that names them. */
  readonly others?: readonly { readonly column: string; readonly named: string }[];
  readonly progress?: (percent: number) => void;
}

/** A row, read. */
export interface OrderedRow {
  /** The text of a column that was asked for; null where it is missing. */
  readonly text: (column: string) => string | null;
  /** Milliseconds since 1970 of each column of `times`; null where it is missing or no moment of the years 0 to 9999. */
  readonly times: readonly (number | null)[];
}

/**
 * Reads files row by row in the order of a moment, rows without one first. Data beyond memory are put in order on disk. A moment without a zone is taken
 * as UTC.
 *
 * @throws TribuneError DATA_NOT_FOUND, DATA_UNREADABLE, DATA_COLUMN_MISSING, DATA_REPEATED
 */
export async function readInOrder(
  paths: readonly string[],
  options: OrderedOptions,
  take: (row: OrderedRow) => void,
): Promise<void> {
  const { plan, times, others = [], progress } = options;
  await withEngine(options, async (engine) => {
    const files = await findFiles(engine, paths);
    await engine.query(`SET TimeZone = 'UTC'`);
    await engine.lock(files.map(({ absolute }) => absolute));
    await digestOf(files);
    const needed = [...new Set([...neededColumns(plan).keys(), ...times, ...others.map(({ column }) => column)])];
    // A text is read from its first byte by one thread: rows come one after the other anyway.
    const table = await tableOf(engine, files, needed, { parallel: false, numbers: plan.numbers });
    checkColumns(plan, table.columns, paths.join(', '));
    for (const time of times) checkColumn(table, time, 'a column of times');
    for (const { column, named } of others) checkColumn(table, column, named);
    const places = new Map(needed.map((column, index) => [column, index]));
    const texts = needed.map((column, index) => `${valueText(duckdb, table.column(column), [])} AS v${index}`);
    const moments = times.map((column, index) => `${momentOf(table, column)} AS t${index}`);
    const names = [...needed.map((_, index) => `v${index}`), ...times.map((_, index) => `t${index}`)];
    // Equal moments are put in order by everything else, so that the same rows always come in the same order.
    const order = ['CAST(t0 AS BIGINT) NULLS FIRST', ...names.filter((name) => name !== 't0')];
    const sql = `SELECT ${[...texts, ...moments].join(', ')} FROM ${table.from(needed)} ORDER BY ${order.join(', ')}`;
    await engine.each(
      sql,
      names,
      (cells) => {
        take({
          text: (column) => cells[places.get(column)!] ?? null,
          times: times.map((_, index) => numberOrNull(cells[needed.length + index])),
        });
      },
      progress,
    );
  });
}

const numberOrNull = (text: string | null | undefined): number | null => (text == null ? null : Number(text));

/** A moment of a day without seconds, which the engine does not read by itself. */
const WITHOUT_SECONDS = '^(.{10})[T ]([0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}(:?[0-9]{2})?)?$';

/** The moments that RFC 3339 can write, the years 0 to 9999, in ms; the engine knows times that no calendar of the service has. */
const MOMENTS = '-62167219200000 AND 253402300799999';

/** Milliseconds since 1970 as text. */
function momentOf(table: DataTable, column: string): string {
  const { sql, kind } = table.column(column);
  const text = kind === 'text' ? `regexp_replace(${sql}, '${WITHOUT_SECONDS}', '\\1 \\2:00\\3')` : sql;
  const ms = `epoch_ms(TRY_CAST(${text} AS TIMESTAMPTZ))`;
  return `CASE WHEN ${ms} BETWEEN ${MOMENTS} THEN CAST(${ms} AS VARCHAR) END`;
}

function checkColumn({ columns }: DataTable, column: string, named: string): void {
  if (columns.includes(column)) return;
  throw new TribuneError('DATA_COLUMN_MISSING', `no column "${column}", which is named as ${named}`, {
    remedy: columnRemedy(column, columns),
    place: { name: column },
  });
}
