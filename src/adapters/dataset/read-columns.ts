import { counted } from '../../core/base/counted.js';
import { TribuneError } from '../../core/base/errors.js';
import { compareCodePoints } from '../../core/fairness/tally/index.js';
import type {
  ColumnReader,
  ColumnReading,
  ColumnTable,
  PieceReader,
  TableColumn,
} from '../../domain/learning/ports/index.js';
import type { DataTable } from './data-table.js';
import { TextMemory, type Texts } from './duckdb/chunk.js';
import { type Engine, type EngineOptions, withEngine } from './engine/engine.js';
import { findFiles } from './find-files.js';
import { checkNames, digestOf, present } from './read-rows.js';
import { plainNumber, plainText, type SqlColumn } from './sql/columns.js';
import { duckdb } from './sql/duckdb.js';
import { tableOf } from './tables.js';

/** Most cells that are held in memory at once, 8 bytes each. */
const MAX_CELLS = 300_000_000;

/**
 * A file (or a pattern of files) as a table that is read column by column.
 *
 * @param mostCells most cells that are held at once
 */
export const columnsOfFiles = (
  path: string,
  options: EngineOptions = {},
  mostCells: number = MAX_CELLS,
): ColumnReader => ({
  name: path,
  read: (reading) => readColumns(path, reading, { options, mostCells }),
});

async function readColumns(
  path: string,
  reading: ColumnReading,
  { options, mostCells }: { readonly options: EngineOptions; readonly mostCells: number },
): Promise<ColumnTable> {
  return withEngine(options, async (engine) => {
    const { table, digest } = await openTable(engine, path);
    const names = reading.columns(table.columns);
    checkNames(names, table.columns, path);
    const progress = (percent: number): void => reading.progress?.(`reading ${path}: ${Math.round(percent)} %`);
    const { rows, isNumber } = await kindsOf(engine, table, { names, texts: new Set(reading.texts), path }, progress);
    if (rows * names.length > mostCells) throw tooLarge(path, { rows, columns: names.length, mostCells });
    const columns = await fill(engine, table, { names, rows, isNumber }, progress);
    return { digest, rows, columns };
  });
}

/** What does not fit into memory, and what would. */
function tooLarge(
  path: string,
  { rows, columns, mostCells }: { readonly rows: number; readonly columns: number; readonly mostCells: number },
): TribuneError {
  const fewer = Math.floor(mostCells / rows);
  const ofColumns = fewer === 0 ? '' : `${counted(fewer, 'column')} (--features), or `;
  return new TribuneError(
    'DATA_TOO_LARGE',
    `${path} has ${rows} rows of ${counted(columns, 'column')}, more than the ${mostCells} cells that are held in memory`,
    {
      remedy: `These would fit: ${ofColumns}a sample of ${counted(Math.floor(mostCells / columns), 'row')} with all of them.`,
    },
  );
}

/** The names of the columns of a file, or of a pattern of files; nothing more is read of it. */
export const columnNames = (path: string, options: EngineOptions = {}): Promise<readonly string[]> =>
  withEngine(options, async (engine) => (await tableOf(engine, await findFiles(engine, [path]), [])).columns);

async function openTable(engine: Engine, path: string): Promise<{ table: DataTable; digest: string }> {
  const files = await findFiles(engine, [path]);
  // Without this the engine may return rows in any order, but a row's number must be its place in the file.
  await engine.query('SET preserve_insertion_order = true');
  await engine.lock(files.map((file) => file.absolute));
  return { table: await tableOf(engine, files, []), digest: await digestOf(files) };
}

/** White space that a blank cell may hold. */
const BLANK = duckdb.quoteText(' \t\r\n\u00a0\ufeff');

/** The text of a cell, NULL where it is missing: blank or NaN, as `present` has it of the rows that are scored, so that both take it for the same. */
function cellText(column: SqlColumn): string {
  const text = plainText(duckdb, column);
  return `CASE WHEN lower(trim(${text}, ${BLANK})) NOT IN ('', 'nan', '+nan', '-nan') THEN ${text} END`;
}

/** Share of numbers from which a column of numbers and some texts is taken for a mistake. */
const MOSTLY_NUMBERS = 0.5;
/** Facts of a column in the result. */
const FACTS = 3;

async function kindsOf(
  engine: Engine,
  table: DataTable,
  { names, texts, path }: { names: readonly string[]; texts: ReadonlySet<string>; path: string },
  progress: (percent: number) => void,
): Promise<{ rows: number; isNumber: readonly boolean[] }> {
  const facts = names.flatMap((name) => {
    const number = plainNumber(duckdb, table.column(name));
    const other = `CASE WHEN ${number} IS NULL THEN ${cellText(table.column(name))} END`;
    return [`count(${number})`, `count(${other})`, `min(${other})`];
  });
  const [row = []] = await engine.query(
    `SELECT ${['count(*)', ...facts].join(', ')} FROM ${table.from(names.length > 0 ? names : table.columns.slice(0, 1))}`,
    progress,
  );
  const rows = Number(row[0]);
  if (rows === 0)
    throw new TribuneError('DATA_EMPTY', `${path} has no rows`, { remedy: 'Give at least one row below the header.' });
  const isNumber = names.map((name, i) => {
    const numbers = Number(row[1 + i * FACTS]);
    const present = numbers + Number(row[2 + i * FACTS]);
    if (texts.has(name)) return false;
    const odd = row[3 + i * FACTS];
    if (numbers < present && numbers >= MOSTLY_NUMBERS * present && odd != null)
      throw new TribuneError(
        'DATA_VALUE_INVALID',
        `column "${name}" of ${path} holds ${JSON.stringify(odd.slice(0, 60))} among numbers (${present - numbers} of ${present} cells are none)`,
        {
          remedy: `Leave the cell empty if the value is missing, or say --categorical ${JSON.stringify(name)} if they are names.`,
          place: { name },
        },
      );
    return numbers === present;
  });
  return { rows, isNumber };
}

interface Filling {
  readonly names: readonly string[];
  readonly rows: number;
  readonly isNumber: readonly boolean[];
}

async function fill(
  engine: Engine,
  table: DataTable,
  { names, rows, isNumber }: Filling,
  progress: (percent: number) => void,
): Promise<TableColumn[]> {
  // A statement selects something: whoever chooses no column is told how many rows there are.
  if (names.length === 0) return [];
  const values = names.map(() => new Float64Array(rows));
  const codes = names.map((_, i) => (isNumber[i] ? null : codedTexts()));
  const parts = names.map((name, i) => {
    const column = table.column(name);
    return isNumber[i] ? plainNumber(duckdb, column) : cellText(column);
  });
  let at = 0;
  await engine.chunks(
    `SELECT ${parts.map((part, i) => `${part} AS v${i}`).join(', ')} FROM ${table.from(names)}`,
    (chunk) => {
      names.forEach((_, i) => {
        const out = values[i]!.subarray(at, at + chunk.rows);
        const coded = codes[i];
        if (coded !== null && coded !== undefined) coded.put(chunk.texts(i), out);
        else {
          const { valid, values: numbers } = chunk.doubles(i);
          for (let r = 0; r < chunk.rows; r++) out[r] = valid(r) ? numbers[r]! : Number.NaN;
        }
      });
      at += chunk.rows;
    },
    progress,
  );
  return names.map((name, i): TableColumn => {
    const coded = codes[i];
    if (coded === null || coded === undefined) return { name, values: values[i]! };
    return { name, values: values[i]!, categories: coded.sorted(values[i]!) };
  });
}

/** Gives texts codes as they come, and puts the codes in the order of the texts at the end. */
function codedTexts(): {
  put(texts: Texts, out: Float64Array): void;
  sorted(values: Float64Array): readonly string[];
} {
  const codeOf = new Map<string, number>();
  const memory = new TextMemory();
  return {
    put(texts, out) {
      for (let r = 0; r < out.length; r++) {
        const text = texts.known(r, memory);
        if (text === null) {
          out[r] = Number.NaN;
          continue;
        }
        let code = codeOf.get(text);
        if (code === undefined) {
          code = codeOf.size;
          codeOf.set(text, code);
        }
        out[r] = code;
      }
    },
    sorted(values) {
      const found = [...codeOf.keys()];
      const order = found.map((_, code) => code).sort((a, b) => compareCodePoints(found[a]!, found[b]!));
      const place = new Float64Array(found.length);
      order.forEach((code, rank) => {
        place[code] = rank;
      });
      for (let r = 0; r < values.length; r++) {
        const code = values[r]!;
        if (!Number.isNaN(code)) values[r] = place[code]!;
      }
      return order.map((code) => found[code]!);
    },
  };
}

/** Rows of a piece: their texts take some megabytes. */
const PIECE_ROWS = 20_000;

/** A file (or a pattern of files) as a table that is read piece by piece. */
export const piecesOfFiles = (path: string, options: EngineOptions = {}): PieceReader => ({
  name: path,
  pieces: (choose, take) =>
    withEngine(options, async (engine) => {
      const { table, digest } = await openTable(engine, path);
      const columns = choose(table.columns);
      checkNames(columns, table.columns, path);
      const texts = columns.map((column) => plainText(duckdb, table.column(column)));
      let cells: (string | null)[][] = columns.map(() => []);
      let rows = 0;
      const flush = (): void => {
        const count = cells[0]?.length ?? 0;
        if (count > 0) take({ digest, rows: count, total: rows, columns, cells }, rows - count);
        cells = columns.map(() => []);
      };
      await engine.each(
        `SELECT ${texts.map((text, i) => `${text} AS v${i}`).join(', ')} FROM ${table.from(columns)}`,
        columns.map((_, i) => `v${i}`),
        (row) => {
          rows++;
          for (let c = 0; c < columns.length; c++) cells[c]!.push(present(row[c] ?? null));
          if (cells[0]!.length === PIECE_ROWS) flush();
        },
      );
      flush();
      if (rows === 0)
        throw new TribuneError('DATA_EMPTY', `${path} has no rows`, {
          remedy: 'Give at least one row below the header.',
        });
    }),
});
