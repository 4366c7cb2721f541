import { type Curve, heightAt } from '../../models/index.js';
import { checkWeights, refused } from '../base/index.js';

/** A rising curve through knots: straight between them, flat outside. */
export type IsotonicCurve = Curve;

/**
 * The rising curve of least weighted squared error (pool adjacent violators; Barlow and others 1972). Rows of one score count as one.
 * Of a run of equal heights only the first and the last score are knots.
 *
 * @param target 0 or 1, or any number
 * @throws TribuneError INVALID_ARGUMENT on lengths that differ and scores that are no numbers
 * @example applyIsotonic(fitIsotonic(scores, labels), scores)
 */
export function fitIsotonic(scores: Float64Array, target: Float64Array, weights?: Float64Array): IsotonicCurve {
  const given = checkWeights(weights, scores.length);
  const { x, mean, weight } = byScore(scores, target, given);
  const height = pooled(mean, weight);
  const keep = Array.from(x.keys()).filter(
    (i) => i === 0 || i === x.length - 1 || height[i] !== height[i - 1] || height[i] !== height[i + 1],
  );
  return { x: Float64Array.from(keep, (i) => x[i]!), y: Float64Array.from(keep, (i) => height[i]!) };
}

/** Distinct scores in rising order, with the mean target and the weight of each; rows of weight 0 are nobody. */
function byScore(
  scores: Float64Array,
  target: Float64Array,
  weights: Float64Array | null,
): { x: number[]; mean: number[]; weight: number[] } {
  if (target.length !== scores.length)
    throw refused(`${target.length} targets for ${scores.length} scores`, 'Give one target a score.');
  const odd = scores.findIndex((score, r) => !Number.isFinite(score) || !Number.isFinite(target[r]!));
  if (odd >= 0) throw refused(`row ${odd} has the score ${scores[odd]} and the target ${target[odd]}`, 'Give numbers.');
  const order = Array.from(scores.keys())
    .filter((r) => weights === null || weights[r]! > 0)
    .sort((a, b) => scores[a]! - scores[b]! || a - b);
  if (order.length === 0) throw refused('there are no scores', 'Give at least one score with its target.');
  const [x, sum, weight]: [number[], number[], number[]] = [[], [], []];
  for (const r of order) {
    const w = weights?.[r] ?? 1;
    if (x.at(-1) !== scores[r]) {
      x.push(scores[r]!);
      sum.push(0);
      weight.push(0);
    }
    sum[sum.length - 1]! += w * target[r]!;
    weight[weight.length - 1]! += w;
  }
  return { x, mean: sum.map((total, i) => total / weight[i]!), weight };
}

/** The rising heights nearest to these means: neighbours in the wrong order share their weighted mean. */
function pooled(mean: readonly number[], weight: readonly number[]): Float64Array {
  const blocks: { sum: number; weight: number; count: number }[] = [];
  mean.forEach((value, i) => {
    let block = { sum: value * weight[i]!, weight: weight[i]!, count: 1 };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.sum * block.weight < block.sum * last.weight) break;
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  const heights = new Float64Array(mean.length);
  let at = 0;
  for (const { sum, weight: total, count } of blocks) {
    heights.fill(sum / total, at, at + count);
    at += count;
  }
  return heights;
}

/** The heights of the curve at these scores. */
export const applyIsotonic = (curve: IsotonicCurve, scores: Float64Array): Float64Array =>
  scores.map((score) => heightAt(curve, score));
