import { presentText } from '../../core/policy/bind/index.js';
import type { RawValue } from '../../core/policy/where/index.js';
import { binReader, type ValueReading } from './histogram.js';

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
const LONGEST = 200;

/**
 * Gives what a cell has of a column: a text, or the band of a number; null where it is missing or no number. Values are read as the policy reads those
 * of its own columns.
 */
export function factorReader({ bands }: FactorColumn, reading: ValueReading): (value: RawValue) => string | null {
  if (bands === null) return (value) => presentText(value, reading.missing)?.slice(0, LONGEST) ?? null;
  const { min, max } = bands;
  const edges = Array.from({ length: BANDS - 1 }, (_, i) => min + ((i + 1) * (max - min)) / BANDS);
  const binOf = binReader({ cut: { kind: 'bins', edges } }, reading);
  return (value) => {
    const bin = binOf(value);
    // Bins after the bands are those of what is no number, and of what is missing.
    return bin < BANDS ? String(bin) : null;
  };
}
