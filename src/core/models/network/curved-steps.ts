import type { Activation } from './activations.js';
import { meet, type NetworkStep } from './step.js';

/** Applies a function to each number; `of(i)` is that of place i, for files with one per channel. */
export function activate(
  at: { readonly name: string; readonly input: number; readonly size: number },
  of: Activation | ((place: number) => Activation),
): NetworkStep {
  const { size } = at;
  const each = typeof of === 'function' ? Array.from({ length: size }, (_, i) => of(i)) : null;
  const get = (i: number): Activation => (each === null ? (of as Activation) : each[i % size]!);
  const isPiecewise = each === null ? get(0).kinks !== undefined : each.every(({ kinks }) => kinks !== undefined);
  return {
    name: at.name,
    inputs: [at.input],
    size,
    work: 4 * size,
    bend: isPiecewise ? 'piecewise' : 'curved',
    forward([x], out, rows) {
      for (let i = 0; i < rows * size; i++) out[i] = get(i).value(x![i]!);
    },
    tangent([x], [move], out, rows) {
      for (let i = 0; i < rows * size; i++) out[i] = get(i).slope(x![i]!) * move![i]!;
    },
    backward({ inputs: [x], gradient, gradients: [back], rows }) {
      for (let i = 0; i < rows * size; i++) back![i]! += gradient[i]! * get(i).slope(x![i]!);
    },
    between({ inputs: [x], from: [y], gradient, gradients: [back], rows }) {
      for (let i = 0; i < rows * size; i++)
        if (gradient[i] !== 0) back![i]! += gradient[i]! * meanSlopeOf(get(i), y![i]!, x![i]!);
    },
    kinks([x], [move], near) {
      for (let i = 0; i < size; i++) {
        if (move![i] === 0) continue;
        for (const kink of get(i).kinks!) meet(near, (kink - x![i]!) / move![i]!);
      }
    },
  };
}

/** Ways below this share of where they are have the slope in their middle: a quotient of such differences would be rounding alone. */
const SHORTEST_WAY = 1e-9;

/** Mean slope of a function from one number to another. */
function meanSlopeOf({ value, slope }: Activation, from: number, to: number): number {
  const way = to - from;
  if (Math.abs(way) <= SHORTEST_WAY * Math.max(1, Math.abs(to))) return slope((from + to) / 2);
  return (value(to) - value(from)) / way;
}

/** The product of two values of one shape. */
export function product(name: string, inputs: readonly [number, number], size: number): NetworkStep {
  return {
    name,
    inputs,
    size,
    work: 2 * size,
    bend: 'curved',
    forward([a, b], out, rows) {
      for (let i = 0; i < rows * size; i++) out[i] = a![i]! * b![i]!;
    },
    tangent([a, b], [moveA, moveB], out, rows) {
      for (let i = 0; i < rows * size; i++) out[i] = a![i]! * moveB![i]! + moveA![i]! * b![i]!;
    },
    backward({ inputs: [a, b], gradient, gradients: [backA, backB], rows }) {
      for (let i = 0; i < rows * size; i++) {
        backA![i]! += gradient[i]! * b![i]!;
        backB![i]! += gradient[i]! * a![i]!;
      }
    },
    between({ inputs: [a, b], from: [fromA, fromB], gradient, gradients: [backA, backB], rows }) {
      for (let i = 0; i < rows * size; i++) {
        backA![i]! += (gradient[i]! * (b![i]! + fromB![i]!)) / 2;
        backB![i]! += (gradient[i]! * (a![i]! + fromA![i]!)) / 2;
      }
    },
  };
}

/** exp(x_i) / sum of exp over each run of `length` neighbours. */
export function softmaxStep(
  at: { readonly name: string; readonly input: number },
  size: number,
  length: number,
): NetworkStep {
  const forward = (x: Float64Array, out: Float64Array, rows: number): void => {
    for (let start = 0; start < rows * size; start += length) {
      let top = Number.NEGATIVE_INFINITY;
      for (let i = start; i < start + length; i++) top = Math.max(top, x[i]!);
      let sum = 0;
      for (let i = start; i < start + length; i++) sum += out[i] = Math.exp(x[i]! - top);
      for (let i = start; i < start + length; i++) out[i]! /= sum;
    }
  };
  /** p_i (v_i - sum of p v), which is symmetric, so that it serves both ways. */
  const turned = (p: Float64Array, v: Float64Array, add: (i: number, value: number) => void, rows: number): void => {
    for (let start = 0; start < rows * size; start += length) {
      let mean = 0;
      for (let i = start; i < start + length; i++) mean += p[i]! * v[i]!;
      for (let i = start; i < start + length; i++) add(i, p[i]! * (v[i]! - mean));
    }
  };
  return {
    name: at.name,
    inputs: [at.input],
    size,
    work: 8 * size,
    bend: 'curved',
    forward: ([x], out, rows) => forward(x!, out, rows),
    tangent([x], [move], out, rows) {
      const p = new Float64Array(rows * size);
      forward(x!, p, rows);
      turned(
        p,
        move!,
        (i, value) => {
          out[i] = value;
        },
        rows,
      );
    },
    backward({ output, gradient, gradients: [back], rows }) {
      turned(
        output,
        gradient,
        (i, value) => {
          back![i]! += value;
        },
        rows,
      );
    },
  };
}

/**
 * For which share of the way from reference to row each place of a window is the largest: the upper one of lines is walked from kink to kink.
 */
function sharesOnTop(places: Int32Array, endsOf: (place: number) => readonly [number, number]): [number, number][] {
  const lines = Array.from(places, (place) => {
    const [from, to] = endsOf(place);
    return { place, from, way: to - from };
  });
  // The largest at the reference; of equal ones the one that rises most, which is the largest next.
  let top = lines.reduce((best, line) =>
    line.from > best.from || (line.from === best.from && line.way > best.way) ? line : best,
  );
  const shares: [number, number][] = [];
  for (let here = 0; ; ) {
    let [next, over] = [1, top];
    for (const line of lines) {
      // Only a line that rises more comes on top. One that met before is there at once, whatever rounding makes of it.
      if (line.way <= top.way) continue;
      const meeting = Math.max(here, (top.from - line.from) / (line.way - top.way));
      if (meeting < next || (meeting === next && line.way > over.way)) [next, over] = [meeting, line];
    }
    shares.push([top.place, next - here]);
    if (next >= 1 || over === top) break;
    here = next;
    top = over;
  }
  return shares;
}

export interface MaxParts {
  readonly name: string;
  readonly input: number;
  /** Numbers that enter for one row. */
  readonly width: number;
  /** Where the places of window i begin in `places`; one more entry. */
  readonly starts: Int32Array;
  readonly places: Int32Array;
}

/** The largest number of each window; of equal ones the first. */
export function windowMax({ name, input, width, starts, places }: MaxParts): NetworkStep {
  const size = starts.length - 1;
  const best = (x: Float64Array, row: number, i: number): number => {
    let top = places[starts[i]!]!;
    for (let p = starts[i]! + 1; p < starts[i + 1]!; p++)
      if (x[row * width + places[p]!]! > x[row * width + top]!) top = places[p]!;
    return row * width + top;
  };
  return {
    name,
    inputs: [input],
    size,
    work: places.length,
    bend: 'piecewise',
    forward([x], out, rows) {
      for (let i = 0; i < rows * size; i++) out[i] = x![best(x!, Math.floor(i / size), i % size)]!;
    },
    tangent([x], [move], out, rows) {
      for (let i = 0; i < rows * size; i++) out[i] = move![best(x!, Math.floor(i / size), i % size)]!;
    },
    backward({ inputs: [x], gradient, gradients: [back], rows }) {
      for (let i = 0; i < rows * size; i++) back![best(x!, Math.floor(i / size), i % size)]! += gradient[i]!;
    },
    between({ inputs: [x], from: [y], gradient, gradients: [back], rows }) {
      for (let i = 0; i < rows * size; i++) {
        if (gradient[i] === 0) continue;
        const at = Math.floor(i / size) * width;
        const own = places.subarray(starts[i % size]!, starts[(i % size) + 1]!);
        for (const [place, share] of sharesOnTop(own, (p) => [y![at + p]!, x![at + p]!]))
          back![at + place]! += gradient[i]! * share;
      }
    },
    kinks([x], [move], near) {
      for (let i = 0; i < size; i++) {
        const top = best(x!, 0, i);
        for (let p = starts[i]!; p < starts[i + 1]!; p++) {
          const other = places[p]!;
          const approach = move![other]! - move![top]!;
          if (approach !== 0) meet(near, (x![top]! - x![other]!) / approach);
        }
      }
    },
  };
}
