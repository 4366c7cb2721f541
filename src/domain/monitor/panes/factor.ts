/** A column that panes count by beside the attributes. */
export interface FactorColumn {
  /** Place among the values of a cell. */
  readonly place: number;
  readonly column: string;
  /** Ends of the ten bands that a number is cut into; null where the text itself counts. */
  readonly bands: { readonly min: number; readonly max: number } | null;
}

/** Bands of a score: more of them split people finely, and make more cells. */
const BANDS = 10;

/** What a cell has of a column: a text, or the band of a number; null where it is missing or no number. */
export function factorValue({ bands }: FactorColumn, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (bands === null) return String(value).slice(0, 200);
  const number = Number(value);
  if (!Number.isFinite(number)) return null;
  const band = Math.floor(((number - bands.min) / (bands.max - bands.min)) * BANDS);
  return String(Math.min(BANDS - 1, Math.max(0, band)));
}
