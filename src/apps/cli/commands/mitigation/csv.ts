/** A row of a CSV file (RFC 4180); a missing cell is empty. */
export const csvRow = (cells: readonly (string | null)[]): string =>
  `${cells.map((cell) => (cell === null ? '' : /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;

/** Rows that are written at once. */
const PIECE_ROWS = 10_000;

/** A CSV file in pieces. */
export function* csvPieces(
  header: readonly string[],
  rows: number,
  cells: (row: number) => readonly (string | null)[],
): Generator<string> {
  yield csvRow(header);
  for (let from = 0; from < rows; from += PIECE_ROWS) {
    let piece = '';
    for (let row = from; row < Math.min(rows, from + PIECE_ROWS); row++) piece += csvRow(cells(row));
    yield piece;
  }
}
