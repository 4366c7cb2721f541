import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TribuneError } from '../../core/base/errors.js';
import type { LearnColumn } from '../../core/learn/index.js';

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A cell of a column as text; null where it is missing. */
export const textAt = ({ values, categories }: LearnColumn, row: number): string | null => {
  const value = values[row]!;
  if (Number.isNaN(value)) return null;
  return categories === undefined ? String(value) : categories[value]!;
};

/** Rows that are written at once. */
const PIECE_ROWS = 5000;

/** Writes a CSV file as a whole or not at all. */
export async function writeCsv(
  path: string,
  header: readonly string[],
  { rows, cells }: { readonly rows: number; readonly cells: (row: number) => readonly (string | null)[] },
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.part`, 'w');
  try {
    const line = (texts: readonly (string | null)[]): string => `${texts.map((text) => cell(text ?? '')).join(',')}\n`;
    await file.writeFile(line(header));
    for (let from = 0; from < rows; from += PIECE_ROWS) {
      let piece = '';
      for (let row = from; row < Math.min(rows, from + PIECE_ROWS); row++) piece += line(cells(row));
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}

/** Bytes of a score with its number of row: more of them are no scores. */
const BYTES_PER_SCORE = 64;

/**
 * Reads scores that a trainer wrote: a header, then one line for each person, in their order, whose last column is a number from 0 to 1.
 *
 * @throws TribuneError DATA_VALUE_INVALID for anything else
 */
export async function readScores(path: string, count: number): Promise<Float64Array> {
  const wrong = (what: string): TribuneError =>
    new TribuneError('DATA_VALUE_INVALID', `the trainer's scores ${what}`, {
      remedy: 'Let it write the columns row and score: row counts from 0, score is the chance of a 1.',
    });
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  );
  if (size === null) throw wrong('are not there');
  if (size > BYTES_PER_SCORE * (count + 1)) throw wrong(`have ${size} bytes for ${count} people`);
  const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split(/\r?\n/);
  const names = header!.replace(/^\uFEFF/, '').split(',');
  if (names.at(-1) !== 'score' || names.length > 2 || (names.length === 2 && names[0] !== 'row'))
    throw wrong(`begin with ${JSON.stringify(header!.slice(0, 60))}`);
  if (lines.length !== count) throw wrong(`are of ${lines.length} people, not of ${count}`);
  return Float64Array.from(lines, (line, i) => {
    const cells = line.split(',');
    const text = cells.at(-1)!;
    const score = text.trim() === '' ? Number.NaN : Number(text);
    if (cells.length !== names.length || !(score >= 0 && score <= 1))
      throw wrong(`hold ${JSON.stringify(line.slice(0, 60))} of person ${i}`);
    if (cells.length === 2 && cells[0] !== String(i))
      throw wrong(`have ${JSON.stringify(cells[0]!.slice(0, 20))} in the place of row ${i}`);
    return score;
  });
}
