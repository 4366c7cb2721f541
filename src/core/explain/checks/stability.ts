import { counted } from '../../base/counted.js';
import type { Matrix } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { meanEstimate } from '../effects/common.js';
import { type CheckContext, explainWith, topPlayers, valuesOfRow } from './context.js';
import { type CheckResult, judged, notApplicable } from './result.js';

/**
 * Number of strongest players that are compared, as many as a person would be told; half of the players where there are few, because all of
 * them always agree.
 */
const TOP = 4;
/** Number of times that the background is drawn again. */
const RESAMPLES = 20;
/**
 * Smallest mean overlap (Jaccard) of the strongest players; below it an explanation depends on who happened to be in the background. The
 * number is our choice.
 */
export const STABLE_OVERLAP = 0.8;

/** Checks that the strongest players stay the strongest when the background is drawn again, with replacement. */
export function checkStability(context: CheckContext): CheckResult {
  const { model, rows, options, explanation, seed } = context;
  const { background } = options;
  if (background === undefined || explanation.backgroundRows === null) {
    return notApplicable('stability', 'the method uses no background that could be drawn again');
  }
  const random = createGenerator(seed);
  const top = Math.min(TOP, Math.max(1, Math.floor(explanation.players.length / 2)));
  const overlap = new Float64Array(rows.rows);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const drawn = drawAgain(background, (bound) => random.nextInteger(bound));
    const other = explainWith(model, rows, { ...options, background: drawn });
    for (let r = 0; r < rows.rows; r++) {
      overlap[r]! +=
        jaccard(topPlayers(valuesOfRow(explanation, r), top), topPlayers(valuesOfRow(other, r), top)) / RESAMPLES;
    }
  }
  const estimate = meanEstimate(overlap);
  return judged(
    'stability',
    estimate,
    { bound: STABLE_OVERLAP, good: 'above' },
    `the ${top} strongest overlap by ${(estimate.estimate ?? 0).toFixed(2)} on average when the background of ${counted(background.rows, 'row')} is drawn again ${RESAMPLES} times`,
  );
}

function drawAgain(background: Matrix, draw: (bound: number) => number): Matrix {
  const { rows, columns } = background;
  const data = new Float64Array(background.data.length);
  for (let i = 0; i < rows; i++) {
    const r = draw(rows);
    data.set(background.data.subarray(r * columns, (r + 1) * columns), i * columns);
  }
  return { data, rows, columns };
}

/** Number of shared members over number of all members; two empty lists agree. */
function jaccard(a: readonly number[], b: readonly number[]): number {
  const all = new Set([...a, ...b]);
  return all.size === 0 ? 1 : a.filter((player) => b.includes(player)).length / all.size;
}
