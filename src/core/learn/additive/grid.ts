import { type CellSums, type Component, LEAST_HESSIAN, type StepRules, worth } from './component.js';

export interface GridParts {
  readonly inputs: readonly [number, number];
  /** Cells of each input; those of a category are in an order that means something. */
  readonly orders: readonly [Int32Array, Int32Array];
  /** Cell of each row: first times the number of second ones, plus second. */
  readonly cellOfRow: Uint16Array;
}

/** A function of a pair: each step cuts both inputs once, so that there are four corners, each with its value (Lou and others 2013). */
export function gridOf({ inputs, orders, cellOfRow }: GridParts): Component {
  const [rows, columns] = orders;
  const [height, width] = [rows.length, columns.length];
  const sumsTo = makeCorners(height, width);
  const step = ({ sums, counts }: CellSums, rules: StepRules, out: Float64Array): number => {
    out.fill(0);
    fillCorners(sumsTo, orders, { sums, counts });
    const best = bestCorner(sumsTo, height, rules);
    if (best.gain === 0) return 0;
    const values = cornerValues(sumsTo, best.i, best.j, rules).map((value) => rules.rate * value);
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++)
        out[rows[i]! * width + columns[j]!] = values[2 * Number(i >= best.i) + Number(j >= best.j)]!;
    return best.gain;
  };
  return { inputs, cells: height * width, cellOfRow, step };
}

/** Sums of all cells above and left of each place. */
interface Corners {
  readonly width: number;
  readonly g: Float64Array;
  readonly h: Float64Array;
  readonly n: Float64Array;
}

function makeCorners(height: number, width: number): Corners {
  const room = (): Float64Array => new Float64Array((height + 1) * (width + 1));
  return { width: width + 1, g: room(), h: room(), n: room() };
}

function fillCorners(
  { width, g, h, n }: Corners,
  [rows, columns]: readonly [Int32Array, Int32Array],
  { sums, counts }: CellSums,
): void {
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j < columns.length; j++) {
      const cell = rows[i]! * columns.length + columns[j]!;
      const at = (i + 1) * width + j + 1;
      const [up, back, both] = [at - width, at - 1, at - width - 1];
      g[at] = sums[2 * cell]! + g[up]! + g[back]! - g[both]!;
      h[at] = sums[2 * cell + 1]! + h[up]! + h[back]! - h[both]!;
      n[at] = counts[cell]! + n[up]! + n[back]! - n[both]!;
    }
}

/** The pair of cuts that gains most. */
function bestCorner(sums: Corners, height: number, rules: StepRules): { gain: number; i: number; j: number } {
  const { width } = sums;
  const end = sums.g.length - 1;
  let best = { gain: 0, i: 0, j: 0 };
  for (let i = 1; i < height; i++)
    for (let j = 1; j + 1 < width; j++) {
      const at = i * width + j;
      const [row, column] = [i * width + width - 1, end - (width - 1) + j];
      const gain =
        gainOf(sums, rules, at, -1, -1, -1) +
        gainOf(sums, rules, row, at, -1, -1) +
        gainOf(sums, rules, column, at, -1, -1) +
        gainOf(sums, rules, end, row, column, at);
      if (gain > best.gain) best = { gain, i, j };
    }
  return best;
}

/** Gain of a corner: what stands at the first place less that of the next two plus that of the last; -1 is nothing. */
function gainOf(
  { g, h, n }: Corners,
  { minRows, l2 }: StepRules,
  whole: number,
  less: number,
  lessToo: number,
  plus: number,
): number {
  const part = (sums: Float64Array): number =>
    sums[whole]! - (less < 0 ? 0 : sums[less]!) - (lessToo < 0 ? 0 : sums[lessToo]!) + (plus < 0 ? 0 : sums[plus]!);
  const weight = part(h);
  return part(n) < minRows || !(weight > LEAST_HESSIAN) ? 0 : worth(part(g), weight, l2);
}

/** The values of the four corners of a pair of cuts; a corner of too few rows keeps what it has. */
function cornerValues({ width, g, h, n }: Corners, i: number, j: number, { minRows, l2 }: StepRules): number[] {
  const at = i * width + j;
  const end = g.length - 1;
  const [right, below] = [i * width + width - 1, end - (width - 1) + j];
  const part = (sums: Float64Array): number[] => {
    const [own, row, column, all] = [sums[at]!, sums[right]!, sums[below]!, sums[end]!];
    return [own, row - own, column - own, all - row - column + own];
  };
  const [first, second, count] = [part(g), part(h), part(n)] as [number[], number[], number[]];
  return first.map((sum, k) => {
    const weight = second[k]!;
    return count[k]! < minRows || !(weight > LEAST_HESSIAN) ? 0 : -sum / (weight + l2);
  });
}
