import type { GroupKey } from '../../../../core/fairness/tally/index.js';
import { onOneLine } from '../../terminal/error.js';

/** A group in a sentence: `Female & Black`. */
export const groupWords = (key: GroupKey): string =>
  Object.values(key)
    .map((value) => value ?? 'unknown')
    .join(' & ');

/** Rows under a header, the first column to the left and the others to the right. */
export function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows].map((row) => row.map(onOneLine));
  const widths = header.map((_, c) => Math.max(...all.map((row) => row[c]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
