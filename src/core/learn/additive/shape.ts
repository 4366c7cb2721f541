import { type CellSums, type Component, LEAST_HESSIAN, type StepRules, worth } from './component.js';

export interface ShapeParts {
  readonly input: number;
  /** Cells in which rows with a value are. */
  readonly values: number;
  readonly hasMissing: boolean;
  /** Whether the order of the cells means nothing, so that they are put in that of their derivatives. */
  readonly isUnordered: boolean;
  /** 1 where values may only rise from cell to cell, -1 only fall, 0 either. */
  readonly direction: number;
  readonly cellOfRow: Uint16Array;
}

/** Rows that are added to each category before it is put in order, so that few rows do not stand at the ends by chance. */
const CATEGORY_SMOOTH = 10;

/** A function of one input: each step cuts its cells in two; missing values are a part of their own. */
export function shapeOf({ input, values, hasMissing, isUnordered, direction, cellOfRow }: ShapeParts): Component {
  const cells = values + (hasMissing ? 1 : 0);
  const order = Int32Array.from({ length: values }, (_, cell) => cell);
  const along = makeLine(values);
  const step = ({ sums, counts }: CellSums, rules: StepRules, out: Float64Array): number => {
    out.fill(0);
    if (isUnordered) {
      const ratio = (cell: number): number => sums[2 * cell]! / (sums[2 * cell + 1]! + CATEGORY_SMOOTH * LEAST_WEIGHT);
      order.sort((a, b) => ratio(a) - ratio(b) || a - b);
    }
    for (let i = 0; i < values; i++) {
      const cell = order[i]!;
      along.g[i + 1] = along.g[i]! + sums[2 * cell]!;
      along.h[i + 1] = along.h[i]! + sums[2 * cell + 1]!;
      along.n[i + 1] = along.n[i]! + counts[cell]!;
    }
    const found = bestCut(along, { ...rules, direction });
    if (found.place >= 0) {
      const left = rules.rate * bestValue(along, 0, found.place, rules.l2);
      const right = rules.rate * bestValue(along, found.place, values, rules.l2);
      for (let i = 0; i < values; i++) out[order[i]!] = i < found.place ? left : right;
    }
    if (!hasMissing || counts[values]! < rules.minRows) return found.gain;
    const [g, h] = [sums[2 * values]!, sums[2 * values + 1]!];
    if (!(h > LEAST_HESSIAN)) return found.gain;
    out[values] = (-rules.rate * g) / (h + rules.l2);
    return found.gain + worth(g, h, rules.l2);
  };
  return { inputs: [input], cells, cellOfRow, step };
}

/** Second derivative of a row whose chance is in doubt. */
const LEAST_WEIGHT = 0.25;

/** Sums of all cells before each place. */
interface Line {
  readonly g: Float64Array;
  readonly h: Float64Array;
  readonly n: Float64Array;
}

const makeLine = (values: number): Line => ({
  g: new Float64Array(values + 1),
  h: new Float64Array(values + 1),
  n: new Float64Array(values + 1),
});

type LineRules = StepRules & { readonly direction: number };

/** The best value of the cells from one place to before another. */
const bestValue = ({ g, h }: Line, from: number, to: number, l2: number): number =>
  -(g[to]! - g[from]!) / (h[to]! - h[from]! + l2);

/** The cut that takes away most of the loss, or one that is drawn; place -1 where none is to be had. The gain counts what both sides are worth. */
function bestCut({ g, h, n }: Line, { minRows, l2, direction, draw }: LineRules): { place: number; gain: number } {
  const last = g.length - 1;
  const [wholeG, wholeH, wholeN] = [g[last]!, h[last]!, n[last]!];
  const own = worth(wholeG, wholeH, l2);
  const drawn = draw === undefined || last < 2 ? null : 1 + Math.floor(draw() * (last - 1));
  let [place, gain] = [-1, 0];
  for (let i = drawn ?? 1; i < (drawn === null ? last : drawn + 1); i++) {
    if (n[i] === n[i - 1] || n[i]! < minRows || wholeN - n[i]! < minRows) continue;
    const [leftH, rightH] = [h[i]!, wholeH - h[i]!];
    if (!(leftH > LEAST_HESSIAN) || !(rightH > LEAST_HESSIAN)) continue;
    const [leftG, rightG] = [g[i]!, wholeG - g[i]!];
    const gained = worth(leftG, leftH, l2) + worth(rightG, rightH, l2) - own;
    if (!(gained > gain)) continue;
    // The best value of a side is -g / (h + l2): that of the right less that of the left has the sign of the direction.
    if (direction * (leftG / (leftH + l2) - rightG / (rightH + l2)) < 0) continue;
    [place, gain] = [i, gained];
  }
  return { place, gain: place < 0 ? 0 : gain + own };
}
