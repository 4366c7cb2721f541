import { type Dataset, refused } from '../base/index.js';
import type { Encoded, Encoding } from './encoding.js';

/**
 * The rows as coefficients meet them: numbers row by row, and for each input of categories the place of the one coefficient that counts. A
 * row of nine inputs of categories takes nine additions, not one for each of their hundred categories.
 */
export interface Design {
  readonly rows: number;
  /** Number of numbers in a row, filled up with zeros to a multiple of four. */
  readonly stride: number;
  readonly numbers: number;
  /** `[row * stride + place]`, centred and scaled. */
  readonly dense: Float64Array;
  /** Number of places in a row. */
  readonly slots: number;
  /** `[row * slots + s]`: place of a coefficient; `width + 1`, where a 0 stands, for none. */
  readonly codes: Int32Array;
  /** Number of coefficients; the intercept stands at this place behind them. */
  readonly width: number;
}

/** Most coefficients: their matrix of second derivatives takes 8 bytes for each pair. */
const MAX_WIDTH = 4_000;

export function makeDesign(data: Dataset, encoding: Encoding): Design {
  const { numbers, width, inputs } = encoding;
  if (width > MAX_WIDTH)
    throw refused(
      `the columns take ${width} coefficients, more than ${MAX_WIDTH}`,
      'Name fewer features, or use trees, which take any number of categories.',
    );
  const { rows } = data;
  const none = width + 1;
  const stride = Math.ceil(numbers / 4) * 4;
  const slotted = inputs.map(
    (input) => input.kind === 'categories' || (input.kind === 'number' && input.missing !== null),
  );
  const slots = slotted.filter(Boolean).length;
  const dense = new Float64Array(rows * stride);
  const codes = new Int32Array(rows * slots).fill(none);
  // Rows in blocks: a column at a time would touch every line of a large table once for each input.
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    let slot = 0;
    inputs.forEach((input, j) => {
      const put = { values: data.columns[j]!.values, from, to, dense, stride, codes, slots, slot };
      if (input.kind === 'number') putNumbers(input, put);
      else if (input.kind === 'categories') putCategories(input, put);
      if (slotted[j]) slot++;
    });
  }
  return { rows, stride, numbers, dense, slots, codes, width };
}

/** Rows that are put at once: their numbers stay in the second-level cache. */
const BLOCK = 512;

interface Put {
  readonly values: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly dense: Float64Array;
  readonly stride: number;
  readonly codes: Int32Array;
  readonly slots: number;
  readonly slot: number;
}

function putNumbers(
  { place, mean, scale, missing }: Encoded & { kind: 'number' },
  { values, from, to, dense, stride, codes, slots, slot }: Put,
): void {
  for (let r = from; r < to; r++) {
    const value = values[r]!;
    if (!Number.isNaN(value)) dense[r * stride + place] = (value - mean) / scale;
    else if (missing !== null) codes[r * slots + slot] = missing;
  }
}

function putCategories(input: Encoded & { kind: 'categories' }, { values, from, to, codes, slots, slot }: Put): void {
  for (let r = from; r < to; r++) {
    const code = values[r]!;
    const place = Number.isNaN(code) ? input.missing : input.places[code]!;
    if (place >= 0) codes[r * slots + slot] = place;
  }
}

/** Some rows of a design. */
export function designRows(design: Design, rows: ArrayLike<number>): Design {
  const { stride, slots } = design;
  const dense = new Float64Array(rows.length * stride);
  const codes = new Int32Array(rows.length * slots);
  for (let i = 0; i < rows.length; i++) {
    const r = rows[i]!;
    dense.set(design.dense.subarray(r * stride, (r + 1) * stride), i * stride);
    codes.set(design.codes.subarray(r * slots, (r + 1) * slots), i * slots);
  }
  return { ...design, rows: rows.length, dense, codes };
}
