import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditWindow } from '../../domain/audits/recorded/index.js';
import type { SegmentRecord } from '../../domain/decisions/ports/index.js';
import type { Segments } from '../../domain/decisions/segments/index.js';
import type { Engine } from '../dataset/engine/index.js';
import { doubled } from '../dataset/sql/index.js';
import { SEGMENT_FILES, unpackFiles } from './container.js';
import { FIELDS, type LiveColumns, quoted } from './live-table.js';

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

const parquet = (paths: readonly string[]): string =>
  `read_parquet([${paths.map((path) => doubled(path, "'")).join(', ')}], union_by_name = true, hive_partitioning = false)`;

/** Adds labels and attributes that came after their decision's segment to those read from the log. */
export async function loadLate({ connection }: Engine, { files }: OpenedSegments, window: AuditWindow): Promise<void> {
  if (files.late.length === 0) return;
  const from = parquet(files.late);
  await connection.run(
    `INSERT INTO late_label SELECT CAST(id AS VARCHAR), idx, label FROM ${from}
     WHERE label IS NOT NULL AND ${knownBefore('label_hour', window)}`,
  );
  await connection.run(
    `INSERT INTO late_attribute SELECT CAST(id AS VARCHAR), idx, name, value FROM ${from} WHERE name IS NOT NULL`,
  );
}

/** Names of the attributes that occur in the segments. */
export async function attributesIn(engine: Engine, { files }: OpenedSegments): Promise<string[]> {
  if (files.rows.length === 0) return [];
  const rows = await engine.query(`DESCRIBE SELECT * FROM ${parquet(files.rows)}`);
  return rows.map(([column]) => column!).filter((column) => column.startsWith('attributes.'));
}

/** The decisions of a window from segments, with the columns of `fresh` and `label`; null without segments. */
export function segmentBase(
  { files }: OpenedSegments,
  window: AuditWindow,
  { columns, known }: { columns: LiveColumns; known: ReadonlySet<string> },
): string | null {
  if (files.rows.length === 0) return null;
  const texts = columns.attributes.map((column) =>
    known.has(column) ? `r.${quoted(column)}` : `CAST(NULL AS VARCHAR) AS ${quoted(column)}`,
  );
  const fields = Object.keys(FIELDS).map((field) => `r.${field}`);
  const label = `CASE WHEN ${knownBefore('r.label_hour', window)} THEN r.label END AS label`;
  const conditions = [
    `r.deployment = ${doubled(window.deployment, "'")}`,
    ...(Number.isFinite(window.fromMs) ? [`r.decided_hour >= ${window.fromMs}`] : []),
    ...(Number.isFinite(window.toMs) ? [`r.decided_hour < ${window.toMs}`] : []),
  ];
  return `SELECT ${['CAST(k.id AS VARCHAR) AS id', ...fields, ...texts, label].join(', ')}
    FROM ${parquet(files.rows)} r JOIN ${parquet(files.links)} k ON k.row_id = r.row_id
    WHERE ${conditions.join(' AND ')}`;
}
