import { studentCritical } from '../../stats/special/index.js';
import type { GroupKey } from '../tally/index.js';
import { addGrams, type Gram, leastSquares, meanSquaredError } from './least-squares.js';
import type { Measured } from './types.js';

/** A group's sums of the regression in each part of the people; a part without people is null. */
export interface PartedGroup {
  readonly group: GroupKey;
  readonly parts: readonly (Gram | null)[];
}

/** Fewest people per input of a group's own model. */
const PEOPLE_PER_INPUT = 10;
/** Fewest parts from which a spread of gains is estimated. */
const FEWEST_PARTS = 5;

/**
 * What a model of its own would gain in each group over one model of all: the fall of the mean squared error, as a share of the label's variance
 * in the group (a difference of R squared). Both models are linear, fitted by least squares.
 *
 * The lower end comes from errors on people whom the models have not seen (each part is predicted from all others), which understate the gain;
 * the upper end from errors on the people they were fitted to, which overstate it. Both ends are t intervals over the parts. The estimate is
 * the held-out gain.
 */
export function aggregationGains(groups: readonly PartedGroup[], minGroupSize: number): Measured[] {
  const parts = groups[0]?.parts.length ?? 0;
  const pooled = Array.from({ length: parts }, (_, part) => sumOf(groups.map((one) => one.parts[part] ?? null)));
  const all = sumOf(pooled);
  return groups.map(({ group, parts: own }) => {
    const whole = sumOf(own);
    const n = whole?.n ?? 0;
    const rate = whole === null || n === 0 ? 0 : whole.squares / n;
    const variance = rate * (1 - rate);
    const inputs = whole?.outcome.length ?? 0;
    const gains = whole === null || all === null || variance === 0 ? null : gainsOf(own, whole, pooled, all, variance);
    const known = gains !== null && gains.heldOut.length >= FEWEST_PARTS;
    return {
      subject: null,
      group,
      reference: null,
      n,
      nReference: all?.n ?? 0,
      value: null,
      referenceValue: null,
      estimate: known ? meanOf(gains.heldOut) : null,
      method: 'cross-fitted-least-squares',
      sufficient: n >= Math.max(minGroupSize, PEOPLE_PER_INPUT * inputs),
      ...(known ? {} : { reason: variance === 0 ? 'the group has one label only' : 'too few people for parts' }),
      facts: { inputs: inputs - 1, people: n },
      interval(level) {
        if (!known) return null;
        const [low, high] = [spanOf(gains.heldOut, level), spanOf(gains.fitted, level)];
        return { lower: Math.min(low.lower, high.lower), upper: Math.max(low.upper, high.upper) };
      },
    };
  });
}

function gainsOf(
  own: readonly (Gram | null)[],
  whole: Gram,
  pooled: readonly (Gram | null)[],
  all: Gram,
  variance: number,
) {
  const [ownFit, allFit] = [leastSquares(whole), leastSquares(all)];
  const heldOut: number[] = [];
  const fitted: number[] = [];
  own.forEach((part, place) => {
    if (part === null || part.n === 0 || part.n === whole.n) return;
    const ownRest = leastSquares(addGrams(whole, part, -1));
    const allRest = leastSquares(addGrams(all, pooled[place]!, -1));
    heldOut.push((meanSquaredError(part, allRest) - meanSquaredError(part, ownRest)) / variance);
    fitted.push((meanSquaredError(part, allFit) - meanSquaredError(part, ownFit)) / variance);
  });
  return { heldOut, fitted };
}

const sumOf = (grams: readonly (Gram | null)[]): Gram | null =>
  grams.reduce<Gram | null>((sum, one) => (one === null ? sum : sum === null ? one : addGrams(sum, one)), null);

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The t interval of a mean over parts. */
function spanOf(values: readonly number[], level: number): { lower: number; upper: number } {
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = studentCritical(level, values.length - 1) * Math.sqrt(variance / values.length);
  return { lower: mean - half, upper: mean + half };
}
