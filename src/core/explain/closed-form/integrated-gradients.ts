import { TribuneError } from '../../base/errors.js';
import { applyLink, elementwise, type LinearModel, type Matrix, type Model } from '../../models/index.js';
import type { GamePlayers } from '../base/players.js';
import { type ClosedForm, linearValues } from './additive.js';

/**
 * Integrated gradients (Sundararajan et al. 2017) of a linear model on the scale of its link, averaged over baselines. Along
 * the line from baseline b to x the gradient of g(z) is g'(z) w and z is linear in t, so the integral is
 * w_j (x_j - b_j) (g(z_x) - g(z_b)) / (z_x - z_b): exact, with no number of steps to choose.
 *
 * @throws TribuneError INVALID_ARGUMENT when the link mixes outputs (softmax)
 */
export function integratedGradients(model: LinearModel, players: GamePlayers, baselines: Matrix): ClosedForm {
  // Where a link maps each output by itself and has a slope, the path integral on a straight line has a closed form.
  if (elementwise(model.link, model.curve)?.inverse == null) {
    throw new TribuneError('INVALID_ARGUMENT', `integrated gradients have no closed form for the link ${model.link}`, {
      remedy: 'Use the scale raw, or the method exact or sampling.',
    });
  }
  const outputs = model.numOutputs;
  const published = model.predictLinked(baselines);
  const baseValue = Float64Array.from({ length: outputs }, (_, k) => {
    let sum = 0;
    for (let b = 0; b < baselines.rows; b++) sum += published[b * outputs + k]! / baselines.rows;
    return sum;
  });
  const explain = (rows: Matrix): Float64Array => {
    const total = new Float64Array(rows.rows * players.names.length * outputs);
    const raw = model.predictRaw(rows);
    for (let b = 0; b < baselines.rows; b++) {
      const one: Matrix = {
        data: baselines.data.subarray(b * baselines.columns, (b + 1) * baselines.columns),
        rows: 1,
        columns: baselines.columns,
      };
      const line = linearValues(model, players, one);
      const own = line.explain(rows);
      for (let i = 0; i < own.length; i++) {
        const k = i % outputs;
        const r = Math.floor(i / (players.names.length * outputs));
        total[i]! += (own[i]! * meanSlope(model, raw[r * outputs + k]!, line.baseValue[k]!)) / baselines.rows;
      }
    }
    return total;
  };
  return { baseValue, explain };
}

/** Below this distance of z the quotient loses half of its digits, and the midpoint slope is as good. */
const NEAR = 1e-6;

/** (g(to) - g(from)) / (to - from); for near ends the slope in the middle, whose error is of the order of NEAR^2. */
export function meanSlope(model: Pick<Model, 'link'>, to: number, from: number): number {
  const step = Math.abs(to - from) < NEAR ? NEAR : 0;
  const middle = (to + from) / 2;
  const [low, high] = step === 0 ? [from, to] : [middle - step, middle + step];
  const ends = applyLink(model.link, Float64Array.of(low, high), 1);
  return (ends[1]! - ends[0]!) / (high - low);
}
