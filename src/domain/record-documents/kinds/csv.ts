import type { RecordDocument } from '../frame/index.js';

/**
 * The figures of a document as CSV (RFC 4180): caption, then each row with its heads as columns. A text that a spreadsheet would take for a
 * formula begins with an apostrophe; numbers stand in full.
 */
export function tablesCsv({ sections }: RecordDocument): string {
  const tables = sections.flatMap((section) => section.tables);
  const parts = tables.map(({ caption, columns, rows }) => [
    line([caption]),
    line(columns.map(({ head }) => head)),
    ...rows.map(line),
  ]);
  return parts.map((lines) => lines.join('')).join('\r\n');
}

const line = (cells: readonly (string | number | null)[]): string => `${cells.map(cellOf).join(',')}\r\n`;

/** What opens a formula in a spreadsheet, also after spaces. */
const FORMULA = /^\s*[=+\-@\t\r]/;

function cellOf(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
