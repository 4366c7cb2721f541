import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditWindow } from '../../domain/audits/recorded/index.js';
import type { SegmentRecord } from '../../domain/decisions/ports/index.js';
import type { Segments } from '../../domain/segments/index.js';
import type { Engine } from '../dataset/engine/index.js';
import { doubled } from '../dataset/sql/index.js';
import { nameOfColumn, sqlName } from './column-names.js';
import { SEGMENT_FILES, unpackFiles } from './container.js';
import { FIELDS, type LiveColumns, type TOGETHER, type Together } from './live-table.js';
import { sealedValue, WORD_COLUMNS } from './recorded-values.js';

/** Segments opened into a private folder, which DuckDB may read for the length of one audit. */
export interface OpenedSegments {
  readonly records: readonly SegmentRecord[];
  /** Paths of the Parquet files by kind. */
  readonly files: Readonly<Record<(typeof SEGMENT_FILES)[number], readonly string[]>>;
}

/** Opens segments one after the other into `folder`. A segment that cannot be opened is left out, and its batches are read from the log. */
export async function openSegments(
  segments: Segments,
  records: readonly SegmentRecord[],
  folder: string,
): Promise<OpenedSegments> {
  const opened: SegmentRecord[] = [];
  const files = { rows: [] as string[], links: [] as string[], late: [] as string[] };
  for (const record of records) {
    const packed = await segments.open(record);
    if (packed === null) continue;
    opened.push(record);
    const parts = unpackFiles(packed);
    for (const [i, kind] of SEGMENT_FILES.entries()) {
      const path = join(folder, `${record.id}-${kind}.parquet`);
      await writeFile(path, parts[i]!, { mode: 0o600, flag: 'wx' });
      files[kind].push(path);
    }
  }
  return { records: opened, files };
}

const knownBefore = (column: string, { knownBeforeMs }: AuditWindow): string =>
  Number.isFinite(knownBeforeMs) ? `${column} < ${knownBeforeMs}` : 'true';

const pathList = (paths: readonly string[]): string => `[${paths.map((path) => doubled(path, "'")).join(', ')}]`;

const parquet = (paths: readonly string[]): string =>
  `read_parquet(${pathList(paths)}, union_by_name = true, hive_partitioning = false)`;

/** Adds labels and attributes that came after their decision's segment to those read from the log. */
export async function loadLate(
  engine: Engine,
  { files }: OpenedSegments,
  { window, typed }: { readonly window: AuditWindow; readonly typed: boolean },
): Promise<void> {
  if (files.late.length === 0) return;
  const { connection } = engine;
  const from = parquet(files.late);
  const schema = await engine.query(`SELECT DISTINCT name FROM parquet_schema(${pathList(files.late)})`);
  const value = sealedValue('label', typed, schema.flat().includes(WORD_COLUMNS.label));
  await connection.run(
    `INSERT INTO late_label SELECT CAST(id AS VARCHAR), idx, ${value} FROM ${from}
     WHERE ${value} IS NOT NULL AND ${knownBefore('label_hour', window)}`,
  );
  await connection.run(
    `INSERT INTO late_attribute SELECT CAST(id AS VARCHAR), idx, name, value FROM ${from} WHERE name IS NOT NULL`,
  );
}

/** Columns in each file of rows that not every file has: those of attributes by full name, and those of `WORD_COLUMNS` and `MARKS`. */
export type SealedColumns = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Finds the columns that not every segment has. Until names were spelt out, a column had the name of its attribute, of which one
 * segment held no two that differ only in case.
 */
export async function columnsIn(engine: Engine, { files }: OpenedSegments): Promise<SealedColumns> {
  const found = new Map(files.rows.map((path) => [path, new Map<string, string>()]));
  if (files.rows.length === 0) return found;
  const schema = await engine.query(`SELECT DISTINCT file_name, name FROM parquet_schema(${pathList(files.rows)})`);
  for (const [path, column] of schema) {
    const isOwnName = column!.startsWith('attributes.') || OWN.has(column!);
    const name = isOwnName ? column : nameOfColumn(column!);
    if (name !== null) found.get(path!)!.set(name!, column!);
  }
  return found;
}

/** The column of a file that has steps of cases, or candidates of lists; it stands with the rows. */
const MARKS = { cases: 'stage', lists: 'list_size' } as const satisfies {
  readonly [Kind in Together]: keyof (typeof TOGETHER)[Kind];
};
/** The columns beside it that stand with the links. */
const LINKED = { cases: ['idx', 'case_key'], lists: ['idx', 'case_key', 'list_key'] } as const satisfies {
  readonly [Kind in Together]: readonly (keyof (typeof TOGETHER)[Kind])[];
};
const OWN: ReadonlySet<string> = new Set([...Object.values(WORD_COLUMNS), ...Object.values(MARKS)]);

interface BaseOptions {
  readonly columns: LiveColumns;
  readonly sealed: SealedColumns;
  readonly typed: boolean;
  /** What decisions are put together to; then those of all times are given, as a case or a list may end after the window. */
  readonly together?: Together | null;
}

/** The decisions of a window from segments, with the columns of `fresh` and `label`; null without segments. */
export function segmentBase(
  { files }: OpenedSegments,
  window: AuditWindow,
  { columns, sealed, typed, together = null }: BaseOptions,
): string | null {
  const groups = alike(columns.attributes, sealed).filter(({ marks }) => together === null || marks.includes(together));
  if (groups.length === 0) return null;
  const fields = Object.keys(FIELDS);
  const known = knownBefore('label_hour', window);
  const conditions = [
    `deployment = ${doubled(window.deployment, "'")}`,
    ...(Number.isFinite(window.fromMs) && together === null ? [`decided_hour >= ${window.fromMs}`] : []),
    ...(Number.isFinite(window.toMs) && together === null ? [`decided_hour < ${window.toMs}`] : []),
  ];
  const scans = groups.map(({ paths, texts, hasWords }) => {
    const outcome = `${sealedValue('outcome', typed, hasWords)} AS outcome`;
    const label = `CASE WHEN ${known} THEN ${sealedValue('label', typed, hasWords)} END AS label`;
    const place = together === null ? [] : ['decided_hour', MARKS[together]];
    const picked = ['row_id', outcome, ...fields, ...texts, label, ...place].join(', ');
    return `SELECT ${picked} FROM ${parquet(paths)} WHERE ${conditions.join(' AND ')}`;
  });
  const keys = together === null ? [] : LINKED[together].map((column) => `k.${column}`);
  const linked = ['CAST(k.id AS VARCHAR) AS id', ...keys, 'r.* EXCLUDE (row_id)'];
  return `SELECT ${linked.join(', ')}
    FROM (${scans.join(' UNION ALL ')}) r JOIN ${parquet(files.links)} k ON k.row_id = r.row_id`;
}

/** Files that name alike what is read. */
interface AlikeFiles {
  readonly paths: string[];
  readonly texts: readonly string[];
  readonly hasWords: boolean;
  readonly marks: readonly Together[];
}

/**
 * The files by how they name what is read. Only files that name it alike are read as one table, because such a table joins columns whose
 * names differ only in case.
 */
function alike(attributes: readonly string[], sealed: SealedColumns): AlikeFiles[] {
  const groups = new Map<string, AlikeFiles>();
  for (const [path, columns] of sealed) {
    const texts = attributes.map((name) => {
      const column = columns.get(name);
      return `${column === undefined ? 'CAST(NULL AS VARCHAR)' : doubled(column, '"')} AS ${sqlName(name)}`;
    });
    const hasWords = columns.has(WORD_COLUMNS.outcome);
    const marks = (['cases', 'lists'] as const).filter((kind) => columns.has(MARKS[kind]));
    const key = JSON.stringify([hasWords, marks, texts]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { paths: [path], texts, hasWords, marks });
    else group.paths.push(path);
  }
  return [...groups.values()];
}
