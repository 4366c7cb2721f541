import { normalCdf, normalDensity } from '../../stats/index.js';
import { sigmoid } from '../kinds/link.js';

/** A function of one number, as a network applies it to each. */
export interface Activation {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** Where the slope jumps, when the function is linear in between; absent for a curve. */
  readonly kinks?: readonly number[];
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_GAMMA = 1.0507009873554805;
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** P(Z <= x); a score that has overflowed stays no number. */
const below = (x: number): number => (Number.isNaN(x) ? x : normalCdf(x));
const erf = (x: number): number => 2 * below(x * Math.SQRT2) - 1;

const GELU_TANH = Math.sqrt(2 / Math.PI);
const geluInner = (x: number): number => Math.tanh(GELU_TANH * (x + 0.044715 * x ** 3));

/** Linear on both sides of a kink at 0. */
export const leaky = (by: number): Activation => ({
  value: (x) => (x > 0 ? x : by * x),
  slope: (x) => (x > 0 ? 1 : by),
  kinks: [0],
});

export const clipped = (low: number, high: number): Activation => ({
  value: (x) => Math.min(Math.max(x, low), high),
  slope: (x) => (x > low && x < high ? 1 : 0),
  kinks: [low, high].filter(Number.isFinite),
});

export const elu = (alpha: number, gamma = 1, steep = 1): Activation => ({
  value: (x) => gamma * (x > 0 ? x : alpha * Math.expm1(x / steep)),
  slope: (x) => gamma * (x > 0 ? 1 : (alpha / steep) * Math.exp(x / steep)),
});

export const hardSigmoid = (alpha: number, beta: number): Activation => ({
  value: (x) => Math.min(Math.max(alpha * x + beta, 0), 1),
  slope: (x) => (alpha * x + beta > 0 && alpha * x + beta < 1 ? alpha : 0),
  kinks: alpha === 0 ? [] : [-beta / alpha, (1 - beta) / alpha],
});

/** The activations that need no number of their own, by the names of the neutral format. */
export const ACTIVATIONS = {
  identity: { value: (x) => x, slope: () => 1, kinks: [] },
  relu: leaky(0),
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  sigmoid: { value: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  softplus: { value: softplus, slope: sigmoid },
  softsign: { value: (x) => x / (1 + Math.abs(x)), slope: (x) => (1 + Math.abs(x)) ** -2 },
  elu: elu(1),
  selu: elu(SELU_ALPHA, SELU_GAMMA),
  gelu: { value: (x) => x * below(x), slope: (x) => below(x) + x * normalDensity(x) },
  silu: { value: (x) => x * sigmoid(x), slope: (x) => sigmoid(x) * (1 + x * sigmoid(-x)) },
} as const satisfies Readonly<Record<string, Activation>>;

export type ActivationName = keyof typeof ACTIVATIONS;

/** Activations of files beside those by name. */
export const OTHER_ACTIVATIONS = {
  abs: { value: Math.abs, slope: Math.sign, kinks: [0] },
  erf: { value: erf, slope: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) },
  exp: { value: Math.exp, slope: Math.exp },
  geluTanh: {
    value: (x) => 0.5 * x * (1 + geluInner(x)),
    slope: (x) => 0.5 * (1 + geluInner(x)) + 0.5 * x * (1 - geluInner(x) ** 2) * GELU_TANH * (1 + 3 * 0.044715 * x * x),
  },
  hardSwish: {
    value: (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
    slope: (x) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5),
  },
  mish: {
    value: (x) => x * Math.tanh(softplus(x)),
    slope: (x) => Math.tanh(softplus(x)) + x * sigmoid(x) * (1 - Math.tanh(softplus(x)) ** 2),
  },
} as const satisfies Readonly<Record<string, Activation>>;
