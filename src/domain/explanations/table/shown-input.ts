import type { Feature } from '../../../core/models/index.js';

/** Most letters of one cell that a table or a page shows. */
const LETTERS_SHOWN = 200;

/** A text from a file, cut beyond readable length. */
export const shownCell = (text: string): string =>
  text.length <= LETTERS_SHOWN ? text : `${text.slice(0, LETTERS_SHOWN)}... (${text.length} characters)`;

/**
 * A value as in the file that it came from. Without a cell (a point of a curve) the number is written in full, because a rounded one is
 * another number, and people compare.
 */
export function shownInput(feature: Feature, value: number, cell?: string | null): string {
  if (cell !== undefined && cell !== null) return shownCell(cell);
  if (Number.isNaN(value)) return 'missing';
  if (feature.categories !== undefined) return feature.categories[value] ?? 'never seen';
  return String(value);
}
