import { counted } from '../../base/counted.js';
import type { Model } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { type Caution, type Dataset, type Learner, pick, refused } from '../base/index.js';
import { fitPlatt, type PlattCurve } from '../calibration/index.js';
import { holdOut } from '../splits/index.js';
import { rawScores } from './score-rows.js';

/** The curve that is part of a calibrated model: its log-odds are slope * score + intercept. */
export interface Calibration extends PlattCurve {
  readonly method: 'platt';
  /** Rows that the curve was fitted to; the model was learned from the others. */
  readonly rows: number;
  /** What the score was before: log-odds, or a chance where there are no log-odds behind it, as of a mean of trees. */
  readonly of: 'log-odds' | 'chance';
}

/** Share of the rows that calibrate. */
const SHARE = 0.25;

/** Refuses learners and targets whose models no curve makes chances of. */
export function checkCalibrates({ name, uncalibrated }: Learner, { task }: Dataset): void {
  if (task !== 'binary')
    throw refused('a model of numbers is not calibrated', 'Calibrate chances: a target of 0 and 1, or none.');
  if (uncalibrated !== undefined)
    throw refused(
      `a model of the learner ${name} is not calibrated: ${uncalibrated}`,
      'Train it without calibration, or calibrate another learner.',
    );
}

/** The rows to learn from and those to calibrate on, drawn by the seed from each class. */
export function calibrationParts(
  { rows, target }: Dataset,
  weights: Float64Array | null,
  seed: Seed,
): { rest: Int32Array; held: Int32Array } {
  const { train: rest, test: held } = holdOut(rows, {
    share: SHARE,
    seed: `calibration of ${String(seed)}`,
    strata: target,
  });
  const found = new Set(Array.from(held).flatMap((row) => ((weights?.[row] ?? 1) > 0 ? [target[row]] : [])));
  if (found.size === 2) return { rest, held };
  throw refused(
    `the ${counted(held.length, 'row')} that calibrate hold no ${found.has(1) ? 'row of the target 0' : 'row of the target 1'}${weights === null ? '' : ' of a weight above 0'}`,
    'Give more rows, or train without calibration.',
  );
}

/** Rows of the rarer class below which a curve of two coefficients follows chance: ten for each (Peduzzi and others 1996). */
const FEWEST_OF_CLASS = 20;

/** Says so where the curve rests on few people. */
export function fewCalibrating({ target }: Dataset, held: Int32Array, weights: Float64Array | null): Caution[] {
  const counts = [0, 0];
  for (const row of held) if ((weights?.[row] ?? 1) > 0) counts[target[row]!]!++;
  const rarer = Math.min(...counts);
  if (rarer >= FEWEST_OF_CLASS) return [];
  return [
    {
      kind: 'few-rows',
      column: null,
      message: `the curve that makes chances rests on ${counted(held.length, 'row')}, of the rarer class ${rarer}: of fewer than ${FEWEST_OF_CLASS} it follows chance`,
    },
  ];
}

/** Fits the curve to rows that the model has not seen. Refuses a curve that would turn the model round. */
export function calibrationOf(
  model: Model,
  data: Dataset,
  held: Int32Array,
  weights: Float64Array | null,
): Calibration {
  const own = weights === null ? undefined : pick(weights, held);
  const { slope, intercept } = fitPlatt(rawScores(model, data.columns, held), pick(data.target, held), own);
  if (!(slope > 0))
    throw refused(
      `on the ${counted(held.length, 'row')} that calibrate, chances do not rise with the score (slope ${slope.toPrecision(3)})`,
      'The model puts new people in no better order than chance: give more rows or other inputs; calibration cannot mend it.',
    );
  return { method: 'platt', slope, intercept, rows: held.length, of: model.link === 'logit' ? 'log-odds' : 'chance' };
}
