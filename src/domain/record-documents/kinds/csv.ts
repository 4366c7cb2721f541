import { cleanLines } from '../../../core/markup/index.js';
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

/** What opens a formula in a spreadsheet, also after spaces and as the wide letters of East Asian keyboards. */
const FORMULA = /^[\s\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

function cellOf(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = cleanLines(cell);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  // Many programs part fields at a semicolon or a tab: a name with one would begin a field of its own, and there a formula.
  return /[",;\t\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
