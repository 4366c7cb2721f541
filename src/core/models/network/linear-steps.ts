import type { NetworkStep } from './step.js';

type LinearParts = Pick<NetworkStep, 'name' | 'inputs' | 'size' | 'work'> & {
  /** Writes all of `out`; the constant part only where `isWhole` says so. */
  readonly apply: (inputs: readonly Float64Array[], out: Float64Array, at: { rows: number; isWhole: boolean }) => void;
  /** Adds the transposed operation of `gradient` to `gradients`. */
  readonly transposed: (gradient: Float64Array, gradients: readonly Float64Array[], rows: number) => void;
};

/** A step that is linear but for a constant: what it does to values it does to their movements. */
function linearStep({ apply, transposed, ...rest }: LinearParts): NetworkStep {
  return {
    ...rest,
    bend: 'linear',
    forward: (inputs, out, rows) => apply(inputs, out, { rows, isWhole: true }),
    tangent: (_, tangents, out, rows) => apply(tangents, out, { rows, isWhole: false }),
    backward: ({ gradient, gradients, rows }) => transposed(gradient, gradients, rows),
  };
}

export interface DenseParts {
  readonly name: string;
  readonly input: number;
  /** Numbers that enter. */
  readonly width: number;
  /** `[unit * width + column]`. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  /** How often the layer is applied, side by side, to the numbers of one row; default 1. */
  readonly times?: number;
}

/** out[unit] = bias[unit] + sum over columns of weights[unit][column] x[column]. */
export function dense({ name, input, width, weights, bias, times = 1 }: DenseParts): NetworkStep {
  const units = bias.length;
  return linearStep({
    name,
    inputs: [input],
    size: units * times,
    work: weights.length * times,
    apply([x], out, { rows, isWhole }) {
      for (let r = 0; r < rows * times; r++) {
        for (let u = 0; u < units; u++) {
          let sum = isWhole ? bias[u]! : 0;
          for (let c = 0, w = u * width, at = r * width; c < width; c++) sum += weights[w + c]! * x![at + c]!;
          out[r * units + u] = sum;
        }
      }
    },
    transposed(gradient, [back], rows) {
      for (let r = 0; r < rows * times; r++) {
        for (let u = 0; u < units; u++) {
          const slope = gradient[r * units + u]!;
          if (slope === 0) continue;
          for (let c = 0, w = u * width, at = r * width; c < width; c++) back![at + c]! += slope * weights[w + c]!;
        }
      }
    },
  });
}

/** out[i] = x[i] * factor[i] + shift[i], each list as long as the row. */
export function scaled(
  at: { readonly name: string; readonly input: number },
  factor: Float64Array,
  shift: Float64Array,
): NetworkStep {
  const size = factor.length;
  return linearStep({
    name: at.name,
    inputs: [at.input],
    size,
    work: size,
    apply([x], out, { rows, isWhole }) {
      for (let i = 0; i < rows * size; i++) {
        const c = i % size;
        out[i] = x![i]! * factor[c]! + (isWhole ? shift[c]! : 0);
      }
    },
    transposed(gradient, [back], rows) {
      for (let i = 0; i < rows * size; i++) back![i]! += gradient[i]! * factor[i % size]!;
    },
  });
}

/** The sum of values of one shape, each with its sign. */
export function sumOf(
  name: string,
  inputs: readonly number[],
  size: number,
  signs: readonly number[] = inputs.map(() => 1),
): NetworkStep {
  return linearStep({
    name,
    inputs,
    size,
    work: size * inputs.length,
    apply(values, out, { rows }) {
      out.fill(0, 0, rows * size);
      values.forEach((value, v) => {
        for (let i = 0; i < rows * size; i++) out[i]! += signs[v]! * value[i]!;
      });
    },
    transposed(gradient, gradients, rows) {
      gradients.forEach((back, v) => {
        for (let i = 0; i < rows * size; i++) back[i]! += signs[v]! * gradient[i]!;
      });
    },
  });
}

export interface PickParts {
  readonly name: string;
  readonly inputs: readonly number[];
  /** Number of the input that place i is taken from, -1 for a constant. */
  readonly from: Int32Array;
  /** Place in the row of that input. */
  readonly at: Int32Array;
  /** Numbers of each input for one row. */
  readonly sizes: readonly number[];
  /** What stands where `from` is -1; default 0. */
  readonly fill?: number;
}

/** Puts numbers of its inputs into other places: transposing, joining, cutting, filling up. */
export function pick({ name, inputs, from, at, sizes, fill = 0 }: PickParts): NetworkStep {
  const size = from.length;
  return linearStep({
    name,
    inputs,
    size,
    work: size,
    apply(values, out, { rows, isWhole }) {
      for (let r = 0; r < rows; r++) {
        for (let i = 0; i < size; i++) {
          const v = from[i]!;
          out[r * size + i] = v < 0 ? (isWhole ? fill : 0) : values[v]![r * sizes[v]! + at[i]!]!;
        }
      }
    },
    transposed(gradient, gradients, rows) {
      for (let r = 0; r < rows; r++) {
        for (let i = 0; i < size; i++) {
          const v = from[i]!;
          if (v >= 0) gradients[v]![r * sizes[v]! + at[i]!]! += gradient[r * size + i]!;
        }
      }
    },
  });
}

export interface WindowParts {
  readonly name: string;
  readonly input: number;
  /** Numbers that enter for one row. */
  readonly width: number;
  /** Where the places of window i begin in `places`; one more entry. */
  readonly starts: Int32Array;
  readonly places: Int32Array;
  /** Factor of each window. */
  readonly factors: Float64Array;
}

/** The sum over each window of places, times its factor: averages, and sums along axes. */
export function windowSums({ name, input, width, starts, places, factors }: WindowParts): NetworkStep {
  const size = factors.length;
  return linearStep({
    name,
    inputs: [input],
    size,
    work: places.length,
    apply([x], out, { rows }) {
      for (let r = 0; r < rows; r++) {
        for (let i = 0; i < size; i++) {
          let sum = 0;
          for (let p = starts[i]!; p < starts[i + 1]!; p++) sum += x![r * width + places[p]!]!;
          out[r * size + i] = sum * factors[i]!;
        }
      }
    },
    transposed(gradient, [back], rows) {
      for (let r = 0; r < rows; r++) {
        for (let i = 0; i < size; i++) {
          const slope = gradient[r * size + i]! * factors[i]!;
          for (let p = starts[i]!; p < starts[i + 1]!; p++) back![r * width + places[p]!]! += slope;
        }
      }
    },
  });
}

export interface ConvolutionParts {
  readonly name: string;
  readonly input: number;
  /** Numbers that enter for one row, channels first. */
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  /** Kernel places of one channel of a group; the windows list this many places for each position, -1 outside. */
  readonly kernel: number;
  /** `[filter][channel of the group][kernel place]`. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  /** `[position * kernel + place]`: the place within a channel, -1 outside. */
  readonly windows: Int32Array;
}

/** A convolution: every filter over every position, the same weights everywhere. */
export function convolution(parts: ConvolutionParts): NetworkStep {
  const { name, input, width, channels, filters, groups, kernel, weights, bias, windows } = parts;
  const positions = windows.length / kernel;
  const [perGroup, filtersPerGroup, plane] = [channels / groups, filters / groups, width / channels];
  /** Calls `each(place in the row, weight, position of the output)` for all products of one row. */
  const products = (each: (x: number, weight: number, out: number) => void): void => {
    for (let f = 0; f < filters; f++) {
      const first = Math.floor(f / filtersPerGroup) * perGroup;
      for (let c = 0; c < perGroup; c++) {
        const [from, w] = [(first + c) * plane, (f * perGroup + c) * kernel];
        for (let p = 0; p < positions; p++) {
          for (let k = 0; k < kernel; k++) {
            const place = windows[p * kernel + k]!;
            if (place >= 0) each(from + place, weights[w + k]!, f * positions + p);
          }
        }
      }
    }
  };
  const size = filters * positions;
  return linearStep({
    name,
    inputs: [input],
    size,
    work: size * perGroup * kernel,
    apply([x], out, { rows, isWhole }) {
      for (let r = 0; r < rows; r++) {
        for (let i = 0; i < size; i++) out[r * size + i] = isWhole ? bias[Math.floor(i / positions)]! : 0;
        products((place, weight, at) => {
          out[r * size + at]! += weight * x![r * width + place]!;
        });
      }
    },
    transposed(gradient, [back], rows) {
      for (let r = 0; r < rows; r++) {
        products((place, weight, at) => {
          back![r * width + place]! += weight * gradient[r * size + at]!;
        });
      }
    },
  });
}
