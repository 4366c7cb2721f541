import type { Matrix } from '../kinds/model.js';
import type { Between, Near, NetworkStep } from './step.js';

/**
 * A network as steps in the order in which they run. Value 0 is the row that enters; step i makes value i + 1; the last value is the raw
 * scores. It is differentiated by this product, not by the library that trained it.
 */
export interface Network {
  /** Columns that enter. */
  readonly width: number;
  readonly outputs: number;
  /** Whether the scores are linear between kinks, so that integrals along a line have a closed form. */
  readonly isPiecewise: boolean;
  readonly steps: readonly NetworkStep[];
  /** Raw scores `[row * outputs + output]`. */
  forward(rows: Matrix): Float64Array;
  /** Slopes of raw scores in the columns; one matrix for each wanted output, `[row * width + column]`. */
  gradients(rows: Matrix, outputs: readonly number[]): readonly Float64Array[];
  /**
   * Multipliers of raw scores between rows and as many references, in the shape of `gradients`: the slopes of every step are means along the
   * straight line between what entered it at the reference and at the row, so that multipliers times ways sum to the difference of the scores.
   */
  multipliers(rows: Matrix, references: Matrix, outputs: readonly number[]): readonly Float64Array[];
  /** Raw scores and slopes at one row, and how far it may move along `direction` until a step bends. */
  region(row: Float64Array, direction: Float64Array): Near;
}

/** Numbers that the values of a block of rows may take. */
const BLOCK_NUMBERS: number = 2 ** 19;
const MAX_BLOCK_ROWS = 256;

/** Stretches of a way at whose ends the slopes of a step are taken whose mean has no form of its own; of long ways more are, up to the most. */
const STRETCHES = 128;
const MOST_STRETCHES: number = 2 ** 15;
/** What the mean slopes of a step may leave unaccounted of what it moved, in the score, beside a 1 or what it moved. */
const UNACCOUNTED = 1e-10;

/**
 * Adds the mean of the slopes of a step along the way of what enters it, by Simpson's rule, with more stretches until slopes times ways are what the step
 * moved: far apart, where a softmax is flat nearly all the way, few stretches meet the rest of it.
 */
function meanBackward(step: NetworkStep, at: Between): void {
  const { inputs, from, gradient, gradients, rows } = at;
  const ways = inputs.map((x, k) => x.map((value, i) => value - from[k]![i]!));
  const [ends, starts] = [inputs, from].map((values) => {
    const out = new Float64Array(step.size * rows);
    step.forward(values, out, rows);
    return out;
  }) as [Float64Array, Float64Array];
  const moved = sumsOfRows(
    ends.map((end, i) => gradient[i]! * (end - starts[i]!)),
    rows,
  );
  for (let stretches = STRETCHES; ; stretches *= 2) {
    const slopes = meanSlopes(step, at, ways, stretches);
    const told = new Float64Array(rows);
    slopes.forEach((own, k) => {
      const parts = sumsOfRows(
        own.map((slope, i) => slope * ways[k]![i]!),
        rows,
      );
      for (let r = 0; r < rows; r++) told[r]! += parts[r]!;
    });
    const isWhole = moved.every((all, r) => Math.abs(told[r]! - all) <= UNACCOUNTED * Math.max(1, Math.abs(all)));
    if (!isWhole && stretches < MOST_STRETCHES) continue;
    slopes.forEach((own, k) => {
      for (let i = 0; i < own.length; i++) gradients[k]![i]! += own[i]!;
    });
    return;
  }
}

/** Sums of equally many numbers for each row. */
function sumsOfRows(numbers: Float64Array, rows: number): Float64Array {
  const width = numbers.length / rows;
  return Float64Array.from({ length: rows }, (_, r) =>
    numbers.subarray(r * width, (r + 1) * width).reduce((sum, one) => sum + one, 0),
  );
}

function meanSlopes(
  step: NetworkStep,
  { inputs, from, gradient, rows }: Between,
  ways: readonly Float64Array[],
  stretches: number,
): Float64Array[] {
  const output = new Float64Array(step.size * rows);
  const slopes = inputs.map((x) => new Float64Array(x.length));
  for (let p = 0; p <= stretches; p++) {
    const t = p / stretches;
    const weight = (p === 0 || p === stretches ? 1 : p % 2 === 1 ? 4 : 2) / (3 * stretches);
    const here = from.map((start, k) => start.map((value, i) => value + t * ways[k]![i]!));
    step.forward(here, output, rows);
    step.backward({ inputs: here, output, gradient: gradient.map((g) => g * weight), gradients: slopes, rows });
  }
  return slopes;
}

/** All values of a block of rows, those of their references, and what is led back. */
interface Ways {
  readonly values: readonly Float64Array[];
  readonly before: readonly Float64Array[];
  readonly back: readonly Float64Array[];
}

/** Puts steps together. `width` is the number of columns that enter. */
export function network(width: number, steps: readonly NetworkStep[]): Network {
  const sizes = [width, ...steps.map((step) => step.size)];
  const outputs = sizes.at(-1)!;
  const perRow = sizes.reduce((sum, size) => sum + size, 0);
  const blockRows = Math.min(MAX_BLOCK_ROWS, Math.max(1, Math.floor(BLOCK_NUMBERS / perRow)));
  const room = (rows: number): Float64Array[] => sizes.map((size) => new Float64Array(size * rows));
  const of = (values: readonly Float64Array[], step: NetworkStep): Float64Array[] => step.inputs.map((v) => values[v]!);

  const run = (values: Float64Array[], rows: number): void => {
    steps.forEach((step, i) => {
      step.forward(of(values, step), values[i + 1]!, rows);
    });
  };
  const inBlocks = (
    rows: Matrix,
    each: (values: Float64Array[], at: { first: number; count: number }) => void,
  ): void => {
    const values = room(Math.min(blockRows, rows.rows));
    for (let first = 0; first < rows.rows; first += blockRows) {
      const count = Math.min(blockRows, rows.rows - first);
      values[0]!.set(rows.data.subarray(first * width, (first + count) * width));
      run(values, count);
      each(values, { first, count });
    }
  };

  const backBetween = (i: number, { values, before, back }: Ways, rows: number): void => {
    const step = steps[i]!;
    const at = { gradient: back[i + 1]!, gradients: of(back, step), rows };
    const [inputs, from] = [of(values, step), of(before, step)];
    if (step.between !== undefined) step.between({ ...at, inputs, from });
    else if (step.bend === 'linear') step.backward({ ...at, inputs, output: values[i + 1]! });
    else {
      const own = (all: readonly Float64Array[]) =>
        all.map((one, k) => one.subarray(0, sizes[step.inputs[k]!]! * rows));
      const gradient = at.gradient.subarray(0, step.size * rows);
      meanBackward(step, { gradient, gradients: own(at.gradients), inputs: own(inputs), from: own(from), rows });
    }
  };

  return {
    width,
    outputs,
    isPiecewise: steps.every((step) => step.bend !== 'curved'),
    steps,
    forward(rows) {
      const out = new Float64Array(rows.rows * outputs);
      inBlocks(rows, (values, { first, count }) => {
        out.set(values.at(-1)!.subarray(0, count * outputs), first * outputs);
      });
      return out;
    },
    gradients(rows, wanted) {
      const found = wanted.map(() => new Float64Array(rows.rows * width));
      const back = room(Math.min(blockRows, rows.rows));
      inBlocks(rows, (values, { first, count }) => {
        wanted.forEach((output, k) => {
          for (const each of back) each.fill(0);
          for (let r = 0; r < count; r++) back.at(-1)![r * outputs + output] = 1;
          for (let i = steps.length - 1; i >= 0; i--) {
            const step = steps[i]!;
            step.backward({
              inputs: of(values, step),
              output: values[i + 1]!,
              gradient: back[i + 1]!,
              gradients: of(back, step),
              rows: count,
            });
          }
          found[k]!.set(back[0]!.subarray(0, count * width), first * width);
        });
      });
      return found;
    },
    multipliers(rows, references, wanted) {
      const found = wanted.map(() => new Float64Array(rows.rows * width));
      const count = Math.min(blockRows, rows.rows);
      const [values, before, back] = [room(count), room(count), room(count)];
      for (let first = 0; first < rows.rows; first += blockRows) {
        const here = Math.min(blockRows, rows.rows - first);
        values[0]!.set(rows.data.subarray(first * width, (first + here) * width));
        before[0]!.set(references.data.subarray(first * width, (first + here) * width));
        run(values, here);
        run(before, here);
        wanted.forEach((output, k) => {
          for (const each of back) each.fill(0);
          for (let r = 0; r < here; r++) back.at(-1)![r * outputs + output] = 1;
          for (let i = steps.length - 1; i >= 0; i--) backBetween(i, { values, before, back }, here);
          found[k]!.set(back[0]!.subarray(0, here * width), first * width);
        });
      }
      return found;
    },
    region(row, direction) {
      const near: Near = { before: Number.NEGATIVE_INFINITY, after: Number.POSITIVE_INFINITY };
      const values = room(1);
      const moves = room(1);
      values[0]!.set(row);
      moves[0]!.set(direction);
      run(values, 1);
      steps.forEach((step, i) => {
        const [inputs, tangents] = [of(values, step), of(moves, step)];
        step.kinks?.(inputs, tangents, near);
        step.tangent(inputs, tangents, moves[i + 1]!, 1);
      });
      return near;
    },
  };
}
