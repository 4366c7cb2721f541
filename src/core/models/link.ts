/**
 * How a raw score becomes what the model publishes: `logit` raw is log-odds, `log` raw is a logarithm, `softmax` raw is
 * one margin per class, `step` publishes 1 where raw > 0, `sigmoid-each` one probability per output (one class against the
 * rest), `ovr` the same scaled to sum 1.
 */
export type Link = 'identity' | 'logit' | 'log' | 'softmax' | 'sigmoid-each' | 'ovr' | 'step';

export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** Scores `[row * outputs + output]` from the raw scale to the scale of the link; a new array. */
export function applyLink(link: Link, raw: Float64Array, outputs: number): Float64Array {
  switch (link) {
    case 'identity':
      return raw.slice();
    case 'logit':
    case 'sigmoid-each':
      return raw.map(sigmoid);
    case 'log':
      return raw.map((x) => Math.exp(x));
    case 'step':
      return raw.map((x) => (x > 0 ? 1 : 0));
    case 'ovr':
      return normalised(raw.map(sigmoid), outputs);
    case 'softmax':
      return normalised(shiftedExp(raw, outputs), outputs);
  }
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
