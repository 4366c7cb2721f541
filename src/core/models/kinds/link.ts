import { TribuneError } from '../../base/errors.js';
import { type Curve, firstPlace, heightAt } from './curve.js';

/**
 * How a raw score becomes what the model publishes: `logit` raw is log-odds, `log` raw is a logarithm, `softmax` raw is
 * one margin per class, `step` publishes 1 where raw > 0, `sigmoid-each` one probability per output (one class against the
 * rest), `ovr` the same scaled to sum 1. LightGBM has two more: `sigmoid:K` publishes 1 / (1 + exp(-K raw)), so that K raw
 * is the log-odds (and `sigmoid-each:K`); `signed-square` publishes raw |raw| (`reg_sqrt`), `softplus` log(1 + exp(raw)) (`cross_entropy_lambda`).
 * `curve` publishes the height of a rising curve (`Model.curve`), as isotonic calibration finds it.
 */
export type Link =
  | 'identity'
  | 'logit'
  | 'log'
  | 'softmax'
  | 'sigmoid-each'
  | 'ovr'
  | 'step'
  | 'signed-square'
  | 'softplus'
  | 'curve'
  | `sigmoid:${number}`
  | `sigmoid-each:${number}`;

/** A link that maps every raw score by itself to a published one, and never falls. */
export interface ElementwiseLink {
  readonly apply: (raw: number) => number;
  /** The raw score of a published one; null for the whole link where several raw scores publish the same. */
  readonly inverse: ((published: number) => number) | null;
  /** In place of an inverse: the first raw score that publishes this much or more; infinite where all or none do. */
  readonly first?: (published: number) => number;
  /** Lowest and highest published score. */
  readonly range: readonly [number, number];
}

export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

const sigmoidOf = (steepness: number): ElementwiseLink => ({
  apply: (raw) => sigmoid(steepness * raw),
  inverse: (probability) => Math.log(probability / (1 - probability)) / steepness,
  range: [0, 1],
});
const EVERYTHING = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

const ELEMENTWISE: ReadonlyMap<Link, ElementwiseLink> = new Map<Link, ElementwiseLink>([
  ['identity', { apply: (raw) => raw, inverse: (value) => value, range: EVERYTHING }],
  ['logit', sigmoidOf(1)],
  ['sigmoid-each', sigmoidOf(1)],
  ['log', { apply: Math.exp, inverse: Math.log, range: [0, Number.POSITIVE_INFINITY] }],
  ['step', { apply: (raw) => (raw > 0 ? 1 : 0), inverse: null, range: [0, 1] }],
  [
    'softplus',
    {
      apply: (raw) => Math.max(raw, 0) + Math.log1p(Math.exp(-Math.abs(raw))),
      inverse: (value) => value + Math.log(-Math.expm1(-value)),
      range: [0, Number.POSITIVE_INFINITY],
    },
  ],
  [
    'signed-square',
    {
      apply: (raw) => raw * Math.abs(raw),
      inverse: (value) => Math.sign(value) * Math.sqrt(Math.abs(value)),
      range: EVERYTHING,
    },
  ],
]);

/**
 * The link as a function of one score; null where the outputs of a row depend on each other (softmax, ovr).
 *
 * @param curve the curve of a model whose link is `curve`
 * @throws TribuneError INVALID_ARGUMENT for the link `curve` without one
 */
export function elementwise(link: Link, curve?: Curve): ElementwiseLink | null {
  if (link === 'curve') return ofCurve(curve);
  const known = ELEMENTWISE.get(link);
  if (known !== undefined) return known;
  const steepness = /^sigmoid(?:-each)?:(.+)$/.exec(link)?.[1];
  return steepness === undefined ? null : sigmoidOf(Number(steepness));
}

function ofCurve(curve: Curve | undefined): ElementwiseLink {
  if (curve === undefined)
    throw new TribuneError('INVALID_ARGUMENT', 'the link curve without its curve', {
      remedy: 'Give the curve of the model beside its link.',
    });
  return {
    apply: (raw) => heightAt(curve, raw),
    inverse: null,
    first: (published) => firstPlace(curve, published),
    range: [curve.y[0]!, curve.y[curve.y.length - 1]!],
  };
}

/** Lowest and highest score that a link can publish. */
export const publishedRange = (link: Link, curve?: Curve): readonly [number, number] =>
  elementwise(link, curve)?.range ?? [0, 1];

/** Converts scores `[row * outputs + output]` from the raw scale to the scale of the link, into a new array. */
export function applyLink(link: Link, raw: Float64Array, outputs: number, curve?: Curve): Float64Array {
  const single = elementwise(link, curve);
  if (single !== null) return raw.map((x) => single.apply(x));
  return normalised(link === 'ovr' ? raw.map(sigmoid) : shiftedExp(raw, outputs), outputs);
}

/** exp(raw - largest of the row): the largest exponent is 0, so nothing overflows. */
function shiftedExp(raw: Float64Array, outputs: number): Float64Array {
  const out = new Float64Array(raw.length);
  for (let start = 0; start < raw.length; start += outputs) {
    const top = Math.max(...raw.subarray(start, start + outputs));
    for (let k = start; k < start + outputs; k++) out[k] = Math.exp(raw[k]! - top);
  }
  return out;
}

function normalised(weights: Float64Array, outputs: number): Float64Array {
  const out = new Float64Array(weights.length);
  for (let start = 0; start < weights.length; start += outputs) {
    let sum = 0;
    for (let k = start; k < start + outputs; k++) sum += weights[k]!;
    for (let k = start; k < start + outputs; k++) out[k] = weights[k]! / sum;
  }
  return out;
}
