import type { Generator } from '../../stats/index.js';

/** A dense network while it is learned: weights by the number that comes in, so that a category is one row of them. */
export interface Layers {
  /** Numbers that come in, units of each hidden layer, 1. */
  readonly sizes: readonly number[];
  /** `[layer][from * sizes[layer + 1] + unit]`. */
  readonly weights: readonly Float64Array[];
  readonly biases: readonly Float64Array[];
}

/** He and Glorot both draw evenly; six is of Glorot, whose weights keep the spread of what goes in and of what comes back. */
const GLOROT = 6;

/**
 * A network before it has learned anything.
 * Source: Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, (16).
 */
export function drawLayers(sizes: readonly number[], random: Generator): Layers {
  const drawn = (length: number, bound: number): Float64Array =>
    Float64Array.from({ length }, () => bound * (2 * random.nextUniform() - 1));
  const bounds = sizes.slice(1).map((to, l) => Math.sqrt(GLOROT / (sizes[l]! + to)));
  return {
    sizes,
    weights: bounds.map((bound, l) => drawn(sizes[l]! * sizes[l + 1]!, bound)),
    biases: bounds.map((bound, l) => drawn(sizes[l + 1]!, bound)),
  };
}

export const zerosLike = ({ sizes, weights, biases }: Layers): Layers => ({
  sizes,
  weights: weights.map(({ length }) => new Float64Array(length)),
  biases: biases.map(({ length }) => new Float64Array(length)),
});

export const copyLayers = ({ sizes, weights, biases }: Layers): Layers => ({
  sizes,
  weights: weights.map((own) => own.slice()),
  biases: biases.map((own) => own.slice()),
});

/** All arrays of numbers, in an order that is always the same. */
export const arraysOf = ({ weights, biases }: Layers): readonly Float64Array[] => [...weights, ...biases];
